import { shownSchema, type ToolFailure, type ToolOutcome, type ToolRegistry } from '@ltmc/tools';
import type { CallToolResult, ListToolsResult, Tool } from '@modelcontextprotocol/server';

/** The tools of `registry` in MCP's form: input schemas as models are to see them, output schemas as they stand. */
export function toListToolsResult(registry: ToolRegistry): ListToolsResult {
  const tools = registry.list().map(({ name, title, description, annotations, inputSchema, outputSchema }): Tool => ({
    name,
    title,
    description,
    inputSchema: asSchema(shownSchema(inputSchema)),
    outputSchema: asSchema(outputSchema),
    annotations: { title, ...annotations },
  }));
  return { tools };
}

/**
 * A tool's outcome as the result of `tools/call`: the object as `structuredContent` and as compact JSON text, or, with `isError`,
 * the text of {@link failureObject}. A failure has no `structuredContent`, since clients check that against the output schema.
 */
export function toCallToolResult(outcome: ToolOutcome): CallToolResult {
  if (outcome.ok) return { content: [{ type: 'text', text: outcome.text }], structuredContent: { ...outcome.result } };
  return { content: [{ type: 'text', text: JSON.stringify(failureObject(outcome)) }], isError: true };
}

/** What a client learns of a failed call: `{code, message, error_id, ...details}`. */
export function failureObject({ error, errorId }: ToolFailure): Record<string, unknown> {
  const { code, message, retryable } = error;
  const reserved = { code, message, error_id: errorId, ...(retryable && { retryable }) };
  return { ...reserved, ...error.details, ...reserved };
}

/** The registry's schemas are plain JSON; MCP's type only lets go of `readonly`. */
function asSchema(schema: Tool['inputSchema'] | object): Tool['inputSchema'] {
  return { ...schema, type: 'object' };
}
