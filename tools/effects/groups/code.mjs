import assert from 'node:assert/strict';

const idsOf = (patterns) => patterns.map(({ pattern_id }) => pattern_id);

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  log_code_attempt: {
    act: async ({ here, there, word }) => {
      const attempt = { input_prompt: `Make a ${word(1)}`, language: 'python', function_name: word(3) };
      const first = await here('log_code_attempt', { ...attempt, generated_code: `def make():\n    return "${word(1)}"\n`, result: 'fail', error_message: 'wrong', tags: 'one, two' });
      const retry = await here('log_code_attempt', { ...attempt, generated_code: `def make():  # again\n  return '${word(1)}'`, result: 'pass', execution_time_ms: 12 });
      assert.deepEqual([retry.pattern_id, retry.pattern_fingerprint, retry.attempts, first.tags], [first.pattern_id, first.pattern_fingerprint, 2, ['one', 'two']]);
      const other = await here('log_code_attempt', { ...attempt, generated_code: `def make():\n    return "${word(2)}"\n`, result: 'error', error_message: 'boom' });
      assert.notEqual(other.pattern_id, first.pattern_id);
      const { patterns: [pattern], warnings } = await there('get_code_patterns', { query: word(1), function_name: word(3) });
      assert.deepEqual([pattern.pattern_id, pattern.success_rate, pattern.attempts, pattern.execution_time_ms, pattern.tags], [first.pattern_id, 0.5, 2, 12, ['one', 'two']]);
      assert.deepEqual(warnings, [{ pattern_id: other.pattern_id, error_message: 'boom', attempts: 1 }]);
      return { function_name: word(3) };
    },
    afterRestart: async ({ there }, { function_name }) => {
      const { success_statistics } = (await there('analyze_code_patterns', { function_name })).analysis;
      assert.deepEqual([success_statistics.pass_count, success_statistics.fail_count, success_statistics.error_count], [1, 1, 1]);
    },
  },

  get_code_patterns: {
    act: async ({ here, there, word }) => {
      const get = (call, filter = {}) => call('get_code_patterns', { query: word(1), module_name: word(2), ...filter });
      assert.deepEqual((await get(there)).patterns, []);
      const log = (code, result) => here('log_code_attempt', { input_prompt: `Sort the ${word(1)}`, generated_code: code, module_name: word(2), result });
      const good = await log('sort(a)', 'pass');
      const bad = await log('unsort(a)', 'fail');
      const { patterns, warnings, average_success_rate } = await get(there);
      assert.deepEqual([idsOf(patterns), idsOf(warnings), average_success_rate, patterns[0].generated_code], [[good.pattern_id], [bad.pattern_id], 1, 'sort(a)']);
      assert.deepEqual(idsOf((await get(there, { result_filter: 'fail' })).patterns), [bad.pattern_id]);
      return { query: word(1), module_name: word(2), good: good.pattern_id };
    },
    afterRestart: async ({ here, there }, { query, module_name, good }) => {
      assert.deepEqual(idsOf((await there('get_code_patterns', { query, module_name })).patterns), [good]);
      await here('log_code_attempt', { input_prompt: `Sort the ${query}`, generated_code: 'sort(b)', module_name, result: 'pass' });
      assert.equal((await there('get_code_patterns', { query, module_name })).total_patterns, 2);
    },
  },

  analyze_code_patterns: {
    act: async ({ here, there, word }) => {
      const analyze = async (call) => (await call('analyze_code_patterns', { module_name: word(1) })).analysis;
      assert.equal((await analyze(there)).total_patterns_analyzed, 0);
      const log = (code, fields) => here('log_code_attempt', { input_prompt: 'Parse it', generated_code: code, module_name: word(1), ...fields });
      await log('parse(a)', { result: 'pass', execution_time_ms: 10 });
      for (const which of [1, 2, 3]) await log(`split(${which})`, { result: 'error', error_message: `IndexError: index ${which}`, execution_time_ms: 30 });
      const analysis = await analyze(there);
      assert.equal(analysis.total_patterns_analyzed, 4);
      assert.deepEqual([analysis.success_statistics.overall_success_rate, analysis.performance_metrics.average_execution_time_ms], [0.25, 25]);
      assert.deepEqual(analysis.failure_patterns.map(({ common_error, frequency }) => [common_error, frequency]), [['IndexError: index <n>', 3]]);
      assert.ok(analysis.improvement_suggestions.some((text) => text.includes('n = 3')));
      return { module_name: word(1) };
    },
    afterRestart: async ({ here, there }, { module_name }) => {
      await here('log_code_attempt', { input_prompt: 'Parse it', generated_code: 'parse(a)', module_name, result: 'pass' });
      const { total_patterns_analyzed, success_statistics } = (await there('analyze_code_patterns', { module_name })).analysis;
      assert.deepEqual([total_patterns_analyzed, success_statistics.attempts, success_statistics.pass_count], [4, 5, 2]);
    },
  },
};
