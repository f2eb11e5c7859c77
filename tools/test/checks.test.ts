import { describe, expect, it } from 'vitest';
import { checkSize } from '../ci/check-size.mjs';
import { checkExample, extractExample } from '../ci/readme-example.mjs';
import { addUp, readResult, removeResults } from '../ci/test-results.mjs';
import { makeWorkspace } from './fake-workspace.mjs';

describe('checkSize', () => {
  it('counts lines, not line ends, in sources of every kind, and skips what is built or installed', async () => {
    await using workspace = await makeWorkspace({
      'packages/a/src/fits.ts': 'x\n'.repeat(300),
      'packages/a/test/long.test.ts': 'x\n'.repeat(301),
      'tools/long.py': `${'x\n'.repeat(300)}x`,
      'packages/a/dist/long.js': 'x\n'.repeat(999),
      'packages/a/node_modules/b/long.js': 'x\n'.repeat(999),
      'packages/a/README.md': 'x\n'.repeat(999),
    });
    const { files, problems } = await checkSize(workspace.root);
    expect(files).toBe(3);
    expect(problems).toEqual([expect.stringMatching(/^packages.a.test.long\.test\.ts: 301 lines/u), expect.stringMatching(/^tools.long\.py: 301 lines/u)]);
  });
});

const readme = (code: string, output: string): string => `# x\n\n\`\`\`js\nother();\n\`\`\`\n\n## Example\n\n\`\`\`js\n${code}\n\`\`\`\n\n\`\`\`text\n${output}\n\`\`\`\n\n## Options\n`;

describe('README examples', () => {
  it('takes the pair under "## Example" and no other', () => {
    expect(extractExample(readme('one();', 'two'))).toEqual({ code: 'one();\n', expected: 'two\n' });
    expect(extractExample('# x\n\n```js\none();\n```\n\n```text\ntwo\n```\n')).toBeUndefined();
    expect(extractExample('## Example\n\n```js\none();\n```\n\nIt prints\n\n```text\ntwo\n```\n')).toBeUndefined();
    expect(extractExample('## Example\n\n## Options\n\n```js\none();\n```\n\n```text\ntwo\n```\n')).toBeUndefined();
  });

  it('accepts an example that prints what it says, and nothing else', async () => {
    const folder = import.meta.dirname;
    expect(await checkExample(readme('console.log(await Promise.resolve(6 * 7));', '42'), folder)).toEqual([]);
    expect(await checkExample(readme('console.log(6 * 7);', '41'), folder)).toEqual([expect.stringMatching(/prints\n42\ninstead of\n41/u)]);
    expect(await checkExample(readme('throw new Error("boom");', ''), folder)).toEqual([expect.stringMatching(/ends with status 1:[\s\S]*boom/u)]);
    expect(await checkExample('# x\n', folder)).toEqual([expect.stringContaining('no "## Example"')]);
    expect(await checkExample(undefined, folder)).toEqual(['there is no README.md']);
  });
});

const report = (passed: number, failed: number, more: object = {}): string =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 0, numTodoTests: 0, testResults: [], ...more });

describe('test results', () => {
  it.each([
    ['all passed', report(5, 0), { passed: 5, failed: 0, skipped: 0 }],
    ['some failed', report(5, 2), { passed: 5, failed: 2, skipped: 0 }],
    ['skipped and to do', report(5, 0, { numPendingTests: 1, numTodoTests: 2 }), { passed: 5, failed: 0, skipped: 3 }],
    ['a file that did not load', report(5, 0, { testResults: [{ status: 'failed', assertionResults: [], message: 'SyntaxError' }] }), { passed: 5, failed: 1 }],
    ['no test at all', report(0, 0), { passed: 0, failed: 1, problem: 'ran no test' }],
  ])('are read: %s', async (_case, text, expected) => {
    await using workspace = await makeWorkspace({ 'test-results.json': text });
    expect(await readResult('x', workspace.root)).toMatchObject({ name: 'x', ...expected });
  });

  it('that are not there are a failure, also when those of an earlier run were', async () => {
    await using workspace = await makeWorkspace({ 'test-results.json': report(5, 0) });
    await removeResults([workspace.root]);
    expect(await readResult('x', workspace.root)).toMatchObject({ passed: 0, failed: 1, problem: expect.stringContaining('did not run') });
  });

  it('add up to the last line', () => {
    const one = { name: 'a', passed: 3, failed: 0, skipped: 0, problem: undefined };
    const two = { ...one, passed: 4, skipped: 2 };
    expect(addUp([one, one], { forbidSkips: true })).toEqual({ line: '6 passed, 0 failed', ok: true });
    expect(addUp([one, two], { forbidSkips: false })).toEqual({ line: '7 passed, 0 failed, 2 skipped', ok: true });
    expect(addUp([one, two], { forbidSkips: true })).toEqual({ line: '7 passed, 2 failed', ok: false });
    expect(addUp([one, { ...one, failed: 1 }], { forbidSkips: false })).toEqual({ line: '6 passed, 1 failed', ok: false });
    expect(addUp([one], { forbidSkips: false, failedBefore: 2 })).toEqual({ line: '3 passed, 2 failed', ok: false });
    expect(addUp([], { forbidSkips: false })).toEqual({ line: '0 passed, 1 failed', ok: false });
  });
});
