import { isIPv6 } from 'node:net';

/**
 * Who counts as one: an IPv4 address, or the /64 of an IPv6 one, as that is what a single customer is given to choose from.
 * @param address - as Node writes it, e.g. `::ffff:10.0.0.1` for IPv4 on a socket for both.
 */
export function addressBlock(address: string): string {
  const [, mapped] = /^::ffff:(\d+(?:\.\d+){3})$/iu.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  // Behind a proxy it may be any text.
  if (!isIPv6(address)) return address.slice(0, 64);
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
