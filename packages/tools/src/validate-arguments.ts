import { LtmcError, type JsonObject } from '@ltmc/contracts';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { closest } from 'fastest-levenshtein';
import { isNestedTooDeep, MAX_JSON_DEPTH } from './json-depth.js';
import type { ToolDescriptor } from './types.js';

/** Checks arguments, resolves aliases and fills in defaults. */
export type ArgumentCheck = (args: unknown) => JsonObject;

/** More than any tool takes, few enough that each can be compared with the names there are. */
const MAX_PARAMETERS = 64;
/** Distinct problems that one error names; whoever made more has to look at the schema anyway. */
const MAX_PROBLEMS = 10;
/** Characters of a name or value that an error repeats. */
const MAX_SHOWN = 60;

/**
 * One check per tool, compiled with the first call of that tool: ajv and its compiler cost too much for a server's start.
 * The check throws `LTMC_INVALID_INPUT` with the first ten problems and the number of the others: what it costs, and what it answers,
 * is bounded whatever was sent.
 */
export function createArgumentChecks(): (tool: ToolDescriptor) => Promise<ArgumentCheck> {
  let ajv: Promise<{ compile(schema: object): ValidateFunction }> | undefined;
  const checks = new Map<string, ArgumentCheck>();
  return async (tool) => {
    let check = checks.get(tool.name);
    if (!check) {
      ajv ??= import('ajv/dist/2020.js').then(({ Ajv2020 }) => new Ajv2020({ allErrors: true, useDefaults: true, verbose: true, strict: true, allowUnionTypes: true, validateFormats: false }));
      check = argumentCheck(tool, (await ajv).compile(tool.inputSchema));
      checks.set(tool.name, check);
    }
    return check;
  };
}

function argumentCheck(tool: ToolDescriptor, validate: ValidateFunction): ArgumentCheck {
  const known = Object.keys(tool.inputSchema.properties);
  return (args) => {
    if (!isObject(args)) throw invalid(tool, ['the arguments must be an object of named parameters']);
    checkSize(tool, args);
    const named = resolveAliases(tool, args);
    if (!validate(named)) throw refusal(tool, validate.errors ?? [], known);
    return named;
  };
}

/** Goes before ajv, which gives an error for each key and each array element, however many there are. */
function checkSize(tool: ToolDescriptor, args: JsonObject): void {
  const names = Object.keys(args);
  if (names.length > MAX_PARAMETERS) throw invalid(tool, [`${names.length} parameters are more than any tool takes; send at most ${MAX_PARAMETERS}`]);
  for (const name of names) {
    const value = args[name];
    const limit = maxItemsOf(tool, name);
    if (Array.isArray(value) && value.length > limit) throw invalid(tool, [`${name} must have at most ${limit} elements; got ${value.length}`]);
  }
  if (isNestedTooDeep(args)) throw invalid(tool, [`the arguments are nested deeper than ${MAX_JSON_DEPTH} levels; flatten them`]);
}

/** By the tool's schema; infinite where that sets none, or where no list is allowed and one problem says so. */
function maxItemsOf(tool: ToolDescriptor, name: string): number {
  const parameter = tool.aliases && Object.hasOwn(tool.aliases, name) ? tool.aliases[name] ?? name : name;
  const schema = Object.hasOwn(tool.inputSchema.properties, parameter) ? tool.inputSchema.properties[parameter] : undefined;
  const limit = schema?.['maxItems'];
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}

/** A copy: defaults are filled in, and the caller's object stays as it is. */
function resolveAliases(tool: ToolDescriptor, args: JsonObject): JsonObject {
  const named: Record<string, JsonObject[string]> = { ...args };
  for (const [alias, parameter] of Object.entries(tool.aliases ?? {})) {
    const value = args[alias];
    if (value === undefined || !Object.hasOwn(args, alias)) continue;
    if (Object.hasOwn(args, parameter)) throw invalid(tool, [`${alias} is another name of ${parameter}; give one of them`]);
    delete named[alias];
    named[parameter] = value;
  }
  return named;
}

function refusal(tool: ToolDescriptor, errors: readonly ErrorObject[], known: readonly string[]): LtmcError {
  const all = [...new Set(errors.map((error) => problemOf(error, known)))];
  const problems = all.slice(0, MAX_PROBLEMS);
  if (all.length > problems.length) problems.push(`and ${all.length - problems.length} more`);
  return invalid(tool, problems, known.length > 0 && errors.some(({ keyword, instancePath }) => keyword === 'additionalProperties' && instancePath === '') ? known : undefined);
}

/** @param known - named once, after the problems, where one of them is an unknown parameter. */
function invalid(tool: ToolDescriptor, problems: readonly string[], known?: readonly string[]): LtmcError {
  const message = `${tool.name}: ${problems.join('; ')}${known ? `. Known: ${known.join(', ')}` : ''}`;
  return new LtmcError('LTMC_INVALID_INPUT', message, { details: { problems, ...(known && { known }) } });
}

function problemOf(error: ErrorObject, known: readonly string[]): string {
  const place = error.instancePath.slice(1).replaceAll('/', '.') || 'arguments';
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'required':
      return `${place === 'arguments' ? '' : `${place}.`}${String(params['missingProperty'])} is required`;
    case 'additionalProperties':
      return place === 'arguments'
        ? unknownParameter(String(params['additionalProperty']), known)
        : unknownParameter(String(params['additionalProperty']), namesIn(error.parentSchema), ` in ${place}`);
    case 'type':
      return `${place} must be ${article(params['type'])}; got ${kindOf(error.data)}`;
    case 'enum':
      return `${place} must be one of ${Array.isArray(params['allowedValues']) ? params['allowedValues'].join(', ') : ''}; got ${shown(error.data)}`;
    case 'minimum':
    case 'maximum':
      return `${place} must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(params['limit'])}; got ${shown(error.data)}`;
    case 'minLength':
      return params['limit'] === 1 ? `${place} must not be empty` : `${place} must have at least ${String(params['limit'])} characters`;
    case 'maxLength':
      return `${place} must have at most ${String(params['limit'])} characters; got ${String(error.data).length}`;
    default:
      return `${place} ${error.message ?? 'is not valid'}`;
  }
}

/** The nearest name is looked for by the beginning of a long one: the search takes time by its length. */
function unknownParameter(name: string, known: readonly string[], place = ''): string {
  const meant = known.length === 0 ? 'the tool takes none' : `did you mean ${closest(name.slice(0, MAX_SHOWN), known)}?`;
  return `unknown parameter ${shown(name)}${place}; ${meant}`;
}

/** The parameters that an object inside takes. */
function namesIn(schema: ErrorObject['parentSchema']): string[] {
  const properties: unknown = schema?.['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function article(type: unknown): string {
  const name = [type].flat().join(' or ');
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return article(Array.isArray(value) ? 'array' : typeof value);
}

/** Enough of a value to recognise it. */
function shown(value: unknown): string {
  if (typeof value === 'object') return kindOf(value);
  if (typeof value !== 'string') return String(value);
  return value.length > MAX_SHOWN ? `${JSON.stringify(value.slice(0, MAX_SHOWN))}…` : JSON.stringify(value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
