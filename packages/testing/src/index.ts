export { describeRecordStore } from './record-suite.js';
export { describeVectorStore } from './vector-suite.js';
