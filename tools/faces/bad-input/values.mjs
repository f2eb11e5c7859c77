import { constantOf } from '../../effects/constant-of.mjs';

const MIB = 1024 * 1024;
const MANY = 10_000;

/** Of every type, so that each parameter gets those that it is not. */
const OF_EVERY_TYPE = [null, true, 0, 7, -1, 1.5, 'text', '', [], ['x', null], {}, { a: 1 }];

const STRINGS = [
  '', ' ', '\0', 'a\0b', 'a\u0007b', '\u001b[31m', '\ud800', 'x\udc00', '\ufffe', '\u202egnp.exe', '🚀🚀', 'a\r\nb',
  '../../etc/passwd', "'; DROP TABLE resources; --", 'NEAR("a" b) OR * ^ -x col:y', '"unbalanced', '%s%n', '{"a":1}', '__proto__', 'NaN',
  'yesterday', '2026-02-30', '9999-99-99T99:99:99Z', '0000-00-00', '-271822-04-20T00:00:00Z', '2026-01-01T00:00:00+99:99', 'no-such-name', '987654321',
];

const NUMBERS = [0, -1, 1.5, 1e308, -1e308, Number.MIN_VALUE, 2 ** 31, 2 ** 53 + 2, -(2 ** 53), 987_654_321];

/** What takes long to send or to read, for now and then. */
export function heavyValues(schema) {
  const types = typesOf(schema);
  const values = [];
  if (types.has('string')) values.push('x'.repeat(MIB), 'ü\n'.repeat(MIB / 3), '\ud800'.repeat(1000));
  if (types.has('array')) {
    values.push(Array.from({ length: MANY }, () => constantOf(schema.items ?? {})), Array.from({ length: MANY }, (_, index) => `tag ${index}`), ['x'.repeat(MIB)]);
  }
  if (types.has('object')) values.push(Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`key ${index}`, index])), { text: 'x'.repeat(MIB) }, nested(1000));
  return values;
}

/**
 * Values to try for a parameter: of every type, at and over its bounds, and strange ones of its own type. Some are good.
 *
 * @param {Readonly<Record<string, any>>} schema
 * @returns {any[]}
 */
export function valuesFor(schema) {
  const types = typesOf(schema);
  const values = [...OF_EVERY_TYPE];
  if (types.has('string')) values.push(...STRINGS, ...aroundLength(schema), ...(schema.enum ? ['other', String(schema.enum[0]).toUpperCase(), `${schema.enum[0]} `] : []));
  if (types.has('number')) values.push(...NUMBERS, '1', [1], ...around(schema));
  if (types.has('array')) values.push(...arraysFor(schema));
  if (types.has('object')) values.push(...OBJECTS);
  return values;
}

const OBJECTS = [
  JSON.parse('{"__proto__":{"polluted":true}}'), JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'), { toString: 'x', hasOwnProperty: 1 },
  nested(60), nested(100), { '': 1 }, { 'a\0b': 1 }, { half: '\ud800' }, { '\udc00': 1 }, { list: [[[[]]]] },
];

function arraysFor({ items = {}, maxItems }) {
  const element = constantOf(items);
  const one = maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, () => element)];
  return [[element], [element, element], [null], [[element]], [[[[[]]]]], [{}], [''], ['\ud800'], ['a\0b'], [1.5], ['x'.repeat(10_000)], ...one];
}

function around({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  return [minimum, maximum, exclusiveMinimum, exclusiveMaximum].flatMap((bound) => (bound === undefined ? [] : [bound - 1, bound, bound + 1]));
}

function aroundLength({ minLength = 1, maxLength }) {
  return ['x'.repeat(minLength - 1), 'x'.repeat(minLength), ...(maxLength === undefined ? [] : ['x'.repeat(maxLength), 'x'.repeat(maxLength + 1), '🚀'.repeat(maxLength)])];
}

/** Objects in objects, `levels` deep. */
function nested(levels) {
  let value = {};
  for (let level = 1; level < levels; level += 1) value = { a: value };
  return value;
}

/** Integers count as numbers. */
function typesOf(schema) {
  const choices = (schema.type ? undefined : (schema.oneOf ?? schema.anyOf)) ?? [schema];
  const types = choices.flatMap(({ type, enum: values }) => type ?? values?.map((value) => typeof value) ?? ['string', 'number', 'array', 'object']);
  return new Set(types.map((type) => (type === 'integer' ? 'number' : type)));
}
