import { fileURLToPath } from 'node:url';
import { packageTests } from '../../vitest.shared.js';

const { test, ...rest } = packageTests();

/** The tests that every tool has to pass, made from its schemas: they need the built servers. */
export default {
  ...rest,
  test: { ...test, dir: fileURLToPath(new URL('..', import.meta.url)), include: ['{client,docs,effects,eval,faces,story}/test/**/*.test.ts'] },
};
