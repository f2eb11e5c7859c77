import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createProgress, type Step } from '../src/progress.js';
import { bytes, duration } from '../src/quantities.js';

/** Shows steps at given moments and returns what was written. */
function written(isTTY: boolean, shown: readonly (readonly [number, Step])[]): string {
  let now = 0;
  const out = Object.assign(new PassThrough(), { isTTY });
  const progress = createProgress(out, () => now);
  for (const [atMs, step] of shown) {
    now = atMs;
    progress.show(step);
  }
  progress.end();
  return String(out.read() ?? '');
}

const step = (done: number, total?: number): Step => ({ step: 'copying', done, unit: 'bytes', ...(total === undefined ? {} : { total }) });

describe('progress', () => {
  it('says nothing about what is over soon', () => {
    expect(written(true, [[0, step(1, 10)], [400, step(10, 10)]])).toBe('');
  });

  it('is a bar with the time left on a terminal, and is gone at the end', () => {
    const text = written(true, [[0, step(0, 4096)], [10_000, step(1024, 4096)]]);
    expect(text).toBe(`\r\u001B[2Kcopying [${'█'.repeat(7)}${'░'.repeat(21)}] 1.0 KiB of 4.0 KiB, about 30 s left\r\u001B[2K`);
  });

  it('is redrawn ten times a second at most', () => {
    const shown = Array.from({ length: 1000 }, (_step, at): [number, Step] => [1000 + at, step(at, 1000)]);
    expect(written(true, [[0, step(0, 1000)], ...shown]).split('copying')).toHaveLength(11);
  });

  it('is a plain line at each tenth elsewhere, or one where the end is not known', () => {
    const shown = Array.from({ length: 101 }, (_step, at): [number, Step] => [1000 + at, step(at * 10, 1000)]);
    const lines = written(false, [[0, step(0, 1000)], ...shown]).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[3]).toBe('copying: 300 B of 1000 B');
    expect(written(false, [[0, step(0)], [600, step(5)], [700, step(9)]])).toBe('copying: 5 B\n');
  });
});

it('tells quantities as people do', () => {
  expect([bytes(950), bytes(1536), bytes(1024 ** 2 * 20), bytes(1024 ** 4 * 3)]).toEqual(['950 B', '1.5 KiB', '20 MiB', '3.0 TiB']);
  expect([duration(10), duration(59_000), duration(95_000)]).toEqual(['1 s', '59 s', '1 min 35 s']);
});
