import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/index.js';
import { platform } from './platform.js';

describe('values', () => {
  it('reads every variable', () => {
    const env = {
      DB_PATH: '/srv/ltmc/record.db',
      VECTOR_INDEX_PATH: '/srv/ltmc/vectors',
      LOG_LEVEL: 'DEBUG',
      HTTP_HOST: '::1',
      HTTP_PORT: ' 0 ',
      LTMC_NAMESPACE: 'team-a',
      LTMC_ALLOWED_HOSTS: 'Memory.example, 10.0.0.5,,[2001:DB8::5]',
      LTMC_RATE_LIMITS: ' * = 600/MIN, store_memory=2/s,failed-auth=10/h',
      LTMC_TRUST_PROXY: '2',
      LTMC_AUDIT: 'on',
      LTMC_AUDIT_FOLDER: '~/audit',
      LTMC_AUDIT_KEEP_DAYS: '30',
      LTMC_TLS_CERT: '~/tls/cert.pem',
      LTMC_TLS_KEY: 'key.pem',
      LTMC_CORS_ORIGINS: 'https://App.example, http://localhost:3000,https://[2001:DB8::5]:8443, https://a.example:443,tauri://localhost',
      LTMC_DURABILITY: 'normal',
      LTMC_MAX_CONTENT_BYTES: '4096',
      LTMC_EMBED_WORKERS: '3',
      LTMC_LATE_INTERACTION: 'off',
      ML_INTEGRATION_ENABLED: 'no',
      ML_LEARNING_COORDINATION: '0',
      ML_OPTIMIZATION_INTERVAL: '60',
      ORCHESTRATION_MODE: 'Debug',
      LTMC_TOOLSETS: 'Memory, links',
      LTMC_API_KEYS_FILE: '/etc/ltmc/keys',
    };
    expect(loadConfig(env, platform)).toEqual({
      dbPath: '/srv/ltmc/record.db',
      indexFolder: '/srv/ltmc/vectors',
      logLevel: 'debug',
      httpHost: '::1',
      httpPort: 0,
      namespace: 'team-a',
      apiKeys: { file: '/etc/ltmc/keys', named: true },
      allowedHosts: ['memory.example', '10.0.0.5', '[2001:db8::5]'],
      rateLimits: [{ name: '*', count: 600, perMs: 60_000 }, { name: 'store_memory', count: 2, perMs: 1_000 }, { name: 'failed-auth', count: 10, perMs: 3_600_000 }],
      trustProxyHops: 2,
      audit: { enabled: true, folder: '/home/ada/audit', keepDays: 30 },
      tls: { certFile: '/home/ada/tls/cert.pem', keyFile: '/srv/app/key.pem' },
      corsOrigins: ['https://app.example', 'http://localhost:3000', 'https://[2001:db8::5]:8443', 'https://a.example', 'tauri://localhost'],
      durability: 'normal',
      maxContentBytes: 4096,
      embedWorkers: 3,
      lateInteraction: false,
      learning: { enabled: false, coordination: false, intervalMinutes: 60 },
      orchestrationMode: 'debug',
      cacheEnabled: true,
      toolsets: ['memory', 'links'],
      notices: [],
    });
  });
});

it.each(['off', ' OFF '])('takes LTMC_RATE_LIMITS=%s for none', (text) => {
  expect(loadConfig({ LTMC_RATE_LIMITS: text }, platform).rateLimits).toEqual([]);
});

describe('paths', () => {
  it.each([
    ['~/notes/a.db', '/home/ada/notes/a.db'],
    ['~', '/home/ada'],
    ['~bob/a.db', '/srv/app/~bob/a.db'],
    ['data/a.db', '/srv/app/data/a.db'],
    ['/var/lib/../lib/a.db', '/var/lib/a.db'],
    ['/with space /$HOME/a.db', '/with space /$HOME/a.db'],
  ])('DB_PATH %s is %s', (given, expected) => {
    expect(loadConfig({ DB_PATH: given }, platform).dbPath).toBe(expected);
  });

  it('keeps a home folder with special characters as it is', () => {
    expect(loadConfig({ DB_PATH: '~/a.db' }, { ...platform, homeFolder: '/home/$&x' }).dbPath).toBe('/home/$&x/a.db');
  });

  it('puts the index beside the database that was named', () => {
    expect(loadConfig({ DB_PATH: '~/notes/a.db' }, platform).indexFolder).toBe('/home/ada/notes/index');
  });

  it('puts the API keys beside the database, or where they are said to be', () => {
    expect(loadConfig({ DB_PATH: '~/notes/a.db' }, platform).apiKeys).toEqual({ file: '/home/ada/notes/api-keys', named: false });
    expect(loadConfig({ DB_PATH: '~/notes/a.db', LTMC_API_KEYS_FILE: '~/keys' }, platform).apiKeys).toEqual({ file: '/home/ada/keys', named: true });
  });

  it('takes either name of the index folder, and both when they agree', () => {
    expect(loadConfig({ FAISS_INDEX_PATH: 'vectors' }, platform).indexFolder).toBe('/srv/app/vectors');
    expect(loadConfig({ FAISS_INDEX_PATH: '/v', VECTOR_INDEX_PATH: '/v' }, platform).indexFolder).toBe('/v');
  });
});
