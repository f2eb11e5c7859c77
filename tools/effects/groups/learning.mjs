import assert from 'node:assert/strict';

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  learning_status: {
    act: async ({ here, there, name, word }) => {
      const [ann, bob] = [word(1), word(2)];
      const knows = async (call, agent_id) => (await call('learning_status', { section: 'sharing', agent_id })).sharing;
      assert.deepEqual(await knows(there, ann), { enabled: true, agent_id: ann, recent_work: [], knowledge: [] });
      await here('store_memory', { file_name: name('mine.md'), content: `The ${word(3)} lamp blinks twice an hour.`, agent_id: ann, wait: 'searchable' });
      await here('store_memory', { file_name: name('theirs.md'), content: `The ${word(3)} lamp blinks twice an hour, unless the sun shines.`, agent_id: bob, wait: 'searchable' });
      const { recent_work, knowledge } = await knows(there, ann);
      assert.deepEqual(recent_work, [name('mine.md')]);
      assert.deepEqual(knowledge.filter(({ agent_id }) => agent_id === bob).map((known) => [known.name, known.near]), [[name('theirs.md'), name('mine.md')]]);

      const attempted = async (call) => (await call('learning_status', { section: 'patterns', limit: 50 })).patterns.total_attempts;
      const before = await attempted(there);
      await here('log_code_attempt', { input_prompt: `Blink ${word(3)}`, generated_code: `blink("${word(3)}")`, result: 'pass', agent_id: bob });
      assert.equal(await attempted(there), before + 1);
      return { ann, bob, theirs: name('theirs.md') };
    },
    afterRestart: async ({ here, there }, { ann, bob, theirs }) => {
      const known = async () => (await there('learning_status', { section: 'sharing', agent_id: ann, limit: 50 })).sharing.knowledge.filter(({ agent_id }) => agent_id === bob).map((one) => one.name);
      assert.ok((await known()).includes(theirs));
      await here('forget_memory', { file_name: theirs });
      assert.ok(!(await known()).includes(theirs));
    },
  },
};
