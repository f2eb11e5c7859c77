export { describeVectorStore } from './vector-suite.js';
