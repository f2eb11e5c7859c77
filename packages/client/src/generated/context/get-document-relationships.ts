// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `get_document_relationships`. */
export interface GetDocumentRelationshipsParams {
  readonly document_id: number | string;
  /** 1 to 5. Default 2. */
  readonly max_depth?: number | undefined;
  /** At most 50 elements. */
  readonly relationship_types?: readonly string[] | undefined;
  /** 1 to 1000. Default 200. */
  readonly limit?: number | undefined;
  /** Bound on the answer, in tokens of the embedding model. 150 to 100000. */
  readonly max_tokens?: number | undefined;
}

/** What `get_document_relationships` answers. */
export interface GetDocumentRelationshipsResult {
  readonly success: true;
  readonly document_id: number;
  readonly relationships: {
    readonly depth_1: readonly {
      readonly document_id: number;
      readonly file_name: string;
      readonly relationship_type: string;
      readonly strength: number;
      readonly direction: 'out' | 'in';
      readonly path: readonly {
        readonly document_id?: number;
        readonly tag?: string;
        readonly relationship_type: string;
        readonly strength: number;
        readonly direction: 'out' | 'in';
        readonly automatic: boolean;
      }[];
    }[];
    readonly depth_2?: readonly {
      readonly document_id: number;
      readonly file_name: string;
      readonly relationship_type: string;
      readonly strength: number;
      readonly direction: 'out' | 'in';
      readonly path: readonly {
        readonly document_id?: number;
        readonly tag?: string;
        readonly relationship_type: string;
        readonly strength: number;
        readonly direction: 'out' | 'in';
        readonly automatic: boolean;
      }[];
    }[];
    readonly depth_3?: readonly {
      readonly document_id: number;
      readonly file_name: string;
      readonly relationship_type: string;
      readonly strength: number;
      readonly direction: 'out' | 'in';
      readonly path: readonly {
        readonly document_id?: number;
        readonly tag?: string;
        readonly relationship_type: string;
        readonly strength: number;
        readonly direction: 'out' | 'in';
        readonly automatic: boolean;
      }[];
    }[];
    readonly depth_4?: readonly {
      readonly document_id: number;
      readonly file_name: string;
      readonly relationship_type: string;
      readonly strength: number;
      readonly direction: 'out' | 'in';
      readonly path: readonly {
        readonly document_id?: number;
        readonly tag?: string;
        readonly relationship_type: string;
        readonly strength: number;
        readonly direction: 'out' | 'in';
        readonly automatic: boolean;
      }[];
    }[];
    readonly depth_5?: readonly {
      readonly document_id: number;
      readonly file_name: string;
      readonly relationship_type: string;
      readonly strength: number;
      readonly direction: 'out' | 'in';
      readonly path: readonly {
        readonly document_id?: number;
        readonly tag?: string;
        readonly relationship_type: string;
        readonly strength: number;
        readonly direction: 'out' | 'in';
        readonly automatic: boolean;
      }[];
    }[];
  };
  readonly total_relationships: number;
  readonly max_depth_reached: number;
  readonly source: string;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
