/** Two first-in-first-out lines: urgent items leave before all others. */
export interface JobQueue<T extends { urgent: boolean }> {
  /** Items waiting in the line that `urgent` names. */
  waiting(urgent: boolean): number;
  add(item: T): void;
  /** Makes a waiting item urgent, behind the urgent ones already there. No effect on one that does not wait. */
  promote(item: T): void;
  /** @returns whether it was waiting. */
  remove(item: T): boolean;
  /** The next one to leave; stays in the queue. */
  peek(): T | undefined;
  /** Empties the queue. */
  drain(): T[];
}

/** Sets keep the order of insertion and forget in constant time, which is all a queue with cancellation needs. */
export function createJobQueue<T extends { urgent: boolean }>(): JobQueue<T> {
  const urgent = new Set<T>();
  const patient = new Set<T>();
  return {
    waiting: (isUrgent) => (isUrgent ? urgent : patient).size,
    add: (item) => void (item.urgent ? urgent : patient).add(item),
    promote: (item) => {
      if (!patient.delete(item)) return;
      item.urgent = true;
      urgent.add(item);
    },
    remove: (item) => urgent.delete(item) || patient.delete(item),
    peek: () => {
      for (const item of urgent) return item;
      for (const item of patient) return item;
      return undefined;
    },
    drain: () => {
      const items = [...urgent, ...patient];
      urgent.clear();
      patient.clear();
      return items;
    },
  };
}
