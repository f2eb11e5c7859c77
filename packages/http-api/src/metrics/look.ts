import type { HealthReport } from '../options.js';
import type { Gauges, GaugeValues } from './gauges.js';

/** What a look at the server has found; undefined is what did not answer. */
export interface Found extends GaugeValues {
  readonly health: HealthReport | undefined;
  /** Whether every part that was asked has answered in time. */
  readonly complete: boolean;
}

/** Looks at every part side by side; none takes longer than the deadline. */
export function createLook(health: () => Promise<HealthReport>, gauges: Gauges, deadlineMs: number): () => Promise<Found> {
  // A part that hangs is asked once, however often somebody looks meanwhile.
  const askHealth = oneAtATime(health);
  const [askAgents, askPending] = [asked(gauges.activeAgents?.bind(gauges)), asked(gauges.pendingEmbeddings?.bind(gauges))];
  const [askAnswers, askCaches] = [asked(gauges.answers?.bind(gauges)), asked(gauges.caches?.bind(gauges))];
  return async () => {
    let complete = true;
    const within = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
      const answer = await race(ask, deadlineMs);
      if (answer === LATE) complete = false;
      return answer === LATE ? undefined : answer;
    };
    const [found, activeAgents, pendingEmbeddings, answers, caches] = await Promise.all([within(askHealth), within(askAgents), within(askPending), within(askAnswers), within(askCaches)]);
    return { health: found, activeAgents, pendingEmbeddings, answers, caches, complete };
  };
}

/** What is not there is answered at once. */
function asked<T>(gauge: (() => Promise<T>) | undefined): () => Promise<T | undefined> {
  return gauge ? oneAtATime<T | undefined>(gauge) : async () => undefined;
}

function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => (running ??= work().finally(() => { running = undefined; }));
}

const LATE = Symbol('late, or failed');

/** A late answer goes nowhere. */
async function race<T>(ask: () => Promise<T>, timeoutMs: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, LATE);
  });
  try {
    return await Promise.race([ask().catch((): typeof LATE => LATE), late]);
  } finally {
    clearTimeout(timer);
  }
}
