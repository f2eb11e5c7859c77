import { bootstrapInterval } from '@ltmc/ranking';
import { quantile } from '../bench/stats.mjs';
import { METRICS } from './run-set.mjs';

const percent = (value) => (100 * value).toFixed(1);
const column = (rows, index) => rows.map((row) => row[index]);
const cell = ({ mean, low, high }) => `${percent(mean)} (${percent(low)}–${percent(high)})`;
const table = (header, lines) => [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const NAMES = METRICS.map(([name]) => name);
/** Few questions of a sort say little: fewer measures. */
const NAMES_BY_TYPE = ['hit@5', 'R@5', 'R@10', 'MRR@10'];
const cellsOf = (rows, seed, names = NAMES) => names.map((name) => cell(bootstrapInterval(column(rows, NAMES.indexOf(name)), { seed })));

/** One line a ranking, with bootstrap intervals over the questions. */
export function tableOf(results, seed) {
  return table(['ranking', ...NAMES], Object.entries(results).map(([name, rows]) => [name, ...cellsOf(rows, seed)]));
}

/** What hybrid gains over another ranking, question by question; a gain whose interval holds 0 is none. */
export function gainsOf({ hybrid, ...others }, seed) {
  if (hybrid === undefined) return '';
  return Object.entries(others)
    .map(([name, rows]) => {
      const gains = NAMES.map((metric, index) => {
        const other = column(rows, index);
        return `${metric} ${cell(bootstrapInterval(column(hybrid, index).map((value, at) => value - other[at]), { seed }))}`;
      });
      return `hybrid - ${name}: ${gains.join(', ')}`;
    })
    .join('\n');
}

/** The same by what sort of question it is; empty where a set does not say. `types` is in the order of the rows. */
export function typesOf(results, types, seed) {
  const sorts = [...new Set(types)].toSorted();
  if (sorts.length < 2) return '';
  const lines = sorts.flatMap((sort) => Object.entries(results).map(([name, rows]) => {
    const some = rows.filter((_, at) => types[at] === sort);
    return [sort ?? 'other', some.length, name, ...cellsOf(some, seed, NAMES_BY_TYPE)];
  }));
  return table(['type', 'questions', 'ranking', ...NAMES_BY_TYPE], lines);
}

/** How long a call takes beside the bare one that came before it. */
export function latencyOf(timings) {
  const lines = Object.entries(timings).map(([name, { callsMs, bareMs }]) => {
    const at = (share) => [quantile(callsMs, share), quantile(bareMs, share)];
    const [[p50, bare50], [p95, bare95]] = [at(0.5), at(0.95)];
    return [name, p50, p95, bare50, bare95, p50 / bare50, p95 / bare95].map((value) => (typeof value === 'number' ? value.toFixed(1) : value));
  });
  return table(['ranking', 'p50, ms', 'p95, ms', 'bare call p50, ms', 'p95, ms', 'ratio of p50', 'of p95'], lines);
}

/** What the folder of the record takes, by kind of file. */
export function sizeOf(sizes, units) {
  const all = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  return table(['files', 'bytes', 'bytes a unit'], [...sizes, ['all', all]].map(([kind, bytes]) => [kind, bytes, Math.round(bytes / units)]));
}
