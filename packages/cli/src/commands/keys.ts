import type { Config } from '@ltmc/config';
import { addKey, idOf, listKeys, revokeKey, type ApiKey } from '@ltmc/http-api/keys';
import type { KeysCommand } from '../keys-command-line.js';
import type { Terminal } from '../terminal.js';

/** What the command works with; it does not open the record. */
export interface KeysScene extends Terminal {
  readonly config: Config;
}

/** @throws LtmcError what the file of keys throws. */
export async function keys(command: KeysCommand, scene: KeysScene): Promise<void> {
  switch (command.action) {
    case 'add': return add(command, scene);
    case 'list': return list(command, scene);
    default: {
      const revoked = await revokeKey(scene.config.apiKeys.file, command.key);
      scene.stdout.write(`Revoked ${describe(revoked)}; servers refuse it within a second or two\n`);
    }
  }
}

/** The key alone goes to stdout, so that a script can take it. */
async function add({ principal, namespace, scopes }: Extract<KeysCommand, { action: 'add' }>, { config, stdout, stderr }: KeysScene): Promise<void> {
  const { secret, key } = await addKey(config.apiKeys.file, { principal, namespace: namespace ?? config.namespace, scopes });
  stderr.write(`Made ${describe(key)}. It is shown this once; ${config.apiKeys.file} keeps its hash only.\n`);
  stdout.write(`${secret}\n`);
  if (!config.apiKeys.named) stderr.write('A server that listens on loopback asks for keys from its next start on; one beyond loopback knows this key within a second.\n');
}

async function list({ json }: Extract<KeysCommand, { action: 'list' }>, { config, stdout, stderr }: KeysScene): Promise<void> {
  const { keys: known, problems } = await listKeys(config.apiKeys.file);
  for (const key of known) stdout.write(json ? `${JSON.stringify({ id: idOf(key), principal: key.principal, namespace: key.namespace, scopes: key.scopes })}\n` : `${describe(key)}\n`);
  for (const problem of problems) stderr.write(`${config.apiKeys.file}, ${problem}\n`);
  if (known.length === 0) stderr.write(`There is no key in ${config.apiKeys.file}; "ltmc keys add NAME" makes one\n`);
}

function describe(key: ApiKey): string {
  return `${idOf(key)}  ${key.principal}  namespace ${key.namespace}  ${key.scopes.join(',')}`;
}
