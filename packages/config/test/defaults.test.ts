import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, thisPlatform } from '../src/index.js';
import { platform } from './platform.js';

const DEFAULTS = {
  dbPath: '/home/ada/.local/share/ltmc/ltmc.db',
  indexFolder: '/home/ada/.local/share/ltmc/index',
  logLevel: 'info',
  httpHost: '127.0.0.1',
  httpPort: 5050,
  namespace: 'default',
  apiKeys: { file: '/home/ada/.local/share/ltmc/api-keys', named: false },
  audit: { folder: '/home/ada/.local/share/ltmc/audit', keepDays: 365 },
  allowedHosts: [],
  corsOrigins: [],
  trustProxyHops: 0,
  durability: 'full',
  maxContentBytes: 1_048_576,
  toolsets: ['default'],
  lateInteraction: true,
  learning: { enabled: true, coordination: true, intervalMinutes: 15 },
  orchestrationMode: 'full',
  cacheEnabled: true,
  notices: [],
};

describe('loadConfig without settings', () => {
  it('runs everything embedded in the data folder', () => {
    expect(loadConfig({}, platform)).toEqual(DEFAULTS);
  });

  it('takes empty and blank values for unset', () => {
    const env = { DB_PATH: '', HTTP_PORT: '  ', LTMC_NAMESPACE: '', REDIS_HOST: '', LTMC_TYPO: '', LTMC_EMBED_WORKERS: undefined };
    expect(loadConfig(env, platform)).toEqual(DEFAULTS);
  });

  it('does not look at names of others', () => {
    expect(loadConfig({ PATH: '/bin', PORT: 'x', npm_config_nodedir: '1' }, platform)).toEqual(DEFAULTS);
  });

  it('is frozen to the bottom and leaves the environment alone', () => {
    const env = Object.freeze({ LTMC_ALLOWED_HOSTS: 'a.example', LTMC_TYPO: '1' });
    const config = loadConfig(env, platform);
    expect([config, config.allowedHosts, config.corsOrigins, config.notices].every(Object.isFrozen)).toBe(true);
  });

  it('gives fresh defaults to every caller', () => {
    loadConfig({ LTMC_ALLOWED_HOSTS: 'a.example' }, platform);
    expect(loadConfig({}, platform).allowedHosts).toEqual([]);
  });

  it('finds absolute folders on the real machine', () => {
    const { dataFolder, homeFolder, workingFolder } = thisPlatform();
    expect([dataFolder, homeFolder, workingFolder].every(isAbsolute)).toBe(true);
    expect(dataFolder).toMatch(/[/\\]ltmc([/\\]Data)?$/u);
    expect(loadConfig({}).dbPath.startsWith(dataFolder)).toBe(true);
  });
});
