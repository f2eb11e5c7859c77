import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import yaml from 'yaml';
import { checkDocker } from '../ci/check-docker.mjs';
import { checkCompose, withDefaults } from '../ci/docker/compose-rules.mjs';
import { checkDockerfile, environmentOf, parseDockerfile } from '../ci/docker/dockerfile-rules.mjs';

const read = (name: string): Promise<string> => readFile(new URL(`../../docker/${name}`, import.meta.url), 'utf8');
const [compose, dockerfile] = await Promise.all([read('compose.yml'), read('Dockerfile')]);

const problemsOf = (text: string): string[] => checkCompose(yaml.parse(text), 'ltmc');
const repository = { exists: (path: string) => path !== 'gone', commands: ['ltmc-http'] };
const built = (text: string): string[] => checkDockerfile(parseDockerfile(text), repository);

it('docker/ is in order', async () => {
  expect(await checkDocker()).toEqual([]);
});

describe('the compose file', () => {
  it.each([
    ['a password with a default', '${REDIS_PASSWORD:?set REDIS_PASSWORD in docker/.env}', '${REDIS_PASSWORD:-secret}', 'redis: --requirepass is a secret'],
    ['a password as it is', 'neo4j/${NEO4J_PASSWORD:?set NEO4J_PASSWORD in docker/.env}', 'neo4j/secret', 'NEO4J_AUTH is a secret'],
    ['a password that may be empty', 'NEO4J_PASSWORD: ${NEO4J_PASSWORD:?set NEO4J_PASSWORD in docker/.env}', 'NEO4J_PASSWORD: ${NEO4J_PASSWORD}', 'ltmc: NEO4J_PASSWORD is a secret'],
    ['a port of a store', 'image: redis:7.4-bookworm', 'image: redis:7.4-bookworm\n    ports: ["6379:6379"]', 'redis: publishes 6379:6379'],
    ['a port on every network', '${LTMC_PUBLISH:-127.0.0.1:5050}:5050', '5050:5050', 'ltmc: publishes 5050:5050'],
    ['an image without a tag', 'neo4j:5.26-community', 'neo4j', 'neo4j: the image neo4j is not pinned'],
    ['the latest image', 'redis:7.4-bookworm', 'redis:latest', 'redis: the image redis:latest is not pinned'],
    ['a folder of the machine', 'redis-data:/data', './data:/data', 'redis: the volume "./data:/data" is no named one'],
    ['a volume nobody uses', '  ltmc-data:\n', '  ltmc-data:\n  more:\n', 'the volume more is declared'],
    ['no limit of memory', 'limits: { cpus: \'1\', memory: 512m }', 'limits: { cpus: \'1\' }', 'redis: has no limit of memory'],
    ['no health check', 'healthcheck:\n      test: [\'CMD-SHELL\', \'redis', 'health:\n      test: [\'CMD-SHELL\', \'redis', 'redis: has no healthcheck'],
    ['no service of its own', '  ltmc:\n    image', '  memory:\n    image', 'there is no service ltmc'],
  ])('%s is found', (_what, from, to, says) => {
    expect(compose).toContain(from);
    expect(problemsOf(compose.replaceAll(from, to)).join('\n')).toContain(says);
  });

  it('reads values as they are where nothing is set', () => {
    expect(withDefaults('${A:-1.2.3.4:5}:6 ${B:?why}')).toBe('1.2.3.4:5:6 given-by-the-operator');
  });
});

describe('the Dockerfile', () => {
  it.each([
    ['a base image that moves', 'node:22-bookworm-slim', 'node:latest', 'node:latest is not pinned'],
    ['a source that is not there', 'COPY apps apps', 'COPY gone apps', 'COPY gone'],
    ['a script that is not there', 'node tools/bootstrap.mjs', 'node gone', 'RUN node gone'],
    ['a download', 'rm -rf /var/lib/apt/lists/*', 'curl https://example.com', 'RUN curl'],
    ['root', 'USER node', 'USER root', 'runs as root'],
    ['no health check', 'HEALTHCHECK', 'LABEL', 'HEALTHCHECK'],
    ['another command', 'CMD ["ltmc-http"]', 'CMD ["sh"]', 'CMD runs "sh"'],
    ['data outside the volume', '/data/ltmc.db', '/tmp/ltmc.db', 'DB_PATH'],
  ])('%s is found', (_what, from, to, says) => {
    expect(dockerfile).toContain(from);
    expect(built(dockerfile)).toEqual([]);
    expect(built(dockerfile.replace(from, to)).join('\n')).toContain(says);
  });

  it('its settings are those of the last stage, over several lines', () => {
    expect(environmentOf(parseDockerfile(dockerfile))).toMatchObject({ DB_PATH: '/data/ltmc.db', HTTP_HOST: '0.0.0.0', HTTP_PORT: '5050', ORT_DISABLE_TELEMETRY: '1' });
  });
});
