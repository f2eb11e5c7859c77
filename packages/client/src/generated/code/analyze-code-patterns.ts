// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `analyze_code_patterns`. */
export interface AnalyzeCodePatternsParams {
  readonly query?: string | undefined;
  /** 1 to 100. Default 10. */
  readonly limit?: number | undefined;
  /** At most 9999. Default 30. */
  readonly time_range_days?: number | undefined;
  readonly function_name?: string | undefined;
  readonly file_name?: string | undefined;
  readonly module_name?: string | undefined;
}

/** What `analyze_code_patterns` answers. */
export interface AnalyzeCodePatternsResult {
  readonly success: true;
  readonly analysis: {
    readonly total_patterns_analyzed: number;
    readonly success_statistics: {
      readonly overall_success_rate: number | null;
      readonly attempts: number;
      readonly interval: readonly number[];
      readonly pass_count: number;
      readonly fail_count: number;
      readonly error_count: number;
      readonly partial_count: number;
    };
    readonly performance_metrics: {
      readonly average_execution_time_ms: number | null;
      readonly fastest_execution_ms: number | null;
      readonly slowest_execution_ms: number | null;
    };
    readonly tag_analysis: {
      readonly most_common_tags: readonly {
        readonly tag: string;
        readonly count: number;
        readonly success_rate: number;
      }[];
      readonly success_predictors: readonly {
        readonly tag: string;
        readonly success_rate: number;
        readonly n: number;
        readonly success_rate_without: number;
        readonly n_without: number;
        readonly p_value: number;
      }[];
    };
    readonly failure_patterns: readonly {
      readonly common_error: string;
      readonly frequency: number;
      readonly example_ids: readonly number[];
    }[];
    readonly improvement_suggestions: readonly string[];
  };
  readonly query_filter: string | null;
  readonly analysis_timestamp: string;
  readonly degraded?: readonly string[];
}
