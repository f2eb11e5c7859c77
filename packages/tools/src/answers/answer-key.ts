import { createHash } from 'node:crypto';
import type { JsonObject } from '@ltmc/contracts';
import { canonicalHash } from '@ltmc/memory';
import type { Tool } from '../types.js';

/** Raised when the same call on the same record may give another answer although no schema changed and no version number did. */
const FORMAT = 2;

/** What an answer depends on, beside the moment. */
export interface AnswerOrigin {
  /** Of the program. */
  readonly version: string;
  readonly fingerprint: string;
  readonly recordId: string;
  readonly namespace: string;
  readonly tool: Tool;
  /** Checked, with defaults filled in. */
  readonly args: JsonObject;
  /** Of the kinds that the tool reads, in their order. */
  readonly states: readonly string[];
  /** Raised by hand to have the answers of the tool made anew. */
  readonly generation: number;
}

const shapes = new WeakMap<Tool, string>();

/** Equal origins have equal keys; different ones never meet (SHA-256, hex). Nothing of a caller's can be read from it. */
export function answerKey({ version, fingerprint, recordId, namespace, tool, args, states, generation }: AnswerOrigin): string {
  return canonicalHash([FORMAT, version, fingerprint, recordId, namespace, tool.name, shapeOf(tool), states, generation, args]);
}

function shapeOf(tool: Tool): string {
  const known = shapes.get(tool);
  if (known !== undefined) return known;
  const shape = createHash('sha256').update(JSON.stringify([tool.inputSchema, tool.outputSchema, tool.reads])).digest('hex');
  shapes.set(tool, shape);
  return shape;
}
