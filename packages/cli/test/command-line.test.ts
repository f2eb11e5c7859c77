import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../src/command-line.js';
import { UsageError } from '../src/usage-error.js';

const parse = (line: string) => parseCommandLine(line.split(' ').filter((word) => word !== ''));

describe('the command line', () => {
  it.each([
    ['', { name: 'help' }],
    ['--help', { name: 'help' }],
    ['backup -h', { name: 'help' }],
    ['-v', { name: 'version' }],
    ['backup b.db', { name: 'backup', file: 'b.db', overwrite: false }],
    ['--overwrite backup b.db', { name: 'backup', file: 'b.db', overwrite: true }],
    ['restore b.db --overwrite --without-checksum', { name: 'restore', file: 'b.db', overwrite: true, requireChecksum: false }],
    ['restore b.db', { name: 'restore', file: 'b.db', overwrite: false, requireChecksum: true }],
    ['export - --namespace team --embeddings', { name: 'export', file: '-', overwrite: false, embeddings: true, namespace: 'team' }],
    ['import all.jsonl --merge', { name: 'import', file: 'all.jsonl', merge: true, namespace: undefined }],
    ['import - --namespace=team', { name: 'import', file: '-', merge: false, namespace: 'team' }],
    ['reembed', { name: 'reembed' }],
    ['doctor --json', { name: 'doctor', json: true }],
    ['keys add alice', { name: 'keys', action: 'add', principal: 'alice', namespace: undefined, scopes: ['read', 'write'] }],
    ['keys add bot --namespace team --scopes Read', { name: 'keys', action: 'add', principal: 'bot', namespace: 'team', scopes: ['read'] }],
    ['keys list', { name: 'keys', action: 'list', json: false }],
    ['keys list --json', { name: 'keys', action: 'list', json: true }],
    ['keys revoke 0123456789ab', { name: 'keys', action: 'revoke', key: '0123456789ab' }],
  ])('%s', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    ['backups', 'no command "backups"'],
    ['backup', 'name a file'],
    ['backup a b', '"b" is too much'],
    ['doctor now', '"now" is too much'],
    ['doctor --merge', 'takes no --merge'],
    ['import f --overwrite', 'takes no --overwrite'],
    ['backup f --force', "Unknown option '--force'"],
    ['keys', 'ltmc keys add NAME'],
    ['keys remove alice', 'ltmc keys add NAME'],
    ['keys add', 'whose key'],
    ['keys add alice bob', '"bob" is too much'],
    ['keys list all', '"all" is too much'],
    ['keys revoke', 'which one'],
    ['keys revoke x --namespace n', 'takes no --namespace'],
    ['keys list --scopes read', 'takes no --scopes'],
    ['keys add alice --json', 'takes no --json'],
    ['keys list --merge', 'takes no --merge'],
    ['export f --namespace=', 'needs a name'],
    ['export f --namespace', "'--namespace <value>' argument missing"],
  ])('refuses: %s', (line, words) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(words);
  });
});
