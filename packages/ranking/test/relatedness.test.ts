import { expect, it } from 'vitest';
import { relatedness } from '../src/index.js';

const relation = (sourceId: number, targetId: number, strength = 1, type = 'related_to'): { sourceId: number; targetId: number; strength: number; type: string } => ({ sourceId, targetId, strength, type });
const likely = new Map([[1, 0.8], [2, 0.1], [3, 0.4]]);

it('is what the best related document has, times the strength, from either end', () => {
  expect(relatedness(likely, [relation(1, 2, 0.5), relation(3, 2)])).toEqual(new Map([[1, 0.05], [2, 0.4], [3, 0.1]]));
  expect(relatedness(likely, [])).toEqual(new Map());
});

it('comes from what may be an answer only, and never from the document itself', () => {
  expect(relatedness(likely, [relation(9, 2), relation(2, 2)])).toEqual(new Map([[9, 0.1]]));
});

it('goes from what is superseded to what supersedes it, and not back', () => {
  expect(relatedness(likely, [relation(2, 1, 1, 'supersedes')])).toEqual(new Map([[2, 0.8]]));
});
