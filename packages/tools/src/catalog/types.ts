import type { CallContext } from '@ltmc/contracts';

/** A thing that clients can read by its address. */
export interface ResourceDescriptor {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

/** A family of resources; `uriTemplate` after RFC 6570. */
export interface ResourceTemplate extends Omit<ResourceDescriptor, 'uri'> {
  readonly uriTemplate: string;
}

export interface ResourcePage {
  readonly resources: readonly ResourceDescriptor[];
  /** Opaque; absent on the last page. */
  readonly nextCursor?: string;
}

/** A part of what was read. */
export interface ResourceText {
  readonly uri: string;
  readonly mimeType: string;
  readonly text: string;
}

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

/** A text that a person asks for by name, made from what is stored. */
export interface PromptDescriptor {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
}

/** What an argument to be completed belongs to. */
export type CompletionTarget = { readonly uriTemplate: string } | { readonly prompt: string };

export interface Completion {
  /** Best first, at most 100. */
  readonly values: readonly string[];
  readonly hasMore: boolean;
}

/**
 * What a server offers beside tools: resources to read, prompts to start from, and completions of their arguments. Every method that asks what is stored
 * throws `LTMC_SCOPE_MISSING` for a credential that may not read, and what the services throw.
 */
export interface Catalog {
  /** The first page is the same for everybody and costs no I/O; later ones show what was stored last. @throws LtmcError `LTMC_INVALID_INPUT` for an unknown cursor. */
  listResources(cursor: string | undefined, context: CallContext): Promise<ResourcePage>;
  /** Costs no I/O. */
  listTemplates(): readonly ResourceTemplate[];
  /** A long one in parts: the last of them names the address of the next. @throws LtmcError `LTMC_NOT_FOUND` */
  readResource(uri: string, context: CallContext): Promise<readonly ResourceText[]>;
  /** Costs no I/O. */
  listPrompts(): readonly PromptDescriptor[];
  /** @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_INVALID_INPUT` */
  getPrompt(name: string, args: Readonly<Record<string, string>>, context: CallContext): Promise<string>;
  /** An argument that nothing is known of has no values. @throws LtmcError `LTMC_NOT_FOUND` for an unknown target. */
  complete(target: CompletionTarget, argument: { readonly name: string; readonly value: string }, context: CallContext): Promise<Completion>;
}
