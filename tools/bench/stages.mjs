import { quantile } from './stats.mjs';

/** Notes when each call of the watched parts begins and ends, between `begin` and `end`. */
export function createStages() {
  const searches = [];
  let calls;
  let startMs = 0;

  const watched = (name, method, part) => (...args) => {
    const known = calls;
    const fromMs = performance.now() - startMs;
    const result = method.apply(part, args);
    if (known && result instanceof Promise) result.then(() => known.push({ name, fromMs, tookMs: performance.now() - startMs - fromMs }), () => undefined);
    return result;
  };
  const watch = (name, part) =>
    new Proxy(part, {
      get: (target, key) => {
        const value = Reflect.get(target, key);
        const full = `${name}.${String(key)}`;
        if (typeof value === 'function') return key === 'openIndex' ? async (...args) => watch('index', await value.apply(target, args)) : watched(full, value, target);
        return typeof value === 'object' && value !== null && ['lateInteraction', 'chats'].includes(String(key)) ? watch(full, value) : value;
      },
    });

  return {
    watch,
    /** Runs one search, watched. */
    during: async (search) => {
      calls = [];
      searches.push(calls);
      startMs = performance.now();
      try {
        return await search();
      } finally {
        calls.push({ name: 'whole search', fromMs: 0, tookMs: performance.now() - startMs });
        calls = undefined;
      }
    },
    /** In the order of their beginning: medians over the searches that had the call. */
    table: () => {
      const byName = groupByName(named(searches));
      return [...byName]
        .map(([name, all]) => ({ name, fromMs: quantile(all.map(({ fromMs }) => fromMs), 0.5), tookMs: quantile(all.map(({ tookMs }) => tookMs), 0.5), share: all.length / searches.length }))
        .toSorted((a, b) => a.fromMs - b.fromMs);
    },
  };
}

/** The second call of one method in a search has a name of its own. */
function named(searches) {
  return searches.flatMap((calls) => {
    const seen = new Map();
    return calls.toSorted((a, b) => a.fromMs - b.fromMs).map((call) => {
      const time = (seen.get(call.name) ?? 0) + 1;
      seen.set(call.name, time);
      return { ...call, name: time === 1 ? call.name : `${call.name} (${time})` };
    });
  });
}

function groupByName(calls) {
  const groups = new Map();
  for (const call of calls) groups.set(call.name, [...(groups.get(call.name) ?? []), call]);
  return groups;
}
