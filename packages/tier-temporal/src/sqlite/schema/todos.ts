/** What a todo has beyond its text. */
export const TODO_TABLES = `
`;
