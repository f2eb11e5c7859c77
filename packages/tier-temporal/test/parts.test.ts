import { describe, expect, it } from 'vitest';
import { mergeRanges } from '../src/merge-ranges.js';
import { toStoreError } from '../src/sqlite/errors.js';
import { isSafeVersion, loadSqliteModule } from '../src/sqlite/native-module.js';
import { networkFileSystem } from '../src/sqlite/network-file-systems.js';
import { indexTerms } from '../src/words/index-terms.js';
import { queryTerms } from '../src/words/query-terms.js';
import { pairsOf, piecesOf } from '../src/words/scripts.js';

describe('file systems', () => {
  it.each([
    [0x6969, 'NFS'],
    [0x65735546, 'FUSE'],
    [0xff534d42, 'CIFS'],
    [0xff534d42 | 0, 'CIFS'],
    [0x01021997, '9p'],
  ])('knows %d as a network one', (type, name) => { expect(networkFileSystem(type)).toBe(name); });

  it.each([0xef53, 0x01021994, 0x9123683e, 0x58465342, 0x794c7630])('takes %d for a local one', (type) => { expect(networkFileSystem(type)).toBeUndefined(); });
});

describe('the SQLite library', () => {
  it.each([['3.51.2', false], ['3.51.3', true], ['3.52.0', true], ['3.9.99', false], ['4.0.0', true]])('of version %s is safe: %s', (version, safe) => {
    expect(isSafeVersion(version)).toBe(safe);
  });

  it('that cannot be loaded is named with the command that mends it', async () => {
    const missing = loadSqliteModule(() => Promise.reject(new Error('Could not locate the bindings file. Tried: /a/b/c')));
    await expect(missing).rejects.toMatchObject({ code: 'LTMC_NATIVE_MISSING', message: expect.stringContaining('npm rebuild sqlite3') });
  });
});

describe("SQLite's errors", () => {
  it.each([
    ['SQLITE_BUSY', 'LTMC_STORE_BUSY', true],
    ['SQLITE_FULL', 'LTMC_STORE_FULL', true],
    ['SQLITE_READONLY', 'LTMC_STORE_READ_ONLY', false],
    ['SQLITE_CORRUPT', 'LTMC_STORE_CORRUPT', false],
    ['SQLITE_NOTADB', 'LTMC_STORE_CORRUPT', false],
    ['SQLITE_IOERR', 'LTMC_STORE_UNAVAILABLE', false],
  ])('%s means %s', (sqlite, code, retryable) => {
    const error = toStoreError(Object.assign(new Error('/secret/path: SELECT 1'), { code: sqlite }));
    expect(error).toMatchObject({ code, retryable });
    expect(error.message).not.toMatch(/secret|SELECT/);
  });
});

describe('words', () => {
  const firstForms = (query: string): (string | undefined)[] => queryTerms(query).map(({ forms }) => forms[0]);

  it('are letters and digits of any script', () => {
    expect(piecesOf('Don\'t "QUOTE" über-cool 3.14 日本 a_b').map(({ text }) => text)).toEqual(['Don', 't', 'QUOTE', 'über', 'cool', '3', '14', '日本', 'a', 'b']);
    expect(piecesOf('把PostgreSQL升级').map(({ unspaced }) => unspaced)).toEqual([true, false, true]);
  });

  it('of a query are distinct and tell something', () => {
    expect(firstForms('What is the Cat and the cat?')).toEqual(['cat']);
    expect(firstForms('To be or not to be')).toEqual(['to', 'be', 'or', 'not']);
    expect(firstForms('?! 🚀')).toEqual([]);
  });

  it('are looked for in the form of English and of other languages; a single character as a beginning', () => {
    expect(queryTerms('Rechnungen')).toEqual([{ forms: ['rechnungen', 'rechnung\u02d1'], isPrefix: false }]);
    expect(queryTerms('車')).toEqual([{ forms: ['車'], isPrefix: true }]);
    expect(firstForms('東京都')).toEqual(['東京', '京都']);
  });

  it('without spaces between them are pairs of characters', () => {
    expect(pairsOf('東京都')).toEqual(['東京', '京都', '都']);
    expect(pairsOf('กิน')).toEqual(['กิน', 'น']);
  });

  it('of plain English stand in the index as they are; what the tokenizer would not find beside them; those of other languages in their place', () => {
    expect(indexTerms('The café in Zürich is closed. It opens at nine.')).toBeNull();
    expect(indexTerms('call parseHttpRequest first')).toBe('+ parse http request');
    expect(indexTerms('see src/read-file.ts')).toBe('+ srcreadfilets readfile');
    expect(indexTerms('commit 3f9a2b7c1d0e')).toBeNull();
    expect(indexTerms('Die Rechnung ist da. Call me on Monday when you have it.')).toBe('die\u02d1 rechnung\u02d1 ist\u02d1 da call me on monday when you have it');
    expect(indexTerms('die Straßen sind naß')).toBe('die\u02d1 strass\u02d1 sind\u02d1 nass\u02d1');
  });
});

it.each([
  ['hesitations', 'Um . Well it was just amazing to see how um it went . So um these were the places we had in mind .'],
  ['names', '(Han Dong) No problem! Just itching to play. It is settled: whoever loses treats to barbecue skewers.'],
  ['a form', 'Store Name: Shujintang Chinese Tui Na Center. Address: near Qixing Road. The features are professional.'],
])('an English text stays as it is whatever its sentences look like: %s', (_what, text) => {
  expect(indexTerms(text)).toBeNull();
});

describe('ranges', () => {
  it('are merged where they meet or overlap', () => {
    expect(mergeRanges([{ first: 7, last: 9 }, { first: 1, last: 3 }, { first: 4, last: 4 }, { first: 2, last: 2 }, { first: 9, last: 8 }])).toEqual([{ first: 1, last: 4 }, { first: 7, last: 9 }]);
  });
});
