import { describe } from 'vitest';
import type { RecordStore } from '@ltmc/contracts';
import { adjacentContract, passingContract, respellContract, scoreContract, wordFrequenciesContract } from './record/candidates.js';
import { changeLogContract } from './record/change-log.js';
import { codeContract } from './record/code.js';
import { edgeContract } from './record/edges.js';
import { graphSourceContract } from './record/edges-graph.js';
import { embeddedTextContract } from './record/embedded-texts.js';
import { embeddingContract } from './record/embeddings.js';
import { fenceContract } from './record/fences.js';
import { forgetContract } from './record/forget.js';
import { idempotencyContract } from './record/idempotency.js';
import { chatContract, forgetChatContract } from './record/chats.js';
import { languageContract } from './record/languages.js';
import { linkContract } from './record/links.js';
import { contextContract, kindsContract } from './record/kinds.js';
import { listContract } from './record/listing.js';
import { overviewContract } from './record/overview.js';
import { reembedContract } from './record/reembed.js';
import { searchContract } from './record/search.js';
import { statementContract } from './record/statements.js';
import { storeContract } from './record/store.js';
import { todoContract } from './record/todos.js';
import { versionContract } from './record/versions.js';

/** Runs the contract of tier 1 against a driver. `open` returns a fresh, empty record each time. */
export function describeRecordStore(driver: string, open: () => Promise<RecordStore>): void {
  describe(`RecordStore: ${driver}`, () => {
    describe('versions', () => { versionContract(open); });
    describe('search by words', () => { searchContract(open); });
    describe('languages and names of code', () => { languageContract(open); });
    describe('scores of given chunks', () => { scoreContract(open); });
    describe('misspelled words', () => { respellContract(open); });
    describe('how common words are', () => { wordFrequenciesContract(open); });
    describe('chunks beside a chunk', () => { adjacentContract(open); });
    describe('chunks that pass a filter', () => { passingContract(open); });
    describe('kinds of things', () => { kindsContract(open); });
    describe('context of chunks', () => { contextContract(open); });
    describe('messages', () => { chatContract(open); });
    describe('forgetting a conversation', () => { forgetChatContract(open); });
    describe('context links', () => { linkContract(open); });
    describe('listing', () => { listContract(open); });
    describe('forget, undo, purge', () => { forgetContract(open); });
    describe('idempotency keys', () => { idempotencyContract(open); });
    describe('fences', () => { fenceContract(open); });
    describe('embeddings', () => { embeddingContract(open); });
    describe('texts of embedded chunks', () => { embeddedTextContract(open); });
    describe('change of the embedding model', () => { reembedContract(open); });
    describe('relations', () => { edgeContract(open); });
    describe('the graph it holds', () => { graphSourceContract(open); });
    describe('change log', () => { changeLogContract(open); });
    describe('todos', () => { todoContract(open); });
    describe('code attempts', () => { codeContract(open); });
    describe('names and sessions', () => { overviewContract(open); });
    describe('what agents stated', () => { statementContract(open); });
    describe('store', () => { storeContract(open); });
  });
}
