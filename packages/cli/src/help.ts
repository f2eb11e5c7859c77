export const HELP = `ltmc: care for the memory of your agents

  ltmc backup FILE     copies the record to one file, while servers use it
  ltmc restore FILE    puts a backup in the record's place
  ltmc export FILE     writes every memory with its history as JSON Lines; FILE may be - (stdout)
  ltmc import FILE     reads what export wrote; FILE may be - (stdin)
  ltmc reembed         changes the record to the embedding model of this version, while servers use it
  ltmc keys add NAME   makes an API key for the HTTP server and shows it, this once
  ltmc keys list       whose keys there are
  ltmc keys revoke ID  takes a key away; servers refuse it within a second or two
  ltmc audit tail [N]  the last calls that were made, of all servers
  ltmc audit verify    whether the audit trail is as it was written
  ltmc doctor          looks for everything that is wrong and says what mends it

  --overwrite          backup, restore, export: replace what is there already
  --without-checksum   restore: do without the .sha256 file beside the backup
  --namespace NAME     export: only this one; import: everything into this one;
                       keys add: whose memories the key opens (default: LTMC_NAMESPACE)
  --scopes LIST        keys add: read, write, admin, with commas between (default: read,write)
  --embeddings         export: take the embeddings along, so that an import computes nothing
  --merge              import: a memory that is there with another history gets the versions it lacks
  --json               doctor, keys list, audit: one JSON object a line
  --help, --version

Settings are environment variables, the same as the servers': DB_PATH names the record,
LTMC_API_KEYS_FILE the file of API keys (default: api-keys beside the record),
LTMC_AUDIT_FOLDER the audit trail (default: audit beside the record).
Exit codes: 0 done, 1 failed, 2 wrong arguments or settings, 3 doctor or audit found a problem, 130 interrupted.
`;
