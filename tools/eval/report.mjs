import { bootstrapInterval } from '@ltmc/ranking';
import { METRICS } from './run-set.mjs';

const percent = (value) => (100 * value).toFixed(1);
const column = (rows, index) => rows.map((row) => row[index]);
const cell = ({ mean, low, high }) => `${percent(mean)} (${percent(low)}–${percent(high)})`;

/** One line a mode, with bootstrap intervals over the questions. */
export function tableOf(results, seed) {
  const names = METRICS.map(([name]) => name);
  const lineOf = (first, cells) => `| ${[first, ...cells].join(' | ')} |`;
  const lines = Object.entries(results).map(([mode, rows]) => lineOf(mode, names.map((_, index) => cell(bootstrapInterval(column(rows, index), { seed })))));
  return [lineOf('mode', names), lineOf('---', names.map(() => '---')), ...lines].join('\n');
}

/** What hybrid gains over another mode, question by question; a gain whose interval holds 0 is none. */
export function gainsOf({ hybrid, ...others }, seed) {
  if (hybrid === undefined) return '';
  return Object.entries(others)
    .map(([mode, rows]) => {
      const gains = METRICS.map(([name], index) => {
        const other = column(rows, index);
        return `${name} ${cell(bootstrapInterval(column(hybrid, index).map((value, at) => value - other[at]), { seed }))}`;
      });
      return `hybrid - ${mode}: ${gains.join(', ')}`;
    })
    .join('\n');
}
