/** Which layers a package of each layer may depend on. */
export const MAY_DEPEND_ON = {
  contract: [],
  algorithm: ['contract'],
  connection: ['contract'],
  driver: ['contract', 'connection'],
  platform: ['contract'],
  asset: ['contract'],
  client: ['contract'],
  testing: ['contract'],
  service: ['contract', 'algorithm'],
  tool: ['contract', 'service'],
  transport: ['contract', 'tool', 'platform'],
  runtime: ['contract', 'algorithm', 'connection', 'driver', 'platform', 'asset', 'client', 'service', 'tool', 'transport'],
  app: ['contract', 'runtime', 'transport', 'platform'],
};

/** Single edges that the layers do not allow and the design does. */
const ALLOWED_EDGES = new Set([
  '@ltmc/embedding -> @ltmc/model-all-minilm-l6-v2',
  '@ltmc/http-api -> @ltmc/mcp-server',
]);

/**
 * Whether one package may depend on another.
 *
 * @param {import('../workspace.mjs').WorkspacePackage} from
 * @param {import('../workspace.mjs').WorkspacePackage} to
 */
export function mayDepend(from, to) {
  return ALLOWED_EDGES.has(`${from.name} -> ${to.name}`) || (MAY_DEPEND_ON[from.layer] ?? []).includes(to.layer);
}
