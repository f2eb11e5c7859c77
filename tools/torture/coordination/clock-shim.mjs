import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('clock-shim.c', import.meta.url));
const NS_PER_SECOND = 1e9;

/**
 * Builds the library of `clock-shim.c` (libfaketime does not work with the allocator of Debian's redis-server).
 * @returns {Promise<{ clock: (name: string) => Promise<{ env: Record<string, string>, set: (seconds: number) => Promise<void> }> } | undefined>} undefined without a C compiler
 */
export async function buildClockShim(folder) {
  const library = `${folder}/clock-shim.so`;
  const built = await promisify(execFile)('cc', ['-shared', '-fPIC', '-O2', '-o', library, SOURCE]).then(() => true, (error) => {
    if (error.code === 'ENOENT') return false;
    throw error;
  });
  return built ? { clock: (name) => createClock(`${folder}/${name}.clock`, library) } : undefined;
}

/** A wall clock of its own for the processes that get its `env`; it goes right until it is set to so many seconds off. */
async function createClock(file, library) {
  const set = async (seconds, flags = 'r+') => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(Math.round(seconds * NS_PER_SECOND)));
    const handle = await open(file, flags); // in place: the processes have it mapped
    try {
      await handle.write(bytes, 0, bytes.length, 0);
    } finally {
      await handle.close();
    }
  };
  await set(0, 'w');
  return { env: { LD_PRELOAD: library, CLOCK_SHIM_FILE: file }, set };
}
