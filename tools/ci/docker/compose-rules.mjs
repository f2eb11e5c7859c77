/** A `${NAME}` of a compose file with what follows the name: `:-default`, `:?message` or nothing. */
const REFERENCE = /\$\{(?<name>\w+)(?<rest>[^}]*)\}/gu;
const SECRET = /PASSWORD|PASSWD|SECRET|AUTH|TOKEN|requirepass/iu;
const TAGGED = /^[\w./-]+:(?!latest$)[\w.-]*\d[\w.-]*$/u;

/**
 * What is wrong with a compose file that anybody may bring up on a machine in a network.
 *
 * @param {any} compose - the parsed file.
 * @param {string} published - the one service that may publish a port.
 * @returns {string[]}
 */
export function checkCompose(compose, published) {
  const { services = {}, volumes = {} } = compose ?? {};
  const problems = Object.entries(services).flatMap(([name, service]) => checkService(service, { volumes, mayPublish: name === published }).map((problem) => `${name}: ${problem}`));
  const used = new Set(Object.values(services).flatMap((service) => (service.volumes ?? []).map((volume) => String(volume).split(':')[0])));
  for (const volume of Object.keys(volumes)) if (!used.has(volume)) problems.push(`the volume ${volume} is declared, and nobody uses it`);
  if (!(published in services)) problems.push(`there is no service ${published}`);
  return problems;
}

/**
 * The variables that a compose file asks for.
 *
 * @param {string} text
 * @returns {Set<string>}
 */
export function variablesOf(text) {
  return new Set([...text.matchAll(REFERENCE)].map(({ groups }) => groups.name));
}

/**
 * A value as it is where none of the optional variables is set.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function withDefaults(value) {
  return String(value).replaceAll(REFERENCE, (_whole, _name, rest) => (rest.startsWith(':-') ? rest.slice(2) : 'given-by-the-operator'));
}

function checkService(service, { volumes, mayPublish }) {
  const problems = [];
  if (!TAGGED.test(service.image ?? '')) problems.push(`the image ${service.image ?? '(none)'} is not pinned by a tag with a number`);
  for (const port of service.ports ?? []) {
    if (!mayPublish) problems.push(`publishes ${port}; only callers of LTMC come from outside`);
    else if (!withDefaults(port).startsWith('127.0.0.1:')) problems.push(`publishes ${port}, which is not this machine alone unless told otherwise`);
  }
  for (const volume of service.volumes ?? []) {
    const [source] = String(volume).split(':');
    if (!(source in volumes)) problems.push(`the volume ${JSON.stringify(volume)} is no named one that is declared`);
  }
  for (const key of ['healthcheck', 'restart']) if (service[key] === undefined) problems.push(`has no ${key}`);
  if (service.deploy?.resources?.limits?.memory === undefined) problems.push('has no limit of memory');
  if (!service.security_opt?.includes('no-new-privileges:true')) problems.push('lacks no-new-privileges');
  return [...problems, ...secretsOf(service).filter(([, value]) => !isRequired(value)).map(([name]) => `${name} is a secret and must be \${NAME:?why}, without a default`)];
}

/** Settings and arguments that hold a secret, by their names. */
function secretsOf({ environment = {}, command = [] }) {
  const settings = Array.isArray(environment) ? environment.map((entry) => String(entry).split(/=(.*)/su)) : Object.entries(environment);
  const words = Array.isArray(command) ? command : String(command).split(/\s+/u);
  const args = words.flatMap((word, index) => (SECRET.test(word) && word.startsWith('-') ? [[word, words[index + 1]]] : []));
  return [...settings.filter(([name]) => SECRET.test(name)), ...args];
}

function isRequired(value) {
  const references = [...String(value).matchAll(REFERENCE)];
  return references.length > 0 && references.every(({ groups }) => groups.rest.startsWith(':?') && groups.rest.length > 2);
}
