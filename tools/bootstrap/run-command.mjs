import { spawn } from 'node:child_process';

/**
 * @typedef {object} CommandResult
 * @property {number | null} status - exit code, null when a signal ended it.
 * @property {string} stdout
 * @property {string} output - stdout and stderr together, as they came.
 */

/**
 * Runs a program to its end and keeps what it wrote. Never rejects: a program that cannot be started gives status null.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, echo?: boolean }} [options] - `echo` shows the output as it comes, default false;
 * `env` is added to this process's.
 * @returns {Promise<CommandResult>}
 */
export function runCommand(program, args, { cwd, env = {}, echo = false } = {}) {
  return new Promise((resolve) => {
    // npm and npx are .cmd files on Windows, which only a shell can start; arguments here never come from outside.
    const shell = process.platform === 'win32' && !program.endsWith('.exe');
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], shell });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
      if (echo) process.stdout.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (echo) process.stderr.write(text);
    });
    child.on('error', (error) => resolve({ status: null, stdout, output: `${output}${error.message}\n` }));
    child.on('close', (status) => resolve({ status, stdout, output }));
  });
}

/** The last lines of a long output, which is where compilers and npm say what went wrong. */
export function tail(output, lines = 40) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
