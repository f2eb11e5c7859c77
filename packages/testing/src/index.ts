export { describeRecordStore } from './record-suite.js';
export { describeVectorStore } from './vector-suite.js';
export { recallFixture } from './fixtures/recall-fixture.js';
export type { RecallFixture } from './fixtures/recall-fixture.js';
export type { RecallDocument } from './fixtures/recall-documents.js';
export type { RecallQuestion } from './fixtures/recall-questions.js';
