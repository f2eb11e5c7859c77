import type { GraphNodeKind } from '@ltmc/contracts';
import { memory, message, NAMESPACE_ID, OF_CURRENT } from './edge-sql.js';

export const NODE_KINDS: readonly GraphNodeKind[] = ['document', 'chunk', 'message', 'concept'];

/** Those of the nodes asked for that hold now, with what they show. */
export const NODES: Readonly<Record<GraphNodeKind, string>> = {
  document: `
    SELECT 'document' AS kind, v.resource_id AS id, r.file_name AS title, v.resource_type AS type
    FROM json_each($documents) AS node ${memory('v', 'node.value')} CROSS JOIN resources AS r ON r.id = v.resource_id`,
  chunk: `
    SELECT 'chunk' AS kind, c.id, c.vector_id AS vectorId
    FROM json_each($chunks) AS node CROSS JOIN resource_chunks AS c ON c.id = node.value ${OF_CURRENT}`,
  message: `
    SELECT DISTINCT 'message' AS kind, m.id, m.timestamp_ms AS timestampMs
    FROM json_each($messages) AS node ${message('node.value')}
    CROSS JOIN context_links AS l ON l.message_id = m.id CROSS JOIN resource_chunks AS c ON c.id = l.chunk_id ${OF_CURRENT}`,
  concept: `
    SELECT DISTINCT 'concept' AS kind, t.tag AS id FROM json_each($concepts) AS node
    CROSS JOIN resource_tags AS t ON t.namespace_id = ${NAMESPACE_ID} AND t.tag = node.value ${memory('v', 't.resource_id')}`,
};

/** Of messages, forgotten or not. */
export const MESSAGE_IDS = `
SELECT m.id FROM json_each($resourceIds) AS named CROSS JOIN chat_messages AS m ON m.resource_id = named.value AND m.namespace_id = ${NAMESPACE_ID}`;
