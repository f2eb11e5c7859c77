import { fieldsOf } from './type-of.mjs';

const HEAD = "// Made from the tools' schemas by tools/client/generate.mjs; do not edit.\n";

/** What `@ltmc/client` exports beside the tools' types. */
const EXPORTS = `export { createHttpClient } from './http-client.js';
export { createStdioClient } from './stdio-client.js';
export { ToolError } from './tool-error.js';
export type { CallOptions } from './call-tool.js';
export type { LtmcClient } from './client.js';
export type { HttpClientOptions } from './http-client.js';
export type { StdioClientOptions } from './stdio-client.js';
export type { ToolMethods } from './generated/tool-methods.js';
`;

/**
 * The generated sources of `@ltmc/client`.
 *
 * @param {readonly import('@ltmc/tools').ToolDescriptor[]} tools
 * @returns {Map<string, string>} text by path below `packages/client/src`.
 */
export function renderClient(tools) {
  const typeExports = tools.map((tool) => `export type { ${typesOf(tool)} } from './${pathOf(tool)}.js';\n`).join('');
  return new Map([
    ...tools.map((tool) => [`${pathOf(tool)}.ts`, renderTypes(tool)]),
    ['generated/tool-methods.ts', renderMethods(tools)],
    ['index.ts', `${HEAD}${EXPORTS}${typeExports}`],
  ]);
}

/** `store_memory` as `StoreMemory`. */
const pascal = (name) => name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
const camel = (name) => pascal(name).replace(/^./u, (first) => first.toLowerCase());
const kebab = (name) => name.replaceAll('_', '-');
const pathOf = ({ group, name }) => `generated/${kebab(group)}/${kebab(name)}`;
const typesOf = ({ name }) => `${pascal(name)}Params, ${pascal(name)}Result`;
const needsNothing = ({ inputSchema }) => (inputSchema.required ?? []).length === 0;

function renderTypes({ name, inputSchema, outputSchema }) {
  return `${HEAD}
/** Parameters of \`${name}\`. */
export interface ${pascal(name)}Params {
${fieldsOf(inputSchema, '  ', { optionalAs: ' | undefined' })}}

/** What \`${name}\` answers. */
export interface ${pascal(name)}Result {
${fieldsOf(outputSchema, '  ')}}
`;
}

function renderMethods(tools) {
  const imports = tools.map((tool) => `import type { ${typesOf(tool)} } from './${pathOf(tool).slice('generated/'.length)}.js';\n`).join('');
  const signatures = tools.map((tool) => `  /** ${tool.description} */\n  ${signatureOf(tool)};\n`).join('');
  const functions = tools.map((tool) => `    ${camel(tool.name)}: (params${needsNothing(tool) ? ' = {}' : ''}, options) => call('${tool.name}', params, options),\n`).join('');
  return `${HEAD}import type { CallOptions, CallTool } from '../call-tool.js';
${imports}
/** One function for each tool; parameters and results are those of the tool's schemas. */
export interface ToolMethods {
${signatures}}

/** The functions of {@link ToolMethods} on top of one way to call a tool. */
export function createToolMethods(call: CallTool): ToolMethods {
  return {
${functions}  };
}
`;
}

function signatureOf(tool) {
  const { name } = tool;
  return `${camel(name)}(params${needsNothing(tool) ? '?' : ''}: ${pascal(name)}Params, options?: CallOptions): Promise<${pascal(name)}Result>`;
}
