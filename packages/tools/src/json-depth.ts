/** Levels of objects and arrays that a message may have; no tool needs ten. */
export const MAX_JSON_DEPTH = 64;

/**
 * True where `value` is nested deeper than {@link MAX_JSON_DEPTH} levels. Ask it of whatever a client sent, before anything that
 * goes through it by recursion: `JSON.parse` reads any depth, `JSON.stringify` and validators overflow the stack.
 */
export function isNestedTooDeep(value: unknown): boolean {
  const levels: (readonly unknown[])[] = [[value]];
  // Depth first, one list of children a level: as soon as it is too deep, the rest is not looked at.
  const positions = [0];
  while (levels.length > 0) {
    const top = levels.length - 1;
    const position = positions[top] ?? 0;
    const siblings = levels[top] ?? [];
    if (position === siblings.length) {
      levels.pop();
      positions.pop();
      continue;
    }
    positions[top] = position + 1;
    const child = siblings[position];
    if (typeof child !== 'object' || child === null) continue;
    if (levels.length > MAX_JSON_DEPTH) return true;
    levels.push(Array.isArray(child) ? child : Object.values(child));
    positions.push(0);
  }
  return false;
}
