// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `list_tool_identifiers`. */
export interface ListToolIdentifiersParams {
}

/** What `list_tool_identifiers` answers. */
export interface ListToolIdentifiersResult {
  readonly success: true;
  readonly tools: readonly {
    readonly name: string;
    readonly category: string;
    readonly description: string;
  }[];
  readonly total_tools: number;
  readonly categories: readonly string[];
  readonly degraded?: readonly string[];
}
