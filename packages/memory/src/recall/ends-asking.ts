const ASKS = /[?？]["'”’)\]*_]*\s*$/u;

/** Whether a text ends with a question. */
export function endsAsking(text: string): boolean {
  return ASKS.test(text);
}
