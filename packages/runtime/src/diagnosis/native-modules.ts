import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { note, ok, problem, type Finding } from './finding.js';

interface NativeModule {
  readonly name: string;
  /** The package that depends on it. */
  readonly usedBy: string;
  /** What is missing without it; absent where nothing works then. */
  readonly without?: string;
  readonly mend: string;
}

const rebuild = (name: string): string => `npm pkg set allowScripts.${name}=true --json && npm rebuild ${name} (globally: npm i -g --allow-scripts=sqlite3,hnswlib-node, and the package)`;

const MODULES: readonly NativeModule[] = [
  { name: 'sqlite3', usedBy: '@ltmc/tier-temporal', mend: rebuild('sqlite3') },
  { name: 'hnswlib-node', usedBy: '@ltmc/tier-vector', without: 'every search scans all vectors, which is slow from some ten thousand on', mend: rebuild('hnswlib-node') },
  { name: 'onnxruntime-node', usedBy: '@ltmc/embedding', mend: 'npm install --force onnxruntime-node' },
];

/** Loading takes half a second at most. */
const PATIENCE_MS = 20_000;

/** Loads each native module in a process of its own. */
export function checkNativeModules(): Promise<Finding[]> {
  return Promise.all(MODULES.map(checkModule));
}

async function checkModule({ name, usedBy, without, mend }: NativeModule): Promise<Finding> {
  try {
    await promisify(execFile)(process.execPath, ['--eval', `require(${JSON.stringify(resolveFrom(usedBy, name))})`], { timeout: PATIENCE_MS });
    return ok(name, 'its native part loads');
  } catch {
    // The child's words are a stack; what counts is that it could not, and what mends it.
    return without === undefined ? problem(name, 'its native part cannot be loaded', mend) : note(name, `its native part cannot be loaded: ${without}`, mend);
  }
}

/** Where the package that uses it finds it, which need not be where this one would. */
function resolveFrom(user: string, name: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${user}/package.json`);
  return createRequire(manifest).resolve(name);
}
