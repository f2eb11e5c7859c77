#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { runCommandLine } from './run-command-line.js';

const { version }: { version: string } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const interrupted = new AbortController();
// The first Ctrl-C breaks off in order; a second one ends the process as ever.
process.once('SIGINT', () => { interrupted.abort(); });
process.once('SIGTERM', () => { interrupted.abort(); });

process.exitCode = await runCommandLine(process.argv.slice(2), { version, env: process.env, stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, signal: interrupted.signal });
