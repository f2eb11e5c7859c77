import assert from 'node:assert/strict';
import { refused } from '../harness.mjs';

/** Direct relations of a memory as seen over a face: other memory, type, strength. */
const linked = async (call, document_id) => (await call('get_document_relationships', { document_id, max_depth: 1 })).relationships.depth_1
  .map(({ document_id: other, relationship_type, strength }) => [other, relationship_type, strength]);

const stored = async (call, file_name, content, more = {}) => (await call('store_memory', { file_name, content, wait: 'searchable', ...more })).resource_id;

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  link_resources: {
    act: async ({ here, there, name, word }) => {
      const [a, b] = [await stored(here, name('a.md'), `First half, of the ${word(1)}.`), await stored(here, name('b.md'), 'Second half.')];
      const graph = async (call) => (await call('retrieve_memory', { query: `What is said about the ${word(1)} here?`, top_k: 100, explain: true })).results.find(({ resource_id }) => resource_id === b)?.why.features.related ?? 0;
      assert.equal(await graph(there), 0);
      await refused(here('link_resources', { source_id: a, target_id: name('none.md'), relationship_type: 'part_of' }), 'LTMC_NOT_FOUND');
      assert.deepEqual(await linked(there, b), []);
      await here('link_resources', { source_id: a, target_id: name('b.md'), relationship_type: 'part_of', strength: 0.25 });
      assert.deepEqual(await linked(there, b), [[a, 'part_of', 0.25]]);
      await there('link_resources', { source_id: String(a), target_id: b, relationship_type: 'part_of', strength: 0.75 });
      await there('link_resources', { source_id: b, target_id: a, relationship_type: 'contradicts' });
      assert.deepEqual(await linked(here, a), [[b, 'contradicts', 1], [b, 'part_of', 0.75]]);
      assert.equal((await here('get_memory', { resource_id: a })).relationships_count, 2);
      assert.ok((await graph(there)) > 0);
      return { a, b };
    },
    afterRestart: async ({ here, there }, { a, b }) => {
      assert.deepEqual(await linked(there, a), [[b, 'contradicts', 1], [b, 'part_of', 0.75]]);
      await here('forget_memory', { resource_id: b });
      assert.deepEqual(await linked(there, a), []);
      await there('forget_memory', { resource_id: b, undo: true });
      assert.equal((await linked(here, a)).length, 2);
    },
  },

  get_document_relationships: {
    act: async ({ here, there, name }) => {
      const ids = [];
      for (const letter of ['a', 'b', 'c']) ids.push(await stored(here, name(`${letter}.md`), `Part ${letter}.`));
      const [a, b, c] = ids;
      await here('link_resources', { source_id: a, target_id: b, relationship_type: 'depends_on', strength: 0.5 });
      const near = await there('get_document_relationships', { document_id: a, max_depth: 3 });
      assert.deepEqual([near.total_relationships, near.max_depth_reached], [1, 1]);
      await here('link_resources', { source_id: c, target_id: b, relationship_type: 'depends_on', strength: 0.5 });
      const far = await there('get_document_relationships', { document_id: a, max_depth: 3 });
      assert.deepEqual(far.relationships.depth_2.map(({ document_id, strength, path }) => [document_id, strength, path.map((hop) => [hop.document_id, hop.direction])]), [[c, 0.25, [[b, 'out'], [c, 'in']]]]);
      return { a, b, c };
    },
    afterRestart: async ({ here, there }, { a, b, c }) => {
      assert.deepEqual((await there('get_document_relationships', { document_id: a, max_depth: 5 })).total_relationships, 2);
      await here('link_resources', { source_id: c, target_id: a, relationship_type: 'part_of' });
      assert.deepEqual((await linked(there, a)).map(([other]) => other), [c, b]);
    },
  },

  query_graph: {
    act: async ({ here, there, name, word }) => {
      const tag = name('shelf');
      const hits = async (call, query, more = {}) => (await call('query_graph', { query, ...more })).results.map(({ resource_id, depth }) => [resource_id, depth]);
      const [a, b] = [await stored(here, name('a.md'), `The ${word(1)} is green.`, { tags: [tag] }), await stored(here, name('b.md'), `The ${word(2)} is blue.`)];
      assert.deepEqual(await hits(there, a), [[a, 0]]);
      await here('link_resources', { source_id: a, target_id: b, relationship_type: 'derived_from', strength: 0.5 });
      assert.deepEqual(await hits(there, name('a.md')), [[a, 0], [b, 1]]);
      assert.deepEqual(await hits(there, name('a.md'), { relationship_types: ['part_of'] }), [[a, 0]]);
      assert.deepEqual(await hits(there, tag), [[a, 1]]);
      const { matched, results: [first] } = await there('query_graph', { query: `what is ${word(1)}?` });
      assert.deepEqual([matched, first.resource_id, first.content, first.relationships], ['text', a, `The ${word(1)} is green.`, [{ target_id: b, relationship_type: 'derived_from', strength: 0.5, direction: 'out' }]]);
      return { a, b };
    },
    afterRestart: async ({ here, there }, { a, b }) => {
      const around = async (call) => (await call('query_graph', { query: b })).results.map(({ resource_id }) => resource_id);
      assert.deepEqual(await around(there), [b, a]);
      await here('forget_memory', { resource_id: a });
      assert.deepEqual(await around(there), [b]);
    },
  },

  auto_link_documents: {
    act: async ({ here, there, name, word }) => {
      const content = `Every ${word()} in the harbour is counted on Monday and painted on Friday.`;
      const [a, b] = [await stored(here, name('a.md'), content), await stored(here, name('b.md'), `${content} Always.`)];
      const first = await here('auto_link_documents', { document_id: a, similarity_threshold: 0.9 });
      assert.deepEqual([first.links_created, first.similar_documents.map(({ document_id }) => document_id)], [1, [b]]);
      const [[other, type, strength], ...more] = await linked(there, b);
      assert.deepEqual([other, type, strength, more], [a, 'similar_content', first.similar_documents[0].similarity_score, []]);
      assert.equal((await there('auto_link_documents', { document_id: b, similarity_threshold: 0.9 })).links_created, 0);
      const c = await stored(here, name('c.md'), `${content} Mostly.`);
      assert.equal((await there('auto_link_documents', { document_id: c, similarity_threshold: 0.9 })).links_created, 2);
      assert.deepEqual((await linked(here, c)).map(([to]) => to).toSorted((x, y) => x - y), [a, b]);
      return { a, b, c };
    },
    afterRestart: async ({ here, there }, { a, b, c }) => {
      assert.equal((await there('auto_link_documents', { document_id: a, similarity_threshold: 0.9 })).links_created, 0);
      assert.deepEqual((await linked(here, a)).map(([to]) => to).toSorted((x, y) => x - y), [b, c]);
    },
  },
};
