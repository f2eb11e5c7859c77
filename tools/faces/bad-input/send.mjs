import { Ajv2020 } from 'ajv/dist/2020.js';
import { readOutcome } from '../read-outcome.mjs';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
/** What arguments that the schema does not admit are refused with, by the tool or before it. */
const REFUSALS = new Set(['LTMC_INVALID_INPUT', 'LTMC_REQUEST_INVALID']);

/**
 * Sends calls that have something wrong, one after the other, and holds each answer against what was promised: refused with a stable code in the form of the protocol, or answered
 * as the output schema says; and nothing written where it was refused.
 *
 * @param {readonly import('./cases.mjs').BadCall[]} calls
 * @param {object} stage
 * @param {import('../faces.mjs').Face} stage.face
 * @param {Awaited<ReturnType<typeof import('../record-watch.mjs').watchRecord>>} stage.record
 * @param {readonly import('@ltmc/tools').ToolDescriptor[]} stage.tools
 * @param {() => void} [stage.step] - called after each.
 * @returns {Promise<{ violations: string[], refused: number, answered: number }>}
 */
export async function sendBadCalls(calls, { face, record, tools, step = () => undefined }) {
  const schemas = new Map(tools.map(({ name, outputSchema }) => [name, outputSchema]));
  const violations = [];
  const counts = { refused: 0, answered: 0 };
  for (const call of calls) {
    const complain = (why) => violations.push(`${call.tool} over ${face.name}, ${call.what}: ${why}`);
    try {
      const outcome = readOutcome(face, await face.call(call.tool, call.args));
      counts[outcome.ok ? 'answered' : 'refused'] += 1;
      if (outcome.ok) await record.quiet();
      else if (await record.changed()) complain(`was refused with ${outcome.failure.code}, and the record is another`);
      for (const why of problemsOf(call, outcome, { face, schema: schemas.get(call.tool) })) complain(why);
    } catch (error) {
      complain(error.message);
    }
    step();
  }
  return { violations, ...counts };
}

function problemsOf({ expects, says, args }, outcome, { face, schema }) {
  const mustRefuse = expects === 'refused' && !isMended(args, face);
  if (outcome.ok) {
    if (!ajv.validate(schema, outcome.result)) return [`the answer does not fit its schema: ${ajv.errorsText()}`];
    return mustRefuse ? [`was answered with ${JSON.stringify(outcome.result).slice(0, 200)}`] : [];
  }
  if (!mustRefuse) return [];
  const { code, message } = outcome.failure;
  const problems = REFUSALS.has(code) ? [] : [`was refused with ${code}`];
  return says === undefined || message.includes(says) ? problems : [...problems, `the message does not say ${JSON.stringify(says)}: ${message.slice(0, 200)}`];
}

/** The MCP SDK drops a parameter called `__proto__`, and takes no arguments at all for none, before LTMC sees them. */
function isMended(args, face) {
  return args === null || (Object.hasOwn(args, '__proto__') && face.name.startsWith('MCP'));
}
