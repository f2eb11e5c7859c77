/** One result of a diagnosis. For the person at the machine: messages may hold paths. */
export interface Finding {
  /** What was looked at, e.g. `data folder`. */
  readonly check: string;
  /** `note`: works, but somebody may want to know. */
  readonly state: 'ok' | 'note' | 'problem';
  readonly message: string;
  /** What mends it: a command, or a sentence. */
  readonly mend?: string;
}

export function ok(check: string, message: string): Finding {
  return { check, state: 'ok', message };
}

export function note(check: string, message: string, mend?: string): Finding {
  return { check, state: 'note', message, ...(mend === undefined ? {} : { mend }) };
}

export function problem(check: string, message: string, mend: string): Finding {
  return { check, state: 'problem', message, mend };
}
