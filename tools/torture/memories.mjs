/** Calls on the tools that several proofs make. */

const PAGE = 100;
const NEVER_FOUND_CODE = 'LTMC_NOT_FOUND';

/** Every memory that is listed, in the order of the pages. */
export async function listAll(server) {
  const memories = [];
  let cursor;
  do {
    const page = await server.call('list_memories', { limit: PAGE, ...(cursor ? { cursor } : {}) });
    memories.push(...page.memories);
    cursor = page.next_cursor;
  } while (cursor);
  return memories;
}

/** The memory, or undefined. */
export async function read(server, fileName) {
  return server.call('get_memory', { file_name: fileName }).catch((error) => {
    if (error.code === NEVER_FOUND_CODE) return undefined;
    throw error;
  });
}

/** Hits of one mode, best first. */
export async function find(server, mode, query, topK = 10) {
  const { results } = await server.call('retrieve_memory', { query, mode, top_k: topK, detail: 'full' });
  return results;
}

/** Waits until `isSo` resolves true; false when that took longer than `limitMs`. */
export async function becomes(isSo, limitMs, pauseMs = 50) {
  const untilMs = performance.now() + limitMs;
  for (;;) {
    if (await isSo()) return true;
    if (performance.now() > untilMs) return false;
    await new Promise((resolve) => { setTimeout(resolve, pauseMs); });
  }
}

/** Does `work(0)` to `work(count - 1)`, `width` at a time. */
export async function inParallel(width, count, work) {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
}

/** The value below which `share` of the numbers lie. */
export function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
