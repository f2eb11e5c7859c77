/** Words by which a question asks how things stand, and not how they once stood; "now that" gives a reason. */
const OF_NOW = /\b(?:nowadays|currently|presently|(?:at|in)\s+(?:the\s+)?present|at\s+the\s+moment|these\s+days|any\s?more|(?:right\s+)?now(?!\s+that\b)|still|so\s+far|up\s+to\s+date|(?:the|our|my|your|his|her|their|[’']s)\s+(?:current|present|latest|newest|most\s+recent)|^\s*(?:latest|newest|current)(?=\s)|most\s+recent(?:ly)?|the\s+last\s+time)\b/iu;
/** "When did we last deploy?" */
const LAST_DONE = /\b(?:did|have|has|was|were)\s+(?:\S+\s+){1,4}last\s+\p{Ll}/iu;

/** Whether an English question asks for what is so now, or was so last: of two texts that answer it the newer one is then meant. */
export function asksOfNow(text: string): boolean {
  return OF_NOW.test(text) || LAST_DONE.test(text);
}
