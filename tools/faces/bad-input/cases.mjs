import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { heavyValues, valuesFor } from './values.mjs';

/**
 * One call with something wrong, or strange.
 *
 * @typedef {object} BadCall
 * @property {string} tool
 * @property {string} what - what is wrong, for a reader.
 * @property {any} args
 * @property {'refused' | 'any'} expects - `any`: the schema admits it, so it may be answered as well as refused.
 * @property {string} [says] - must be in the message of the refusal.
 * @property {boolean} [heavy] - big, so to be sent now and then only.
 */

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
const DEEPEST = 64;
/** What is admitted is done: a call that waits for a lock would wait for all of this. */
const LONGEST_WAIT_SECONDS = 0.05;

/** How far arguments are nested, without recursion. */
function isTooDeep(value) {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/**
 * Makes calls of one tool that have something wrong.
 *
 * @param {import('@ltmc/tools').ToolDescriptor} tool
 * @param {Readonly<Record<string, any>>} good - arguments that work.
 */
export function createCases(tool, good) {
  const { name, inputSchema, aliases = {} } = tool;
  const { properties, required = [] } = inputSchema;
  const validate = ajv.compile(inputSchema);
  const admitted = (args) => !isTooDeep(args) && validate(args);

  /** @returns {BadCall} */
  const caseOf = (what, args, { says, heavy = false } = {}) => {
    const expects = admitted(args) ? 'any' : 'refused';
    if (expects === 'any' && args.wait_seconds > LONGEST_WAIT_SECONDS) args = { ...args, wait_seconds: LONGEST_WAIT_SECONDS };
    return { tool: name, what, args, expects, heavy, ...(expects === 'refused' && says && !isTooDeep(args) ? { says } : {}) };
  };
  const withValue = (parameter, value, options) => caseOf(`${parameter} is ${shown(value)}`, { ...good, [parameter]: value }, { says: parameter, ...options });
  const without = (parameter) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== parameter));

  /** One thing wrong at a time, and every such thing. */
  const systematic = () => [
    ...required.map((parameter) => caseOf(`${parameter} is missing`, without(parameter), { says: parameter })),
    caseOf('there are no arguments', {}),
    ...[null, [], 'text', 7].map((args) => ({ tool: name, what: `the arguments are ${shown(args)}`, args, expects: args === null && required.length === 0 ? 'any' : 'refused' })),
    ...Object.entries(properties).flatMap(([parameter, schema]) => [
      ...valuesFor(schema).map((value) => withValue(parameter, value)),
      ...heavyValues(schema).map((value) => withValue(parameter, value, { heavy: true })),
      // One letter twice: the nearest name is the one that was meant.
      caseOf(`${parameter} is misspelt`, { ...without(parameter), [`${parameter}${parameter.at(-1)}`]: good[parameter] ?? 1 }, { says: `did you mean ${parameter}?` }),
    ]),
    ...['unknown_thing', 'constructor', 'toString', 'hasOwnProperty', '', 'a\0b', '\ud800', 'x'.repeat(2000)].map((key) => caseOf(`there is a parameter ${shown(key)}`, { ...good, [key]: 1 }, { says: 'unknown parameter' })),
    caseOf('there is a parameter "__proto__"', Object.defineProperty({ ...good }, '__proto__', { value: { a: 1 }, enumerable: true, configurable: true, writable: true })),
    caseOf('there are 1,000 parameters', { ...good, ...Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${index}`, index])) }),
    ...Object.entries(aliases).filter(([, parameter]) => parameter in good).map(([alias, parameter]) => ({
      tool: name, what: `${parameter} is given twice, also as ${alias}`, args: { ...good, [alias]: good[parameter] }, expects: 'refused', says: alias,
    })),
  ];

  const parameters = Object.keys(properties);
  const unknown = fc.record({ key: fc.string({ maxLength: 20 }), value: fc.jsonValue({ maxDepth: 1 }) });
  const change = parameters.length === 0 ? unknown : fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...parameters).chain((key) => fc.constantFrom(...valuesFor(properties[key])).map((value) => ({ key, value }))) },
    { weight: 3, arbitrary: fc.record({ key: fc.constantFrom(...parameters), value: fc.jsonValue({ maxDepth: 3 }) }) },
    { weight: 1, arbitrary: unknown },
    { weight: 2, arbitrary: fc.record({ key: fc.constantFrom(...parameters) }) },
  );
  /** Several things at once, by chance. */
  const random = (count, seed) => fc.sample(fc.array(change, { minLength: 1, maxLength: 4 }), { numRuns: count, seed }).map((changes) => {
    const args = { ...good };
    for (const { key, value } of changes) {
      if (value === undefined) delete args[key];
      else if (key !== '__proto__') args[key] = value;
    }
    return caseOf(`${changes.map(({ key }) => key).join(', ')} by chance`, args);
  });

  return { systematic, random };
}

function shown(value) {
  const text = typeof value === 'object' && value !== null && isTooDeep(value) ? 'nested deep' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}... (${text.length} characters)` : text;
}
