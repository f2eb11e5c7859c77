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
      testTimeout: 30_000,
      hookTimeout: 60_000,
      passWithNoTests: false,
      reporters: [['default', { summary: false }], 'json'],
      outputFile: { json: 'test-results.json' },
    },
  });
}
