/**
 * A heading and a line for each item; says so where there is none, and how many there are beside those shown.
 * @param total - default: as many as are shown.
 */
export function listSection(heading: string, lines: readonly string[], total = lines.length): string {
  const title = total > lines.length ? `${heading} (${lines.length} of ${total})` : heading;
  return [`## ${title}`, ...(lines.length === 0 ? ['none'] : lines.map((line) => `- ${line}`))].join('\n');
}
