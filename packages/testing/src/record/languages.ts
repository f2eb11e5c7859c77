import { expect, it } from 'vitest';
import { at, found, store, version, type OpenRecord } from './fixture.js';

/** Each: a text, what finds it, what does not. Next to noise in the same language. */
const TEXTS: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['German', 'Der Schlüssel liegt unter der Fußmatte neben der Haustür.', ['Schlüssel', 'schlussel', 'Fussmatte', 'wo ist der Schlüssel', 'Fußmatten'], ['Katze']],
  ['French', 'La réunion avec les clients est déplacée au jeudi après-midi.', ['reunion', 'réunions', 'client', 'quand est la réunion'], ['voiture']],
  ['Spanish', 'La contraseña del servidor está en el cajón de la cocina.', ['contrasena', 'contraseñas', 'cajon', 'servidores'], ['coche']],
  ['Russian', 'Запасной ключ лежит под ковриком у двери.', ['ключ', 'ключи', 'коврик', 'дверь'], ['кошка']],
  ['Chinese', '会议室的预订密码是四八二七。', ['密码', '会议室', '订', '预订密码是什么'], ['汽车', '车']],
  ['Japanese', '東京都の支店は来週の火曜日に開店します。', ['東京', '支店', '火曜日', '京', '支店はいつ開店'], ['大阪', '阪']],
  ['Thai', 'กุญแจห้องเก็บของอยู่ในลิ้นชัก', ['กุญแจ', 'ลิ้นชัก'], ['แมว']],
  ['Korean', '회의는 서울에서 열립니다', ['서울', '회의', '서울에서'], ['부산']],
  ['Hindi', 'चाबी मेज की दराज में है', ['चाबी', 'दराज'], ['बिल्ली']],
  ['Chinese and English', '把PostgreSQL升级到版本16之后重启服务器', ['postgresql', '升级', '重启服务器', 'PostgreSQL升级'], ['mysql']],
  ['full-width forms', 'ＡＢＣ社のﾃﾞｰﾀベース', ['ABC', 'データ', 'データベース', 'ＡＢＣ'], ['XYZ']],
  ['English beside German', 'The budget was approved. Die Rechnungen sind noch nicht bezahlt.', ['budget', 'Rechnung', 'approved'], ['Katze']],
];

/** Names of code: what is asked, and what is found. */
const NAMES: readonly (readonly [string, string, readonly string[]])[] = [
  ['camelCase', 'call parseHttpRequest before anything else', ['http request', 'parseHttpRequest', 'parsehttprequest', 'parse_http_request', 'parsing requests']],
  ['snake_case', 'call parse_http_request before anything else', ['http request', 'parseHttpRequest', 'parse_http_request', 'parsehttprequest']],
  ['capitals and digits', 'the HTTPServer2 class', ['HTTPServer2', 'http server', 'httpserver2']],
  ['path', 'see src/lib/read-file.ts for it', ['src/lib/read-file.ts', 'read-file.ts', 'readFile', 'read file', 'lib']],
  ['C++', 'a std::vector<int> of them', ['std::vector<int>', 'std::vector', 'vector', 'stdvector']],
];

/** Full text beyond English prose. */
export function languageContract(open: OpenRecord): void {
  it.each(TEXTS)('%s: found by its words, not by others', async (_language, text, finding, other) => {
    await using record = await open();
    for (const [index, [, noise]] of TEXTS.entries()) if (noise !== text) await store(record, version(`noise ${index}`, noise));
    const { chunkIds } = await store(record, version('a', text));
    for (const query of finding) expect([query, (await found(record, query))[0]]).toEqual([query, chunkIds[0]]);
    for (const query of other) expect([query, await found(record, query)]).toEqual([query, []]);
    const [chunk] = await record.readChunks({ chunkIds }, { namespace: 'suite', validAtMs: 0 });
    expect(chunk?.content).toBe(text);
  });

  it.each(NAMES)('finds a name of code by itself and by its parts: %s', async (_sort, text, queries) => {
    await using record = await open();
    await store(record, version('noise', 'nothing of the kind'));
    const { chunkIds } = await store(record, version('a', text));
    for (const query of queries.filter((one) => one !== 'parsing requests')) expect([query, await found(record, query)]).toEqual([query, chunkIds]);
  });

  it('finds the very name first, then the same words written otherwise', async () => {
    await using record = await open();
    await store(record, version('parts', 'a request to parse, over http'));
    const snake = await store(record, version('snake', 'use parse_http_request here'));
    const camel = await store(record, version('camel', 'use parseHttpRequest here'));
    for (let index = 0; index < 5; index += 1) await store(record, version(`noise ${index}`, 'http request parse parse'));
    const hits = await found(record, 'parseHttpRequest', {}, 20);
    expect(hits.slice(0, 2).toSorted((a, b) => a - b)).toEqual([at(snake.chunkIds, 0), at(camel.chunkIds, 0)]);
    expect(hits).toHaveLength(8);
  });

  it('lists by words of any language, and forgets and replaces them', async () => {
    await using record = await open();
    await store(record, version('a', '会议室的密码'));
    expect((await record.listResources({ namespace: 'suite', validAtMs: 0 }, { limit: 5, text: '密码' })).totalCount).toBe(1);
    await store(record, version('a', 'la contraseña está aquí y la clave también', { recordedAtMs: 2000 }));
    expect([await found(record, '密码'), (await found(record, '密码', { asOfMs: 1500 })).length, (await found(record, 'contrasena')).length]).toEqual([[], 1, 1]);
    await record.forget('suite', { fileName: 'a' }, { atMs: 3000 });
    expect(await found(record, 'contraseña')).toEqual([]);
    await record.undoForget('suite', { fileName: 'a' }, { notBeforeMs: 0, atMs: 4000 });
    expect(await found(record, 'contraseña')).toHaveLength(1);
  });

  it.each(['的', '🚀🎉', 'der die das', 'what is it', '。、！', '一'.repeat(5000), Array.from({ length: 5000 }, (_word, index) => `слово${index}`).join(' ')])('answers or gives nothing, without an error', async (query) => {
    await using record = await open();
    await store(record, version('a', '这是我的书 and the rest of it'));
    expect(Array.isArray(await found(record, query))).toBe(true);
  });
}
