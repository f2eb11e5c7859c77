// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `route_query`. */
export interface RouteQueryParams {
  readonly query: string;
  readonly conversation_id?: string | undefined;
  /** At most 5 elements. */
  readonly source_types?: readonly ('memory' | 'chat' | 'code' | 'todos' | 'graph')[] | undefined;
  /** 1 to 50. Default 5. */
  readonly top_k?: number | undefined;
}

/** What `route_query` answers. */
export interface RouteQueryResult {
  readonly success: true;
  readonly route: string;
  readonly confidence: number;
  readonly reason: string;
  readonly results: readonly {
    readonly source: string;
    readonly resource_id?: number;
    readonly message_id?: number;
    readonly pattern_id?: number;
    readonly todo_id?: number;
    readonly title: string;
    readonly content: string;
    readonly relevance: number;
  }[];
  readonly results_by_source: {
    readonly memory?: readonly {
      readonly resource_id?: number;
      readonly message_id?: number;
      readonly pattern_id?: number;
      readonly todo_id?: number;
      readonly title: string;
      readonly relevance: number;
    }[];
    readonly chat?: readonly {
      readonly resource_id?: number;
      readonly message_id?: number;
      readonly pattern_id?: number;
      readonly todo_id?: number;
      readonly title: string;
      readonly relevance: number;
    }[];
    readonly code?: readonly {
      readonly resource_id?: number;
      readonly message_id?: number;
      readonly pattern_id?: number;
      readonly todo_id?: number;
      readonly title: string;
      readonly relevance: number;
    }[];
    readonly todos?: readonly {
      readonly resource_id?: number;
      readonly message_id?: number;
      readonly pattern_id?: number;
      readonly todo_id?: number;
      readonly title: string;
      readonly relevance: number;
    }[];
    readonly graph?: readonly {
      readonly resource_id?: number;
      readonly message_id?: number;
      readonly pattern_id?: number;
      readonly todo_id?: number;
      readonly title: string;
      readonly relevance: number;
    }[];
  };
  readonly degraded?: readonly string[];
}
