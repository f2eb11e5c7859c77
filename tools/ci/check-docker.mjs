// Checks docker/ as far as it goes without an engine: what the files say, and that what the image would hold starts and answers. That an engine
// builds the image and compose brings it up is not checked.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig, VARIABLE_NAMES } from '@ltmc/config';
// The default export, as yaml 1 has no other and 2 has it too.
import yaml from 'yaml';
import { checkCompose, variablesOf, withDefaults } from './docker/compose-rules.mjs';
import { checkDockerfile, environmentOf, parseDockerfile } from './docker/dockerfile-rules.mjs';
import { tryTree } from './docker/try-tree.mjs';
import { readWorkspace, report, ROOT } from './workspace.mjs';

const SERVICE = 'ltmc';
/** Of Node, the shell and a library, not of LTMC. */
const NOT_OURS = new Set(['NODE_ENV', 'ORT_DISABLE_TELEMETRY', 'PATH']);

/**
 * @param {string} [root]
 * @returns {Promise<string[]>} problems.
 */
export async function checkDocker(root = ROOT) {
  const read = (name) => readFile(join(root, 'docker', name), 'utf8');
  const [composeText, dockerText, example, packages] = await Promise.all([read('compose.yml'), read('Dockerfile'), read('.env.example'), readWorkspace(root)]);
  const compose = yaml.parse(composeText);
  const instructions = parseDockerfile(dockerText);
  const commands = packages.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}));
  const dockerfile = checkDockerfile(instructions, { exists: (path) => existsSync(join(root, path)), commands });
  const { DB_PATH = '', ...rest } = environmentOf(instructions);
  return [
    ...checkCompose(compose, SERVICE).map((problem) => `compose.yml: ${problem}`),
    ...dockerfile.map((problem) => `Dockerfile: ${problem}`),
    ...checkExample(example, variablesOf(composeText)).map((problem) => `.env.example: ${problem}`),
    ...checkSettings(compose.services?.[SERVICE]?.environment ?? {}).map((problem) => `compose.yml: ${SERVICE}: ${problem}`),
    ...checkSettings({ DB_PATH, ...rest }).map((problem) => `Dockerfile: ${problem}`),
  ];
}

/** What the operator may set is told, and what is told can be set. */
function checkExample(text, wanted) {
  const told = new Set([...text.matchAll(/^#?(\w+)=/gmu)].map(([, name]) => name));
  return [
    ...[...wanted].filter((name) => !told.has(name)).map((name) => `${name} of compose.yml is not in it`),
    ...[...told].filter((name) => !wanted.has(name)).map((name) => `${name} is in it, but compose.yml does not use it`),
  ];
}

/** The settings of a container are what LTMC knows, and are valid together. */
function checkSettings(environment) {
  const settings = Object.entries(environment).filter(([name]) => !NOT_OURS.has(name));
  const unknown = settings.filter(([name]) => !VARIABLE_NAMES.includes(name)).map(([name]) => `${name} is no setting of LTMC`);
  try {
    const { notices } = loadConfig(Object.fromEntries(settings.map(([name, value]) => [name, withDefaults(value)])));
    return [...unknown, ...notices];
  } catch (error) {
    return [...unknown, error.message];
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tree = (await tryTree(ROOT)).map((problem) => `production tree: ${problem}`);
  report('docker/', [...(await checkDocker()), ...tree]);
}
