/** What `ltmc-http --help` prints. */
export const HELP = `ltmc-http: LTMC as an HTTP server: MCP, JSON-RPC 2.0, the list of tools, health and metrics on one port

  ltmc-http            starts it; POST /mcp, POST /jsonrpc, GET /tools, GET /health, GET /metrics
  ltmc-http --version  prints the version
  ltmc-http --help     prints this

Settings are environment variables; none is needed:
  DB_PATH             the SQLite file (default: ltmc.db in the data folder of your platform)
  HTTP_PORT           where it listens (default: 5050; 0 picks a free port)
  HTTP_HOST           the address it listens on (default: 127.0.0.1); beyond loopback callers need API keys
  LTMC_API_KEYS_FILE  the file of API keys (default: api-keys beside the record), see "ltmc keys"
  LTMC_ALLOWED_HOSTS  further names that Host and Origin may have, with commas between
  LTMC_TLS_CERT       a certificate (PEM) to speak HTTPS with, and LTMC_TLS_KEY its key
  LTMC_AUDIT          whether each call leaves a row in the audit trail (default: where keys are needed); "ltmc audit" reads it
  LTMC_CORS_ORIGINS   origins whose pages may call from a browser, with commas between
  LTMC_RATE_LIMITS    how often a caller may call, e.g. *=600/min,store_memory=60/min (default: *=3000/min where keys are needed)
  LTMC_TRUST_PROXY    how many proxies stand in front (default: 0)
  LTMC_NAMESPACE      whose memories these are (default: default)
  REDIS_HOST          a Redis in which servers share answers (REDIS_PORT, REDIS_PASSWORD)
  NEO4J_URI           a Neo4j that holds the graph too (NEO4J_PASSWORD)
  LOG_LEVEL           error, warn, info or debug (default: info); the log goes to stderr
`;
