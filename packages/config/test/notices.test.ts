import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/index.js';
import { platform } from './platform.js';

const noticesOf = (env: NodeJS.ProcessEnv): readonly string[] => loadConfig(env, platform).notices;

describe('notices', () => {
  it('never repeats a value, which may be a secret', () => {
    const notices = noticesOf({ NEO4J_PASSWORD: 'hunter2', LTMC_API_KEY: 'hunter2' });
    expect(notices).toHaveLength(2);
    expect(notices.join('\n')).not.toContain('hunter2');
  });

  it.each([
    ['LTMC_NAMESPASE', 'LTMC_NAMESPACE'],
    ['LTMC_NAME_SPACE', 'LTMC_NAMESPACE'],
    ['LTMC_ALLOWED_HOST', 'LTMC_ALLOWED_HOSTS'],
    ['LTMC_MAXCONTENTBYTE', 'LTMC_MAX_CONTENT_BYTES'],
    ['LTMC_EMBED_WORKER', 'LTMC_EMBED_WORKERS'],
    ['LTMC_TLS_CERTS', 'LTMC_TLS_CERT'],
  ])('asks whether %s was meant to be %s', (given, meant) => {
    expect(noticesOf({ [given]: '1' }).filter((notice) => notice.endsWith(`did you mean ${meant}?`))).toHaveLength(1);
  });

  it('suggests nothing when nothing is near', () => {
    expect(noticesOf({ LTMC_COLOUR_OF_THE_LOGO: '1' })).toEqual(['LTMC_COLOUR_OF_THE_LOGO is set, but LTMC knows no such variable']);
  });

  it('lists unknown names in alphabetical order', () => {
    expect(noticesOf({ LTMC_ZZZ: '1', LTMC_AAA: '1' }).map((notice) => notice.split(' ')[0])).toEqual(['LTMC_AAA', 'LTMC_ZZZ']);
  });
});
