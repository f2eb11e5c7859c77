// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `get_context_usage_statistics`. */
export interface GetContextUsageStatisticsParams {
}

/** What `get_context_usage_statistics` answers. */
export interface GetContextUsageStatisticsResult {
  readonly success: true;
  readonly statistics: {
    readonly total_context_links: number;
    /** With a link. */
    readonly total_chunks: number;
    /** With a link. */
    readonly total_messages: number;
    /** Over the messages with a link; 0 where there is none. */
    readonly average_links_per_message: number;
    readonly most_referenced_chunks: readonly {
      readonly chunk_id: number;
      readonly resource_id: number;
      readonly links: number;
    }[];
    readonly context_usage_trends: {
      readonly links_per_day: readonly {
        readonly day: string;
        readonly links: number;
      }[];
    };
  };
  readonly degraded?: readonly string[];
}
