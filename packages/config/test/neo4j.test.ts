import { LtmcError } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { loadConfig, type Neo4jConfig } from '../src/index.js';
import { platform } from './platform.js';

const neo4jOf = (env: NodeJS.ProcessEnv): Neo4jConfig | undefined => loadConfig(env, platform).neo4j;

function problemsOf(env: NodeJS.ProcessEnv): unknown {
  try {
    loadConfig(env, platform);
  } catch (error) {
    if (LtmcError.is(error)) return error.details['problems'];
  }
  throw new Error('accepted');
}

const SET = { NEO4J_URI: 'bolt://graph:7687', NEO4J_PASSWORD: ' secret ' };

describe('the server of the graph', () => {
  it('is there when NEO4J_URI is set, its password as it stands', () => {
    expect(neo4jOf({})).toBeUndefined();
    expect(neo4jOf(SET)).toEqual({ uri: 'bolt://graph:7687', user: 'neo4j', password: ' secret ', required: false });
    expect(neo4jOf({ ...SET, NEO4J_URI: 'neo4j+s://db.example', NEO4J_USER: 'ada', NEO4J_DATABASE: 'ltmc', NEO4J_REQUIRED: 'Yes' })).toEqual({
      uri: 'neo4j+s://db.example', user: 'ada', password: ' secret ', database: 'ltmc', required: true,
    });
    expect(Object.isFrozen(neo4jOf(SET))).toBe(true);
  });

  it.each(['http://graph', 'graph:7687', 'bolt://', 'bolt://neo4j:hunter2@graph', 'bolt://graph/db'])('refuses the address %s without repeating it', (uri) => {
    expect(problemsOf({ ...SET, NEO4J_URI: uri })).toEqual([expect.stringMatching(/^NEO4J_URI must be bolt:\/\/host:port or/u)]);
  });

  it('asks for a password, and for an address where it is required', () => {
    expect(problemsOf({ NEO4J_URI: 'bolt://graph' })).toEqual(['NEO4J_URI is set, but NEO4J_PASSWORD is not; no password has a default']);
    expect(problemsOf({ NEO4J_REQUIRED: 'on' })).toEqual([expect.stringMatching(/^NEO4J_REQUIRED is "on", but NEO4J_URI is not set/u)]);
    expect(problemsOf({ ...SET, NEO4J_REQUIRED: 'perhaps' })).toEqual(['NEO4J_REQUIRED is "perhaps"; it must be true or false']);
    expect(problemsOf({ ...SET, NEO4J_DATABASE: 'a b' })).toHaveLength(1);
  });

  it('says which settings mean nothing without an address', () => {
    expect(loadConfig({ NEO4J_USER: 'ada', NEO4J_PASSWORD: 'hunter2' }, platform).notices).toEqual([
      'NEO4J_USER is set, but NEO4J_URI is not: the graph runs embedded',
      'NEO4J_PASSWORD is set, but NEO4J_URI is not: the graph runs embedded',
    ]);
  });
});
