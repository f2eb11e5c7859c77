import assert from 'node:assert/strict';
import { RPC_CODES } from '@ltmc/http-api';

const OUR_CODE = /^LTMC_[A-Z_]+$/u;
/** What no client may see: a path of this machine, SQL, a stack, the name of a library's error. */
const INTERNALS = /\/(?:tmp|home|root|usr|work)\/|\bnode_modules\b|\bSQLITE_|\b(?:SELECT|INSERT|UPDATE|DELETE) .*\b(?:FROM|INTO|SET)\b|\n\s+at \w|TypeError|RangeError|undefined|\[object /u;
const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;

/** @typedef {{ ok: true, result: any } | { ok: false, failure: { code: string, message: string, [detail: string]: any } }} Outcome */

/**
 * What a call came to, the same for every face. Holds the answer against the form that the face's protocol asks for.
 *
 * @param {import('./faces.mjs').Face} face
 * @param {import('./faces.mjs').RawAnswer} answer
 * @returns {Outcome}
 * @throws AssertionError where the form is another.
 */
export function readOutcome(face, { message, status }) {
  const { jsonrpc, result, error } = message;
  assert.equal(jsonrpc, '2.0');
  assert.equal((result === undefined) === (error === undefined), false, 'either result or error');
  if (status !== undefined) assert.ok(status === 200 || (status === 400 && error?.code === INVALID_REQUEST), `status ${status}`);
  if (error) return { ok: false, failure: failureOf(error, face) };
  return face.isMethod ? { ok: true, result: checkResult(result) } : ofToolCall(result);
}

/** Errors of JSON-RPC: of a tool that is a method, of an unknown tool, of a request that is none. */
function failureOf({ code: number, message, data }, { isMethod }) {
  assert.equal(typeof message, 'string');
  if (data === undefined) {
    // The protocol layer of MCP refuses what is no request before LTMC sees it.
    assert.ok(!isMethod && [INVALID_REQUEST, INVALID_PARAMS].includes(number), `error ${number} without data`);
    return { code: 'LTMC_REQUEST_INVALID', message };
  }
  assert.equal(data.message, message);
  const failure = checkFailure(data);
  const special = failure.code === 'LTMC_REQUEST_INVALID' || (failure.code === 'LTMC_UNKNOWN_TOOL' && !isMethod);
  assert.equal(number, special && number === INVALID_PARAMS ? INVALID_PARAMS : RPC_CODES[failure.code]);
  assert.ok(isMethod || special, `a failed tool is a result with isError, not error ${number}`);
  return failure;
}

function ofToolCall({ content, structuredContent, isError, _meta, ...more }) {
  assert.deepEqual(Object.keys(more).filter((key) => key !== 'resultType'), [], 'nothing else in the result');
  assert.equal(content.length, 1);
  const [{ type, text }] = content;
  assert.equal(type, 'text');
  if (isError === true) {
    assert.equal(structuredContent, undefined, 'a failure has no structuredContent');
    return { ok: false, failure: checkFailure(JSON.parse(text)) };
  }
  assert.equal(text, JSON.stringify(structuredContent), 'the text is the same object as compact JSON');
  return { ok: true, result: checkResult(structuredContent) };
}

function checkResult(result) {
  assert.equal(result?.success, true);
  return result;
}

function checkFailure(failure) {
  assert.match(failure.code, OUR_CODE);
  assert.ok(failure.code in RPC_CODES, `${failure.code} is not in the list of codes`);
  assert.notEqual(failure.code, 'LTMC_INTERNAL');
  assert.match(failure.error_id, /^[\da-f-]{36}$/u);
  assert.ok(failure.message.length > 0 && failure.message.length < 4000, `a message of ${failure.message.length} characters`);
  assert.doesNotMatch(failure.message, INTERNALS);
  return failure;
}
