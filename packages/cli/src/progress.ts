import { bytes, duration } from './quantities.js';
import type { Output } from './terminal.js';

/** How far something has come. */
export interface Step {
  readonly step: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: string;
}

/** Shows how far a long call has come. */
export interface Progress {
  show(step: Step): void;
  /** Removes the bar, so that other text can follow. */
  end(): void;
}

const WIDTH = 28;
/** A step that is over sooner needs no bar. */
const QUIET_MS = 500;
/** A terminal shows no more. */
const REDRAW_MS = 100;

/** On a terminal a bar that is redrawn; elsewhere a plain line at each new step and each tenth. */
export function createProgress(out: Output, nowMs: () => number = () => performance.now()): Progress {
  let stepMs = nowMs();
  let shownMs = -Infinity;
  let shown = '';
  let current = '';

  const redraw = (step: Step, now: number): void => {
    if (now - shownMs < REDRAW_MS) return;
    shownMs = now;
    shown = bar(step, now - stepMs);
    out.write(`\r\u001B[2K${shown}`);
  };
  const printTenths = (step: Step): void => {
    const key = `${step.step} ${step.total ? Math.floor((10 * step.done) / step.total) : ''}`;
    if (key === shown) return;
    shown = key;
    out.write(`${step.step}: ${amount(step)}\n`);
  };

  return {
    show: (step) => {
      const now = nowMs();
      if (step.step !== current) [current, stepMs] = [step.step, now];
      if (now - stepMs < QUIET_MS) return;
      if (out.isTTY === true) redraw(step, now);
      else printTenths(step);
    },
    end: () => {
      if (out.isTTY === true && shown !== '') out.write('\r\u001B[2K');
      shown = '';
    },
  };
}

function bar(step: Step, elapsedMs: number): string {
  const { step: name, done, total } = step;
  if (!total) return `${name} ${amount(step)}`;
  const filled = Math.min(WIDTH, Math.round((done / total) * WIDTH));
  const leftMs = done > 0 && done < total ? (elapsedMs / done) * (total - done) : 0;
  const left = leftMs > 1000 ? `, about ${duration(leftMs)} left` : '';
  return `${name} [${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${amount(step)}${left}`;
}

function amount({ done, total, unit }: Step): string {
  if (unit === 'bytes') return total === undefined ? bytes(done) : `${bytes(done)} of ${bytes(total)}`;
  return total === undefined ? `${done} ${unit}` : `${done} of ${total} ${unit}`;
}
