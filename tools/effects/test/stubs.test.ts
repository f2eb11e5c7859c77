import { expect, it } from 'vitest';
import { noticeStubs } from '../stubs.mjs';

it('a test that a stub passes is told from one that notices before or after the restart', async () => {
  let current: { kind: string; tool?: string } = { kind: 'real' };
  const world = {
    mutate: async (mutation: typeof current) => { current = mutation; },
    restart: async () => undefined,
    openStage: () => ({ stage: {}, trace: [] }),
  };
  const throwsUnder = (kinds: string[]) => async () => {
    if (kinds.includes(current.kind)) throw new Error(`saw ${current.kind} of ${current.tool}`);
  };
  const effects = new Map([['probe', { act: throwsUnder(['constant']), afterRestart: throwsUnder(['constant', 'frozen']) }]]);
  const noticed = await noticeStubs(world as never, { effects, answers: new Map([['probe', { success: true }]]) });
  expect(Object.fromEntries(noticed)).toEqual({
    'probe constant': 'before the restart: saw constant of probe',
    'probe frozen': 'after the restart: saw frozen of probe',
    'probe stuck': 'never: the effect test passes with it',
  });
  expect(current).toEqual({ kind: 'real' });
});
