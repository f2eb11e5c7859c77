import { createHash } from 'node:crypto';

const KEY_LIFETIME_MS = 7 * 24 * 3_600_000;

/**
 * What memories are, in the fewest words: versions under a name, a current one, hidden ones, and the past. Written from the tool contract, not from
 * the product, and kept as plain as can be: every answer is computed from the list of versions.
 */
export function createWorld() {
  /** @type {{ name: string, version: number, content: string, storedAtMs: number, endedAtMs: number | null, hiddenAtMs: number | null, validFromMs: number | null, expiresAtMs: number | null }[]} */
  let versions = [];
  const answers = new Map();

  const of = (name) => versions.filter((version) => version.name === name);
  const visible = (version) => version.hiddenAtMs === null;
  const isCurrent = (version) => version.endedAtMs === null && visible(version);
  const wasCurrent = (version, atMs) => visible(version) && version.storedAtMs <= atMs && (version.endedAtMs === null || version.endedAtMs > atMs);
  const isValid = ({ validFromMs, expiresAtMs }, atMs) => (validFromMs ?? -Infinity) <= atMs && (expiresAtMs ?? Infinity) > atMs;

  const write = ({ name, content, validFromMs = null, expiresAtMs = null }, nowMs) => {
    const newest = of(name).at(-1);
    const same = newest && visible(newest) && newest.content === content && newest.validFromMs === validFromMs && newest.expiresAtMs === expiresAtMs;
    if (same) return { version: newest.version, unchanged: true };
    // Time never runs backwards within a memory.
    const storedAtMs = Math.max(nowMs, (newest?.storedAtMs ?? -Infinity) + 1);
    if (newest) newest.endedAtMs = storedAtMs;
    const version = (newest?.version ?? 0) + 1;
    versions.push({ name, version, content, storedAtMs, endedAtMs: null, hiddenAtMs: null, validFromMs, expiresAtMs });
    return { version, unchanged: false };
  };

  /** The first answer of a key again, for a week, or the work and its answer. */
  const once = ({ key, name, body, nowMs }, work) => {
    if (key === undefined) return work();
    const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    const kept = answers.get(key)?.atMs > nowMs - KEY_LIFETIME_MS ? answers.get(key) : undefined;
    if (kept && kept.bodyHash !== bodyHash) return 'LTMC_IDEMPOTENCY_CONFLICT';
    if (kept) return kept.answer;
    const answer = work();
    answers.set(key, { bodyHash, answer, name, atMs: nowMs });
    return answer;
  };

  return {
    store: ({ key, ...body }, nowMs) => once({ key, name: body.name, body, nowMs }, () => write(body, nowMs)),
    forget: ({ name }, nowMs) => {
      const shown = of(name).filter(visible);
      if (shown.length === 0) return 'LTMC_NOT_FOUND';
      for (const version of shown) version.hiddenAtMs = nowMs;
      return { versions: shown.length };
    },
    count: ({ name }) => {
      const shown = of(name).filter(visible);
      return shown.length === 0 ? 'LTMC_NOT_FOUND' : { versions: shown.length };
    },
    purge: ({ name }) => {
      const gone = of(name);
      if (gone.length === 0) return 'LTMC_NOT_FOUND';
      versions = versions.filter((version) => version.name !== name);
      // A key whose memory was purged would keep words of it.
      for (const [key, kept] of answers) if (kept.name === name) answers.delete(key);
      return { versions: gone.length };
    },
    undo: ({ name, notBeforeMs }) => {
      const hidden = of(name).filter((version) => !visible(version));
      if (hidden.length === 0) return 'LTMC_NOT_FOUND';
      const back = hidden.filter((version) => version.hiddenAtMs >= notBeforeMs);
      if (back.length === 0) return 'LTMC_UNDO_EXPIRED';
      for (const version of back) version.hiddenAtMs = null;
      return { versions: back.length };
    },
    get: ({ name, version, asOfMs }) => {
      const found = of(name).find((candidate) => visible(candidate)
        && (version === undefined || candidate.version === version)
        && (asOfMs === undefined || wasCurrent(candidate, asOfMs))
        && (version !== undefined || asOfMs !== undefined || isCurrent(candidate)));
      if (!found) return 'LTMC_NOT_FOUND';
      return { version: found.version, content: found.content, history: of(name).filter(visible).map((each) => each.version).toReversed() };
    },
    list: (nowMs) => versions.filter((version) => isCurrent(version) && isValid(version, nowMs))
      .map(({ name, version, storedAtMs }) => ({ name, version, storedAtMs })),
    /** Names whose text holds the word, then or now. */
    search: ({ word, asOfMs, validAtMs }, nowMs) => versions
      .filter((version) => (asOfMs === undefined ? isCurrent(version) : wasCurrent(version, asOfMs)) && isValid(version, validAtMs ?? asOfMs ?? nowMs))
      .filter(({ content }) => content.split(' ').includes(word))
      .map(({ name, version }) => `${name} v${version}`)
      .toSorted(),
  };
}
