/**
 * What agents stated, apart from the many links that LTMC makes by itself: whether there is any is asked by each search, and to look through all links for it
 * would take as long as there are links.
 */
export const STATEMENT_INDEXES = `
CREATE INDEX context_links_stated ON context_links (chunk_id, message_id, strength) WHERE automatic = 0;
CREATE INDEX edges_stated ON edges (source_id, target_id) WHERE automatic = 0;
`;
