import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('../examples/coordination-flow.mjs', import.meta.url));

it('the example goes through register, context, state, lock, cache and buffer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-flow-'));
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [EXAMPLE, join(folder, 'coordination.db')]);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      "agents [ 'coder', 'planner' ]",
      "coder joined at version 1 { goal: 'release 7', branch: 'main' }",
      "coder applied [ 'tests' ] and was told release 7.1",
      "coder saw [ 'joined@1', 'updated@2', 'updated@3' ]",
      "session { step: 'build' } back to { step: 'plan' }",
      'locked {',
      "  fence: { name: 'memory:plan.md', token: 1 },",
      '  planner: false,',
      "  refusal: 'LTMC_LOCKED',",
      '  own: {}',
      '}',
      "cached [ 'faster search' ]",
      "popular [ '12: 2' ]",
      'status full sqlite { agents: 2, sessions: 1, locks: 0, buffered: 1, values: 1 }',
      '',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
