const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu;
/** Ids made by chance, hashes, cursors: at least 16 characters without a space, of digits and letters mixed. */
const OPAQUE = /^(?=[^ ]*\d)[\w.:+/=-]{16,}$/u;
/** Measured: another number each time. */
const MEASURED = /(?:_ms|_bytes|_seconds)$/u;
/** Scores differ in the last digits by age of the text and by processor. */
const TOLERANCE = 0.05;

/**
 * Where two answers of the same call differ, apart from what differs from run to run: times, chance ids, measurements, the last digits of scores.
 *
 * @param {unknown} recorded
 * @param {unknown} actual
 * @param {string} path
 * @returns {string[]} e.g. `results.0.content: "a" was recorded, now it is "b"`
 */
export function differences(recorded, actual, path = '') {
  if (isObject(recorded) && isObject(actual)) {
    return [...new Set([...Object.keys(recorded), ...Object.keys(actual)])].flatMap((key) => differences(recorded[key], actual[key], path === '' ? key : `${path}.${key}`));
  }
  return isSame(recorded, actual, path) ? [] : [`${path}: ${JSON.stringify(recorded)} was recorded, now it is ${JSON.stringify(actual)}`];
}

function isSame(recorded, actual, path) {
  if (typeof recorded === 'string' && typeof actual === 'string') return steady(recorded) === steady(actual);
  if (typeof recorded !== 'number' || typeof actual !== 'number') return recorded === actual;
  if (MEASURED.test(path)) return true;
  return Number.isInteger(recorded) && Number.isInteger(actual) ? recorded === actual : Math.abs(recorded - actual) <= TOLERANCE;
}

/** Arrays too: by index, so that another length is a difference. */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function steady(text) {
  const timeless = text.replaceAll(TIME, 'TIME');
  return timeless === text && OPAQUE.test(text) ? 'OPAQUE' : timeless;
}
