import { boundsOf } from '../client/type-of.mjs';
import { renderCatalog } from './render-catalog.mjs';
import { argumentsOf } from './examples.mjs';

const HEAD = `# Tools

Made from the tools' schemas and from the worked examples in [tools/docs/examples](../tools/docs/README.md) by \`npm run docs\`; do not edit.

Every answer is one JSON object with \`success: true\`. Over MCP it is \`structuredContent\` and, as compact JSON, the text; over JSON-RPC, with the tool's name as method, it is the
result. Where a part of LTMC was away, \`degraded\` names it. What goes wrong is an [error](errors.md) with a stable code. Unknown parameters are refused by name.

Tools that write to the record take an \`idempotency_key\`: sent again with the same key, a call is done once and gives its first answer. Those of the group
[Orchestration](#orchestration) take none, because a repeated write of theirs is told by itself: an agent, a context or a session that is there already is refused with
\`LTMC_ALREADY_EXISTS\`, \`expected_version\` lets only one of two writes through, the same update of a shared context changes nothing twice, and a lock has its \`lock_id\`.
`;

/**
 * docs/tools.md.
 *
 * @param {readonly import('@ltmc/tools').ToolDescriptor[]} tools
 * @param {readonly import('./examples.mjs').Example[]} examples
 * @returns {string}
 */
export function renderDocs(tools, examples) {
  const groups = [...new Set(tools.map(({ group }) => group))];
  const contents = groups.map((group) => `| ${titleOf(group)} | ${tools.filter((tool) => tool.group === group).map(({ name }) => `[\`${name}\`](#${name})`).join(', ')} |\n`);
  const sections = groups.map((group) => `\n## ${titleOf(group)}\n${tools.filter((tool) => tool.group === group).map((tool) => renderTool(tool, examples)).join('')}`);
  return `${HEAD}\n| group | tools |\n| --- | --- |\n${contents.join('')}| Beside tools | [resources](#resources), [prompts](#prompts) |\n${sections.join('')}${renderCatalog()}`;
}

function renderTool(tool, examples) {
  const { name, description, inputSchema, outputSchema, aliases = {} } = tool;
  const other = Object.entries(aliases).map(([alias, parameter]) => `\`${alias}\` for \`${parameter}\``).join(', ');
  return `
### ${name}

${description}

${hintsOf(tool)}
${actionRows(tool)}
| parameter | type | default | meaning |
| --- | --- | --- | --- |
${parameterRows(inputSchema)}${other === '' ? '' : `\nAlso accepted: ${other}.\n`}
| answer | type |
| --- | --- |
${answerRows(outputSchema)}${examples.map((example) => renderExample(name, example)).join('')}`;
}

/** The four hints of MCP in words. */
function hintsOf({ annotations: { readOnlyHint, destructiveHint, idempotentHint }, actions }) {
  if (readOnlyHint) return 'Reads only.';
  if (actions) return 'Reads or writes, as the action says; nothing of it is a memory.';
  return `Writes${destructiveHint ? ' and can remove what was there' : ''}; ${idempotentHint ? 'the same call again changes nothing more' : 'each call adds something'}.`;
}

/** Which parameters go with which action, where there are several. */
function actionRows({ actions, inputSchema: { properties } }) {
  if (!actions) return '';
  const always = ['agent_id', 'session_id'].filter((name) => name in properties).map((name) => `\`${name}\``).join(', ');
  const names = (list = []) => list.map((name) => `\`${name}\``).join(', ');
  const rows = Object.entries(actions).map(([action, { required, optional }]) => `| \`${action}\` | ${names(required)} | ${names(optional)} |\n`);
  return `\n| action | needs | takes, beside ${always} |\n| --- | --- | --- |\n${rows.join('')}`;
}

function parameterRows({ properties, required = [] }) {
  return Object.entries(properties).map(([name, schema]) => {
    const standard = required.includes(name) ? 'required' : 'default' in schema ? `\`${JSON.stringify(schema.default)}\`` : '';
    const bounds = boundsOf(schema);
    return `| \`${name}\` | ${cell(plainType(schema))} | ${standard} | ${cell([schema.description, bounds?.replace(/^A/u, 'a')].filter(Boolean).join('; '))} |\n`;
  }).join('');
}

/** One row for each value; those inside of objects and lists have the whole path. */
function answerRows(schema) {
  return rowsOf(schema, '').map(([path, type]) => `| \`${path}\` | ${cell(type)} |\n`).join('');
}

function rowsOf({ properties = {}, required = [] }, prefix) {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const row = [path, `${plainType(schema)}${required.includes(name) ? '' : ', not always'}`];
    if (schema.properties) return [row, ...rowsOf(schema, `${path}.`)];
    return schema.items?.properties ? [row, ...rowsOf(schema.items, `${path}[].`)] : [row];
  });
}

function plainType(schema) {
  if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  const choices = schema.properties ? undefined : (schema.oneOf ?? schema.anyOf);
  if (choices) return [...new Set(choices.map((choice) => plainType(choice)))].join(' or ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => plainType({ ...schema, type })).join(' or ');
  if (schema.type === 'array') return schema.items ? `list of ${plainType(schema.items)}` : 'list';
  return schema.format === 'date-time' && schema.type === 'string' ? 'time' : (schema.type ?? 'anything');
}

function renderExample(tool, { steps, answers }) {
  return steps.map((step, index) => {
    if (step.tool !== tool || step.prepares) return '';
    return `\n${step.says}\n\n${fenced(argumentsOf(step, answers.slice(0, index)))}\n\nanswers\n\n${fenced(answers[index])}\n`;
  }).join('');
}

const fenced = (value) => `\`\`\`json\n${JSON.stringify(value, undefined, 2)}\n\`\`\``;
const cell = (text) => text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
const titleOf = (group) => group.replaceAll('_', ' ').replace(/^./u, (first) => first.toUpperCase());
