/** Code attempts, and the patterns they add up to. */
export const CODE_TABLES = `
`;
