import type { JsonObject } from '@ltmc/contracts';
import type { CodeOriginInput } from '@ltmc/memory';
import { seldom, TEXT } from '../schema.js';

export const RESULT: JsonObject = { type: 'string', enum: ['pass', 'fail', 'error', 'partial'] };

/** Where code belongs. */
export const PLACE: Record<string, JsonObject> = { function_name: seldom(TEXT), file_name: TEXT, module_name: seldom(TEXT) };
export const LANGUAGE: Record<string, JsonObject> = { language: TEXT };

/** The values of {@link PLACE} and {@link LANGUAGE} as a handler gets them. */
export interface PlaceInput {
  readonly language?: string;
  readonly function_name?: string;
  readonly file_name?: string;
  readonly module_name?: string;
}

export function placeOf({ language, function_name: functionName, file_name: fileName, module_name: moduleName }: PlaceInput): CodeOriginInput {
  return {
    ...(language === undefined ? {} : { language }),
    ...(functionName === undefined ? {} : { functionName }),
    ...(fileName === undefined ? {} : { fileName }),
    ...(moduleName === undefined ? {} : { moduleName }),
  };
}

/** Four decimals: what a reader can use, and a third of the tokens. */
export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

export function roundOrNull(value: number | null): number | null {
  return value === null ? null : round(value);
}
