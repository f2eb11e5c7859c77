import { VARIABLES } from './variables.js';

/** Every variable that has an effect: for tools that check what a deployment sets. */
export const VARIABLE_NAMES: readonly string[] = Object.freeze(VARIABLES.map(({ name }) => name));
