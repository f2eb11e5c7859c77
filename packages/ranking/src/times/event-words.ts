import { contentWords } from '../content-words.js';

const wordsOf = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/u));

/** What takes place at a time: for "on", "at", "over" and "around", which are of places more often. */
const EVENTS = wordsOf(`
accident anniversary appointment banquet baptism barbecue bbq birthday breakup brunch camp camping celebration ceremony christening competition concert conference cruise
deadline demo demonstration dinner divorce earthquake election engagement event exam exhibition expo expedition fair festival flight funeral gala getaway gig graduation
hackathon hike holiday honeymoon incident internship interview journey kickoff launch lecture lockdown lunch marathon meeting meetup merger migration move offsite operation
outage pandemic party picnic presentation prom race reception rehearsal release retreat retro retrospective reunion semester seminar session sleepover sprint standup storm
summit surgery symposium ceremony tour tournament training trek trip vacation visit war webinar wedding workshop
`);
/** Those that one is "on"; "their thoughts on the meeting" are of no time. */
const JOURNEYS = wordsOf('trip journey vacation holiday honeymoon cruise tour flight hike trek expedition getaway outing voyage excursion birthday anniversary');
/** What begins a phrase that is no event of its own: a part of a day, or a word that points at something else. */
const NO_EVENTS = wordsOf(`
day days night nights morning mornings evening evenings afternoon afternoons noon midnight daytime week weeks weekend weekends month months year years time times moment moments
minute minutes hour hours second seconds end beginning start fact corner world clock house office process period course same other others last first next whole rest way future
past present following previous one ones two thing things it that this all break while latter former age dark subsequent event events initial spare
`);
/** Heads of phrases that last for long or come again. */
const NO_HEADS = wordsOf('time times period periods process course break breaks');
/** Words that end a noun phrase: verbs, pronouns and what joins clauses. */
const ENDS_PHRASE = wordsOf(`
did do does done was were is are am be been being has have had having will would can could shall should may might must what who whom whose which when where why how i you he she
they we and or but nor so because if then than that while as until till before after since during although though said says say tell told bought went got made ended began started
happened begins starts took takes happens
`);
const ENDS_CLAUSE = wordsOf('what who whom whose which when where why how did do does and or but because while before after until');
/** What a noun phrase of something known begins with. */
const DEFINITE = /^(?:the|my|our|his|her|their|your|\p{Lu}[\p{L}-]*(?:\s+\p{Lu}[\p{L}-]*)?['’]s?)(?!\p{L})/iu;
const POSSESSIVE = /^(?:\p{Lu}[\p{L}-]*\s+){0,2}\p{Lu}[\p{L}-]*(?:['’]s|s['’])\s/u;
const DETERMINER = /^(?:the|my|our|his|her|their|your|its|a|an)\s+/iu;
const TRAILING = wordsOf('to of for with in on at by from the a an my our his her their your about into over not also just ever');
const OF_CLAUSE = wordsOf('was were is are had has have got went came');
const PREPOSITION = /\s(?:of|in|to|with|for|on|at|by|from|about|into|over)\s.*$/iu;
const MOST_WORDS = 10;
/** "we moved to Berlin", "moving to Berlin", "Kim passed the test". */
const CLAUSE = /^(?:I|i|we|you|he|she|it|they|\p{L}+ing|\p{Lu}\p{L}+)\s/u;
const WORD = /\s*([\p{L}\p{N}][\p{L}\p{N}'’&/-]*\.?)/uy;

/** A phrase in a text: where it ends, and what it says. */
export interface Phrase {
  readonly text: string;
  readonly end: number;
  /** It says what somebody did or what was done: "Kim passed the test". */
  readonly isClause: boolean;
}

/** The words from a place on, up to where their clause ends; undefined where they name nothing to look for. */
export function readPhrase(text: string, start: number): Phrase | undefined {
  const rest = text.slice(start).trimStart();
  if (!DEFINITE.test(rest) && CLAUSE.test(rest)) return phraseOf(readWords(text, start, ENDS_CLAUSE), true);
  const read = readWords(text, start, ENDS_PHRASE);
  const phrase = phraseOf(read, false);
  // "the wedding was moved" says when by its noun, "his father was discharged" by its verb.
  if (!phrase || !OF_CLAUSE.has(read.endedBy) || isOccasion(phrase.text)) return phrase;
  return phraseOf(readWords(text, start, ENDS_CLAUSE), true);
}

interface ReadWords {
  readonly words: readonly string[];
  readonly end: number;
  /** The word that ended them; empty for anything else. */
  readonly endedBy: string;
}

function readWords(text: string, start: number, ends: ReadonlySet<string>): ReadWords {
  const words: string[] = [];
  let end = start;
  WORD.lastIndex = start;
  for (let found = WORD.exec(text); found && words.length < MOST_WORDS; found = WORD.exec(text)) {
    const word = found[1] ?? '';
    const lower = word.toLowerCase().replace(/\.$/u, '');
    if (ends.has(lower) && word !== 'May') return { words, end, endedBy: lower };
    words.push(word);
    end = WORD.lastIndex;
    // "St. Moritz" goes on, "Lisbon. What" does not.
    if (word.endsWith('.') && word.length > 4) break;
  }
  return { words, end, endedBy: '' };
}

function phraseOf({ words, end }: ReadWords, isClause: boolean): Phrase | undefined {
  const text = withoutTrailing(words);
  return isNamed(text) ? { text, end, isClause } : undefined;
}

/** Words as one text, without what led to something else: "the trip to". */
export function withoutTrailing(words: readonly string[]): string {
  const last = words.findLastIndex((word) => !TRAILING.has(word.toLowerCase()));
  return words.slice(0, last + 1).join(' ').replace(/\.$/u, '');
}

/** "the trip", "my sister's wedding", "Kim's party": one that both sides know. */
export function isDefinite(phrase: string): boolean {
  return /^(?:the|my|our|his|her|their|your)\s/iu.test(phrase) || POSSESSIVE.test(phrase);
}

/** Whether it names what takes place at a time. */
export function isOccasion(phrase: string): boolean {
  return EVENTS.has(headOf(phrase));
}

/** Whether it names what one is "on". */
export function isJourney(phrase: string): boolean {
  return JOURNEYS.has(headOf(phrase));
}

/** The noun that the rest belongs to, its plural too only where it is written so ("meetings" are of no one time). */
function headOf(phrase: string): string {
  return /[\p{L}\p{N}-]+$/u.exec(phrase.replace(PREPOSITION, ''))?.[0].toLowerCase() ?? '';
}

/** Whether it names something that can be looked for. */
export function isNamed(phrase: string): boolean {
  if (NO_HEADS.has(headOf(phrase))) return false;
  const bare = phrase.replace(DETERMINER, '').toLowerCase();
  return !NO_EVENTS.has(/^[\p{L}]+/u.exec(bare)?.[0] ?? '') && contentWords(bare).some((word) => !NO_EVENTS.has(word) && !/^(?:go|come|leav|ar|work|hom)e?$/u.test(word));
}

/** Whether what stands from a place on goes on with something else: a date is one there, and not the first word of a name ("the 2024 conference"). */
export function endsThere(text: string, end: number): boolean {
  const rest = text.slice(end);
  const next = /^\s+([\p{L}\p{N}]+)/u.exec(rest)?.[1]?.toLowerCase();
  return next === undefined ? !/^[\p{L}\p{N}'’-]/u.test(rest) : ENDS_PHRASE.has(next) || ENDS_CLAUSE.has(next) || TRAILING.has(next);
}
