/** Relations between memories. */
export const EDGE_TABLES = `
`;
