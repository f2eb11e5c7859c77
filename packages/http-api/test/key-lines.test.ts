import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiKey } from '../src/index.js';
import { formatKeyLine, parseKeyLines } from '../src/keys/key-lines.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

describe('lines of keys', () => {
  it('have four parts, comments and white space around them', () => {
    const text = `# ours\n\n  ${A.toUpperCase()}\talice  team-a   read,WRITE  # her laptop\r\n${B} ci@build team.b admin`;
    expect(parseKeyLines(text)).toEqual({ problems: [], keys: [
      { sha256: A, principal: 'alice', namespace: 'team-a', scopes: ['read', 'write'] },
      { sha256: B, principal: 'ci@build', namespace: 'team.b', scopes: ['admin'] },
    ] });
  });

  it.each([
    ['a hash that is cut off', `${'a'.repeat(63)} alice n read`, 'SHA-256'],
    ['a key in place of its hash', 'ltmc_secret alice n read', 'SHA-256'],
    ['no scopes', `${A} alice n`, 'four parts'],
    ['scopes with spaces', `${A} alice n read, write`, 'four parts'],
    ['an unknown scope', `${A} alice n read,root`, '"read,root"'],
    ['an empty scope', `${A} alice n read,`, '"read,"'],
    ['a namespace with a slash', `${A} alice a/b read`, '"a/b"'],
    ['a holder with a quote', `${A} al"ice n read`, 'holder'],
  ])('%s is a problem by its number, and lets nobody in', (_what, line, says) => {
    const { keys, problems } = parseKeyLines(`# one\n${line}\n${B} bob n read\n`);
    expect(keys.map(({ principal }) => principal)).toEqual(['bob']);
    expect(problems).toEqual([expect.stringMatching(/^line 2: /u)]);
    expect(problems[0]).toContain(says);
    expect(problems[0]).not.toContain('secret');
  });

  it('the same key twice is a problem, and the first line holds', () => {
    const { keys, problems } = parseKeyLines(`${A} alice n read\n${A} alice n admin\n`);
    expect(keys).toMatchObject([{ scopes: ['read'] }]);
    expect(problems).toHaveLength(1);
  });

  it('every key that can be written is read back', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/u);
    const scopes = fc.subarray(['read', 'write', 'admin'] as const, { minLength: 1 });
    const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/u);
    const key: fc.Arbitrary<ApiKey> = fc.record({ sha256, principal: name, namespace: name, scopes });
    fc.assert(fc.property(fc.uniqueArray(key, { selector: (one) => one.sha256 }), (keys) => {
      expect(parseKeyLines(keys.map((one) => `${formatKeyLine(one)}\n`).join(''))).toEqual({ keys, problems: [] });
    }));
  });
});
