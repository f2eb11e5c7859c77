const STATIC = /(?:^|[;\n}])\s*(?:import|export)\s+(?:type\s+)?(?:[\w$*{}\s,]+\s+from\s+)?(['"])([^'"\n]+)\1/gu;
const DYNAMIC = /\b(?:import|require)\s*\(\s*(['"])([^'"\n]+)\1\s*\)/gu;

/**
 * Every module a source names: import, export from, `import()` and `require()`, types included.
 *
 * @param {string} text - without comments.
 * @returns {string[]}
 */
export function importsOf(text) {
  return [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)].map((match) => match[2] ?? '').filter((specifier) => !specifier.includes('${'));
}

/**
 * The text with comments blanked, strings and templates kept, so that an example in a doc comment is no import.
 *
 * @param {string} text
 * @returns {string}
 */
export function withoutComments(text) {
  // A regular expression literal holding // or a quote could mislead this; it has to be told from a division, which needs a parser.
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gu;
  return text.replaceAll(token, (match) => (match.startsWith('/*') || match.startsWith('//') ? ' ' : match));
}
