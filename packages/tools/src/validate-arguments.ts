import { LtmcError, type JsonObject } from '@ltmc/contracts';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { closest } from 'fastest-levenshtein';
import type { ToolDescriptor } from './types.js';

/** Checks arguments, resolves aliases and fills in defaults. */
export type ArgumentCheck = (args: unknown) => JsonObject;

/**
 * One check per tool, compiled with the first call of that tool: ajv and its compiler cost too much for a server's start.
 * The check throws `LTMC_INVALID_INPUT` with every problem at once.
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
    const named = resolveAliases(tool, args);
    if (!validate(named)) throw invalid(tool, [...new Set((validate.errors ?? []).map((error) => problemOf(error, known)))]);
    return named;
  };
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

function invalid(tool: ToolDescriptor, problems: readonly string[]): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', `${tool.name}: ${problems.join('; ')}`, { details: { problems } });
}

function problemOf(error: ErrorObject, known: readonly string[]): string {
  const place = error.instancePath.slice(1).replaceAll('/', '.') || 'arguments';
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'required':
      return `${String(params['missingProperty'])} is required`;
    case 'additionalProperties':
      return unknownParameter(String(params['additionalProperty']), known);
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

function unknownParameter(name: string, known: readonly string[]): string {
  return `unknown parameter ${shown(name)}; did you mean ${closest(name, known)}? Known: ${known.join(', ')}`;
}

function article(type: unknown): string {
  const name = String(type);
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return article(Array.isArray(value) ? 'array' : typeof value);
}

/** Enough of a value to recognise it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
