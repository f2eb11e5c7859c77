/**
 * One instruction of a Dockerfile, its continued lines joined.
 *
 * @typedef {{ name: string, args: string }} Instruction
 */

/** What a step may run beside scripts of this repository. */
const PROGRAMS = new Set(['apt-get', 'install', 'rm', 'node']);
const PINNED = /^[\w./-]+:(?!latest$)[\w.-]*\d[\w.-]*$/u;

/**
 * @param {string} text
 * @returns {Instruction[]}
 */
export function parseDockerfile(text) {
  return text.replaceAll(/^\s*#.*\n/gmu, '').replaceAll(/\\\n/gu, ' ').split('\n').filter((line) => line.trim() !== '').map((line) => {
    const [, name = '', args = ''] = /^\s*(\S+)\s+(.*)$/u.exec(line) ?? [];
    return { name: name.toUpperCase(), args: args.trim() };
  });
}

/**
 * What is wrong with a Dockerfile as far as it can be told without an engine.
 *
 * @param {readonly Instruction[]} instructions
 * @param {{ exists: (path: string) => boolean, commands: readonly string[] }} repository - `exists`: whether git has a file or folder; `commands`: those of the programs in the image.
 * @returns {string[]}
 */
export function checkDockerfile(instructions, { exists, commands }) {
  const last = (name) => instructions.findLast((instruction) => instruction.name === name)?.args ?? '';
  const problems = instructions.flatMap((instruction) => checkInstruction(instruction, exists));
  for (const image of baseImages(instructions)) if (!PINNED.test(image)) problems.push(`the base image ${image} is not pinned by a tag with a number`);
  if (!/^(?!root$|0$)\w+$/u.test(last('USER'))) problems.push('it runs as root; end with another USER');
  if (!last('HEALTHCHECK').includes('/health/live')) problems.push('no HEALTHCHECK asks /health/live');
  const [command] = /"(?<first>[^"]+)"/u.exec(last('CMD'))?.slice(1) ?? [''];
  if (!commands.includes(command)) problems.push(`CMD runs ${JSON.stringify(command)}, which is none of ${commands.join(', ')}`);
  const folder = last('VOLUME');
  if (folder === '' || !environmentOf(instructions).DB_PATH?.startsWith(`${folder}/`)) problems.push('DB_PATH lies in no VOLUME, so that data would go with the container');
  return problems;
}

/**
 * What `ENV` sets in the last stage.
 *
 * @param {readonly Instruction[]} instructions
 * @returns {Record<string, string>}
 */
export function environmentOf(instructions) {
  const stage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
  const pairs = stage.filter(({ name }) => name === 'ENV').flatMap(({ args }) => args.split(/\s+/u));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function baseImages(instructions) {
  const defaults = new Map(instructions.filter(({ name }) => name === 'ARG').map(({ args }) => args.split(/=(.*)/su).slice(0, 2)));
  return instructions.filter(({ name }) => name === 'FROM').map(({ args }) => args.split(/\s+/u)[0].replaceAll(/\$\{(\w+)\}/gu, (_whole, name) => defaults.get(name) ?? ''));
}

function checkInstruction({ name, args }, exists) {
  if (name === 'ADD') return ['ADD fetches and unpacks; use COPY'];
  if (name === 'COPY' && !args.includes('--from=')) {
    const sources = args.split(/\s+/u).filter((word) => !word.startsWith('--')).slice(0, -1);
    return sources.filter((source) => !exists(source)).map((source) => `COPY ${source}: there is no such file in the repository`);
  }
  if (name !== 'RUN') return [];
  return args.replaceAll(/--mount=\S+\s+/gu, '').split('&&').map((step) => step.trim().split(/\s+/u)).flatMap(([program, script = '']) => {
    if (!PROGRAMS.has(program)) return [`RUN ${program}: a step runs a script of the repository, ${[...PROGRAMS].join(', ')} and nothing else`];
    return program === 'node' && !exists(script) ? [`RUN node ${script}: there is no such script`] : [];
  });
}
