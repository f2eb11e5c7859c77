const REVERSE = 'def reverse_words(text):\n    return " ".join(reversed(text.split()))\n';

/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  {
    tool: 'log_code_attempt',
    says: 'Keep what was tried, failures too.',
    arguments: {
      input_prompt: 'Reverse the order of the words in a sentence', generated_code: 'def reverse_words(text):\n    return text[::-1]\n', result: 'fail',
      error_message: "AssertionError: 'dlrow olleh' != 'world hello'", language: 'python', tags: ['strings'],
    },
  },
  {
    tool: 'log_code_attempt',
    says: 'Then what worked. The same code logged again, however it is laid out, adds to the same pattern.',
    arguments: { input_prompt: 'Reverse the order of the words in a sentence', generated_code: REVERSE, result: 'pass', execution_time_ms: 3, language: 'python', tags: 'strings, words' },
  },
  {
    tool: 'get_code_patterns',
    says: 'Before writing the like: what worked, how surely, and what did not.',
    arguments: { query: 'put the words of a text in the opposite order', language: 'python' },
  },
  { tool: 'analyze_code_patterns', says: 'What all attempts say together.', arguments: {} },
];
