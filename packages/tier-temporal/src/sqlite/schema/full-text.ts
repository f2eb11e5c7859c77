/**
 * What the full-text index holds of a text in place of its English words, or beside them (see `indexTerms`); null: just these. Chunks from before, up to
 * the one in `full_text_due`, are looked at later, the newest first: until then they are found as they were.
 */
export const FULL_TEXT_TERMS = `
ALTER TABLE resource_chunks ADD COLUMN content_terms TEXT;
ALTER TABLE resource_chunks ADD COLUMN context_terms TEXT;
CREATE TABLE full_text_due (up_to INTEGER NOT NULL) STRICT;
INSERT INTO full_text_due SELECT max(id) FROM resource_chunks HAVING max(id) IS NOT NULL;
`;

/** Languages are told more carefully since, and headings, tags and types are in the index: all chunks are looked at again, the same way. */
export const FULL_TEXT_ANEW = `
INSERT INTO full_text_due SELECT max(id) FROM resource_chunks HAVING max(id) IS NOT NULL;
`;
