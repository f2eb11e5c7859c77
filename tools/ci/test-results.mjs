import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from './workspace.mjs';

/**
 * What one project's tests came to.
 *
 * @typedef {object} ProjectResult
 * @property {string} name
 * @property {number} passed
 * @property {number} failed - failed tests and whatever else kept tests from running.
 * @property {number} skipped
 * @property {string | undefined} problem - why there is a failure that is no failed test.
 */

const FILE = 'test-results.json';

/** Results of an earlier run must never be taken for this one's. @param {readonly string[]} folders */
export async function removeResults(folders) {
  await Promise.all(folders.map((folder) => rm(join(folder, FILE), { force: true })));
}

/**
 * Reads the JSON report that vitest leaves in a project's folder.
 *
 * @param {string} name
 * @param {string} folder
 * @returns {Promise<ProjectResult>}
 */
export async function readResult(name, folder) {
  const text = await readText(join(folder, FILE));
  if (text === undefined) return { name, passed: 0, failed: 1, skipped: 0, problem: 'left no result: its tests did not run' };
  const { numPassedTests: passed, numFailedTests, numPendingTests = 0, numTodoTests = 0, testResults = [] } = JSON.parse(text);
  const skipped = numPendingTests + numTodoTests;
  // A file that cannot be loaded counts no test at all in vitest's numbers, so it would go unseen.
  const unloaded = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'));
  if (unloaded.length > 0) {
    return { name, passed, failed: numFailedTests + unloaded.length, skipped, problem: `${unloaded.length} test files failed outside of a test: ${unloaded[0].message ?? ''}` };
  }
  if (passed + numFailedTests === 0) return { name, passed, failed: 1, skipped, problem: 'ran no test' };
  return { name, passed, failed: numFailedTests, skipped, problem: undefined };
}

/**
 * The sum of all, with the line that ends `npm test`.
 *
 * @param {readonly ProjectResult[]} results
 * @param {{ forbidSkips: boolean, failedBefore?: number }} options - `forbidSkips`: a skipped test is a failed one; `failedBefore`: failures
 * found elsewhere, e.g. gates, default 0.
 * @returns {{ line: string, ok: boolean }}
 */
export function addUp(results, { forbidSkips, failedBefore = 0 }) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped');
  const passed = sum('passed');
  const failed = sum('failed') + failedBefore + (forbidSkips ? skipped : 0) + (results.length === 0 ? 1 : 0);
  const shownSkips = !forbidSkips && skipped > 0 ? `, ${skipped} skipped` : '';
  return { line: `${passed} passed, ${failed} failed${shownSkips}`, ok: failed === 0 && passed > 0 };
}
