/** The text of a string in an answer; empty for anything else. */
export function textOf(reply: unknown): string {
  if (Buffer.isBuffer(reply)) return reply.toString();
  return typeof reply === 'string' ? reply : '';
}

/** The bytes of a string in an answer; undefined where there is none. */
export function bytesOf(reply: unknown): Buffer | undefined {
  return Buffer.isBuffer(reply) ? reply : undefined;
}

/** A number as Redis gives it: an integer, or a string of digits; 0 where there is none. */
export function numberOf(reply: unknown): number {
  return typeof reply === 'number' ? reply : Number(textOf(reply)) || 0;
}

/** The parts of a list; none for anything else. */
export function listOf(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [];
}

/** The same bytes as an argument of a command. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
