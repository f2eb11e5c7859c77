/** Digits up to which a literal in another base is brought to base ten; longer ones keep their form, so that the cost stays linear. */
const MAX_CONVERTED_DIGITS = 32;
/** Likewise for exponents. */
const MAX_EXPONENT_DIGITS = 9;

const BASED = /^(0[xob])([0-9a-f]+)(.*)$/;
const DECIMAL = /^(\d*)(\.?)(\d*)(?:e([+-]?)(\d+))?(.*)$/;

/**
 * One form for all ways to write a number: separators, case, base, zeros that say nothing. Whole numbers and fractions stay apart (`1` is not
 * `1.0` everywhere), so do suffixes (`1n`, `2.0f`) and numbers with leading zeros, which some languages read in base eight.
 */
export function canonicalNumber(literal: string): string {
  const text = literal.replaceAll(/[_']/g, '').toLowerCase();
  const based = BASED.exec(text);
  if (based) return canonicalBased(text, based);
  const [, whole = '', point = '', fraction = '', sign = '', exponent = '', suffix = ''] = DECIMAL.exec(text) ?? [];
  if (point === '' && exponent === '') return `${whole}${suffix}`;
  if (exponent.length > MAX_EXPONENT_DIGITS) return text;
  return `${scientific(whole + fraction, Number(`${sign}${exponent || '0'}`) - fraction.length)}${suffix}`;
}

function canonicalBased(text: string, [, prefix = '', digits = '', suffix = '']: RegExpExecArray): string {
  const fits = prefix === '0x' || /^[0-7]+$/.test(digits) && (prefix === '0o' || /^[01]+$/.test(digits));
  if (!fits || digits.length > MAX_CONVERTED_DIGITS || suffix.startsWith('.') || suffix.startsWith('p')) return text;
  return `${BigInt(prefix + digits)}${suffix}`;
}

/** `digits * 10^exponent` without zeros at either end. */
function scientific(digits: string, exponent: number): string {
  const significant = digits.replace(/^0+/, '');
  const short = significant.replace(/0+$/, '');
  return short === '' ? '0e0' : `${short}e${exponent + significant.length - short.length}`;
}
