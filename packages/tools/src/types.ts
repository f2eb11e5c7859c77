import type { CallContext, Change, Fence, JsonObject, LtmcError } from '@ltmc/contracts';
import type { Learning } from '@ltmc/learning';
import type { MemoryService } from '@ltmc/memory';
import type { OrchestrationService } from '@ltmc/orchestration';
import type { AnswerCache } from './answers/answer-cache.js';

/** A JSON Schema (2020-12) of type object. */
export interface ObjectSchema extends JsonObject {
  readonly type: 'object';
  readonly properties: { readonly [name: string]: JsonObject };
}

/** The four MCP hints, all set, all truthful. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: false;
}

/** A write that is about to be made. */
export interface GuardedWrite {
  /** What the call shows of its lock. */
  readonly fence?: Fence;
  /** File names of the documents that it changes; empty where it changes none. */
  readonly documents: readonly string[];
}

/** What a guard has to say of a write that it lets pass. */
export interface GuardVerdict {
  /** What it could not ask, for the answer's `degraded`, e.g. `locks`. */
  readonly degraded?: readonly string[];
}

/**
 * Looks at every write to the record before it is made, e.g. whether the document is locked by somebody else. A fence is checked again where the write lands;
 * a write that was done already under its idempotency key gives its first answer, whatever the guard says.
 */
export interface WriteGuard {
  /** @throws LtmcError to refuse the write: `LTMC_LOCKED`, `LTMC_FENCE_STALE` and the like. */
  check(context: CallContext, write: GuardedWrite): Promise<GuardVerdict>;
}

/** What is learned from use, and how much of it is on. */
export interface LearningAccess {
  readonly service: Learning;
  /** Whether what agents learned of code is told, and shared between them. */
  readonly coordinates: boolean;
}

/** The services that handlers use. A later capability adds its own field. */
export interface ToolServices {
  readonly memory: MemoryService;
  /** Tokens of a text by the model's own tokenizer (an upper estimate where the model is away). */
  countTokens(text: string): Promise<number>;
  /** How agents work together; opened with the first call that needs it. Absent: there is none. */
  orchestration?(): Promise<OrchestrationService>;
  /** Told which chunks an answer showed to whom, in no time and without failing. Absent: nobody counts. */
  noteUse?(context: CallContext, chunkIds: readonly number[]): void;
  /** Gives answers of read-only tools again while nothing they are made of has changed. Absent: each is made anew. */
  readonly answers?: AnswerCache;
  /** Told of every call that reached its handler, and asked what was learned. Absent: nothing is learned. */
  readonly learning?: LearningAccess;
  /** Asked before every write to the record. Absent: none is refused before it is tried. */
  readonly writeGuard?: WriteGuard;
}

/** What one action of a tool takes; see `ToolDescriptor.actions`. */
export interface ActionParameters {
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
}

/** What a client sees of a tool: everything `tools/list` needs, nothing that must be loaded for it. */
export interface ToolDescriptor {
  readonly name: string;
  readonly title: string;
  /** Read by a model: when to use it and when not, two sentences at most. */
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  /** Group of the toolset presets, e.g. `memory`. */
  readonly group: string;
  /** Documented other names of parameters: alias -> parameter. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Of a tool that does several things, by the value of `action`: the names of the parameters that each takes, beside `agent_id` and `session_id`. */
  readonly actions?: Readonly<Record<string, ActionParameters>>;
}

/** A tool: its descriptor and its handler. `Input` is what the input schema admits. */
export interface Tool<Input = never> extends ToolDescriptor {
  /**
   * Of a tool that only reads: the kinds of things that its answer is made of. The answer depends on nothing but the arguments, the namespace, these
   * things and which of them are valid now, so that it may be given again until one of them changes. Absent: each answer is made anew.
   */
  readonly reads?: readonly Change['kind'][];
  /**
   * Of every tool that writes to the record, and of no other: the file names of the documents that a call changes, for {@link WriteGuard}. None for what
   * is no document: messages, todos, attempts. See `touchesNone`.
   */
  touches?(input: Input, context: CallContext, services: ToolServices): Promise<readonly string[]>;
  run(input: Input, context: CallContext, services: ToolServices): Promise<JsonObject>;
}

/** A failed call as a client sees it; `code` is stable, `errorId` finds the call in the log. */
export interface ToolFailure {
  readonly ok: false;
  readonly error: LtmcError;
  readonly errorId: string;
}

/** A call that worked: the result object, which has `success: true`, and the same as compact JSON. */
export interface ToolSuccess {
  readonly ok: true;
  readonly result: JsonObject;
  readonly text: string;
}

export type ToolOutcome = ToolSuccess | ToolFailure;

/** The tools of one server. The one door through which every transport calls. */
export interface ToolRegistry {
  /** In a stable order. Costs no I/O and loads no service. */
  list(): readonly ToolDescriptor[];
  has(name: string): boolean;
  /**
   * Validates, calls, logs. Never throws: an unknown tool is `LTMC_UNKNOWN_TOOL`, bad arguments `LTMC_INVALID_INPUT` with
   * `details.problems`, an unforeseen failure `LTMC_INTERNAL`.
   */
  call(name: string, args: unknown, context: CallContext): Promise<ToolOutcome>;
}
