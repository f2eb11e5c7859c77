import { expect, it } from 'vitest';
import { loadConfig } from '../src/load-config.js';
import { readToolsets } from '../src/toolsets.js';

it.each([
  [undefined, ['default']],
  ['  ', ['default']],
  ['all', ['all']],
  [' Minimal, links ,', ['minimal', 'links']],
])('reads %o as toolsets, early and with all settings alike', (text, toolsets) => {
  const env = text === undefined ? {} : { LTMC_TOOLSETS: text };
  expect(readToolsets(env)).toEqual(toolsets);
  expect(loadConfig(env).toolsets).toEqual(toolsets);
});

it.each(['a b', 'memory;chat', ','])('refuses %o', (text) => {
  expect(() => loadConfig({ LTMC_TOOLSETS: text })).toThrow(expect.objectContaining({ code: 'LTMC_CONFIG_INVALID', message: expect.stringContaining('LTMC_TOOLSETS') }));
});
