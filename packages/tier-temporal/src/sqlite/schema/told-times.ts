/** The day that a version says it is of (`VersionInput.toldAtMs`). Versions from before say none: their time is the one they were stored at, as it was. */
export const TOLD_TIMES = `
ALTER TABLE resource_versions ADD COLUMN told_at_ms INTEGER;
`;
