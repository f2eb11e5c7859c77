/** The variable that chooses the tools. */
export const TOOLSETS_VARIABLE = 'LTMC_TOOLSETS';

/** The names in the variable's text. */
export function toolsetNames(text: string): string[] {
  return text.split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
}

/**
 * The toolsets of an environment, as `loadConfig` gives them where they are valid: for a server that lists its tools before its settings are read.
 * Loads nothing else.
 */
export function readToolsets(env: NodeJS.ProcessEnv): readonly string[] {
  const names = toolsetNames(env[TOOLSETS_VARIABLE] ?? '');
  return names.length === 0 ? ['default'] : names;
}
