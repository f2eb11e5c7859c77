#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { HELP } from './help.js';
import { serve, startFailure } from './serve.js';

const { version }: { version: string } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const [argument] = process.argv.slice(2);

function fail(message: string): void {
  process.stderr.write(`ltmc-http: ${message}\n`);
  process.exitCode = 1;
}

if (argument === '--version' || argument === '-v') process.stdout.write(`${version}\n`);
else if (argument === '--help' || argument === '-h') process.stdout.write(HELP);
else if (argument !== undefined) fail(`unknown argument ${argument}; settings are environment variables, see ltmc-http --help`);
else await serve(version).catch((cause: unknown) => fail(startFailure(cause)));
