import { describeGraphReader, describeGraphStore } from '@ltmc/testing';
import { arrayEdgeReader } from '@ltmc/testing/graph';
import { createEdgeGraph, createMemoryGraph } from '../src/index.js';

describeGraphStore('memory', async () => createMemoryGraph());

describeGraphReader('edges', async ({ here = [], there = [] }) => createEdgeGraph(arrayEdgeReader(new Map([['here', here], ['there', there]]))));
