import { defineConfig } from 'vitest/config';

/** Test settings of one package: sources instead of builds, one JSON report that `npm test` adds up. */
export function packageTests(): ReturnType<typeof defineConfig> {
  // No 'import' here: vitest hands these on to node, where they would hold for require() too.
  const conditions = ['@ltmc/source', 'node'];
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      include: ['test/**/*.test.ts'],
      // They tell a test that hangs from one that runs on a busy machine, and are no measure of speed.
      testTimeout: 120_000,
      hookTimeout: 240_000,
      passWithNoTests: false,
      reporters: [['default', { summary: false }], 'json'],
      outputFile: { json: 'test-results.json' },
    },
  });
}
