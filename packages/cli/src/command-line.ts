import { parseArgs } from 'node:util';
import { readAuditCommand, type AuditCommand } from './audit-command-line.js';
import { readKeysCommand, type KeysCommand } from './keys-command-line.js';
import { UsageError } from './usage-error.js';

/** What was asked for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'backup'; readonly file: string; readonly overwrite: boolean }
  | { readonly name: 'restore'; readonly file: string; readonly overwrite: boolean; readonly requireChecksum: boolean }
  | { readonly name: 'export'; readonly file: string; readonly overwrite: boolean; readonly embeddings: boolean; readonly namespace: string | undefined }
  | { readonly name: 'import'; readonly file: string; readonly merge: boolean; readonly namespace: string | undefined }
  | { readonly name: 'reembed' }
  | { readonly name: 'doctor'; readonly json: boolean }
  | KeysCommand
  | AuditCommand;

const OPTIONS = {
  overwrite: { type: 'boolean', default: false },
  'without-checksum': { type: 'boolean', default: false },
  namespace: { type: 'string' },
  scopes: { type: 'string' },
  embeddings: { type: 'boolean', default: false },
  merge: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

type OptionName = keyof typeof OPTIONS;

/** Which options each command takes, and whether it names a file. */
const COMMANDS: Readonly<Record<string, { readonly options: readonly OptionName[]; readonly file: boolean }>> = {
  backup: { options: ['overwrite'], file: true },
  restore: { options: ['overwrite', 'without-checksum'], file: true },
  export: { options: ['overwrite', 'embeddings', 'namespace'], file: true },
  import: { options: ['merge', 'namespace'], file: true },
  reembed: { options: [], file: false },
  doctor: { options: ['json'], file: false },
  keys: { options: ['namespace', 'scopes', 'json'], file: false },
  audit: { options: ['json'], file: false },
};

/**
 * @param args - without the program and its script.
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [name, file = '', ...surplus] = positionals;
  if (values.version) return { name: 'version' };
  if (values.help || name === undefined || name === 'help') return { name: 'help' };
  const known = COMMANDS[name];
  if (!known) throw new UsageError(`there is no command "${name}"; there are ${Object.keys(COMMANDS).join(', ')}`);
  if (known.file && file === '') throw new UsageError(`name a file: ltmc ${name} FILE`);
  const extra = name === 'keys' || name === 'audit' ? [] : known.file ? surplus : positionals.slice(1);
  if (extra.length > 0) throw new UsageError(`"${extra[0]}" is too much: ltmc ${name}${known.file ? ' FILE' : ''}`);
  const odd = Object.entries(values).find(([option, value]) => value !== false && value !== undefined && !known.options.some((one) => one === option));
  if (odd) throw new UsageError(`ltmc ${name} takes no --${odd[0]}`);
  const { overwrite, namespace, scopes, embeddings, merge, json } = values;
  if (namespace === '') throw new UsageError('--namespace needs a name');
  switch (name) {
    case 'backup': return { name, file, overwrite };
    case 'restore': return { name, file, overwrite, requireChecksum: !values['without-checksum'] };
    case 'export': return { name, file, overwrite, embeddings, namespace };
    case 'import': return { name, file, merge, namespace };
    case 'reembed': return { name };
    case 'audit': return readAuditCommand(positionals.slice(1), json);
    case 'keys': return readKeysCommand(positionals.slice(1), { namespace, scopes, json });
    default: return { name: 'doctor', json };
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.split('. ')[0]);
    throw error;
  }
}
