import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from './child-server.js';
import { needPrograms, type ServerNeed } from './server-need.js';

const run = promisify(execFile);
const SOURCES = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './neo4j/' : '../../src/servers/neo4j/', import.meta.url));
const CACHE = join(homedir(), '.cache', 'ltmc', 'testing');
const INSTALL = 'Neo4j cannot be started; on Debian: apt-get install openjdk-17-jdk-headless maven';
const OFFLINE = 'Neo4j cannot be loaded from Maven Central; the first run needs the network';

/** Whether a Neo4j can be started. The first time this loads its jars from Maven Central into Maven's own repository: 145 MB, some 10 s. */
export async function needNeo4j(): Promise<ServerNeed> {
  if (await keptFiles(await folderOfFiles())) return needPrograms([['java', '-version']], INSTALL);
  const programs = await needPrograms([['java', '-version'], ['javac', '-version'], ['jar', '--version'], ['mvn', '-version']], INSTALL);
  if (!programs.found) return programs;
  return neo4jFiles().then(
    () => ({ found: true, missing: INSTALL }),
    (error: unknown) => ({ found: false, missing: `${OFFLINE} (${String(error).slice(0, 200)})` }),
  );
}

/** What `java` needs to start Neo4j. */
export interface Neo4jFiles {
  readonly classpath: string;
  /** Loaded classes, as Java keeps them: with it a start takes half the time. */
  readonly archive: string;
}

/** Made once for each version of Neo4j and of the program that starts it, and kept in `~/.cache/ltmc` (110 MB). */
export async function neo4jFiles(): Promise<Neo4jFiles> {
  const folder = await folderOfFiles();
  return (await keptFiles(folder)) ?? (await makeFiles(folder));
}

async function folderOfFiles(): Promise<string> {
  const sources = await Promise.all(['pom.xml', 'Launch.java'].map((name) => readFile(join(SOURCES, name))));
  const version = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 16);
  return join(CACHE, `neo4j-${version}`);
}

function filesIn(folder: string, jars: string): Neo4jFiles {
  return { classpath: `${join(folder, 'launch.jar')}${delimiter}${jars}`, archive: join(folder, 'classes.jsa') };
}

async function keptFiles(folder: string): Promise<Neo4jFiles | undefined> {
  const jars = await readFile(join(folder, 'jars.txt'), 'utf8').catch(() => '');
  if (jars === '') return undefined;
  const { classpath, archive } = filesIn(folder, jars);
  const missing = await Promise.all([archive, ...classpath.split(delimiter)].map((file) => access(file).then(() => false, () => true)));
  return missing.includes(true) ? undefined : { classpath, archive };
}

/** Each file is made aside and then moved to its place, so that several test runs may do it at once. */
async function makeFiles(folder: string): Promise<Neo4jFiles> {
  await mkdir(CACHE, { recursive: true });
  const making = await mkdtemp(join(CACHE, 'making-'));
  try {
    await copyFile(join(SOURCES, 'pom.xml'), join(making, 'pom.xml')); // Maven writes beside it
    await run('mvn', ['-q', '-B', '-f', join(making, 'pom.xml'), 'dependency:build-classpath', `-Dmdep.outputFile=${join(making, 'jars.txt')}`]);
    const jars = await readFile(join(making, 'jars.txt'), 'utf8');
    await run('javac', ['-cp', jars, '-d', join(making, 'classes'), join(SOURCES, 'Launch.java')]);
    await run('jar', ['cf', join(making, 'launch.jar'), '-C', join(making, 'classes'), '.']);
    // The archive remembers where the jars lay: they come to their place first, and each file as a whole.
    await mkdir(folder, { recursive: true });
    await rename(join(making, 'launch.jar'), join(folder, 'launch.jar'));
    const files = filesIn(folder, jars);
    await writeArchive(files, making);
    await rename(join(making, 'jars.txt'), join(folder, 'jars.txt'));
    return files;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** A first start, ended at once, from which Java learns which classes it takes. */
async function writeArchive({ classpath, archive }: Neo4jFiles, scratch: string): Promise<void> {
  const kept = join(scratch, 'classes.jsa');
  const args = [`-XX:ArchiveClassesAtExit=${kept}`, '-Xlog:cds=off', '-cp', classpath, 'Launch', join(scratch, 'data'), String(await freePort())];
  const training = run('java', args, { maxBuffer: 100_000_000 });
  training.child.stdin?.end('ltmc-testing\n');
  await training;
  await rename(kept, archive);
}
