// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `learning_status`. */
export interface LearningStatusParams {
  readonly section?: 'patterns' | 'sharing' | 'adaptive' | 'performance' | undefined;
  /** At most 128 characters. */
  readonly agent_id?: string | undefined;
  /** 1 to 50. Default 10. */
  readonly limit?: number | undefined;
}

/** What `learning_status` answers. */
export interface LearningStatusResult {
  readonly success: true;
  readonly enabled: boolean;
  readonly patterns?: {
    readonly enabled: boolean;
    readonly total_patterns: number;
    readonly total_attempts: number;
    readonly older_attempts: boolean;
    readonly half_life_days: number;
    readonly overall: {
      readonly n: number;
      readonly mean: number;
      readonly interval: readonly number[];
    } | null;
    readonly proven: readonly {
      readonly pattern_id: number;
      readonly input_prompt: string;
      readonly n: number;
      readonly mean: number;
      readonly interval: readonly number[];
      readonly last_attempt_at: string;
      readonly agents: readonly {
        readonly agent_id: string;
        readonly attempts: number;
        readonly passed: number;
      }[];
    }[];
    readonly failing: readonly {
      readonly pattern_id: number;
      readonly input_prompt: string;
      readonly n: number;
      readonly mean: number;
      readonly interval: readonly number[];
      readonly last_attempt_at: string;
      readonly agents: readonly {
        readonly agent_id: string;
        readonly attempts: number;
        readonly passed: number;
      }[];
    }[];
  };
  readonly sharing?: {
    readonly enabled: boolean;
    readonly agent_id: string | null;
    readonly recent_work: readonly string[];
    readonly knowledge: readonly {
      readonly kind: 'memory' | 'pattern';
      readonly resource_id: number | null;
      readonly pattern_id: number | null;
      readonly name: string;
      readonly outcome: string | null;
      readonly agent_id: string;
      readonly at: string;
      readonly nearness: number;
      readonly near: string;
    }[];
  };
  readonly adaptive?: readonly {
    readonly name: string;
    readonly value: number;
    readonly bounds: readonly number[];
    readonly last_change: {
      readonly at: string;
      readonly signal: Readonly<Record<string, number>>;
      readonly reason: string;
      readonly before: number;
      readonly after: number;
    } | null;
  }[];
  readonly performance?: readonly {
    readonly tool: string;
    readonly calls: number;
    readonly failures: number;
    readonly p50_ms: number;
    readonly p95_ms: number;
    readonly trend: 'slower' | 'faster' | 'steady' | 'unknown';
    readonly anomalies: readonly {
      readonly kind: 'slow' | 'failing';
      readonly at: string;
      readonly value: number;
      readonly usual: number;
    }[];
  }[];
  readonly degraded?: readonly string[];
}
