import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalHash, canonicalJson } from '../src/canonical-json.js';
import type { JsonValue } from '@ltmc/contracts';

const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;

function reversed(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, member]) => [key, reversed(member)]));
}

it('does not depend on the order of keys, at any depth', () => {
  fc.assert(fc.property(json, (value) => canonicalHash(reversed(value)) === canonicalHash(value)));
});

it('says the same as the value', () => {
  fc.assert(fc.property(json, (value) => {
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
  }));
});

it('tells different values apart', () => {
  expect(canonicalHash({ a: [1, 2] })).not.toBe(canonicalHash({ a: [2, 1] }));
  expect(canonicalHash({ a: 1 })).not.toBe(canonicalHash({ a: '1' }));
});
