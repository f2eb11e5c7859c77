/** What the command ends with. Never renumbered. */
export const EXIT = {
  done: 0,
  /** It failed; the message on stderr says why. What was there before is untouched. */
  failed: 1,
  /** The arguments or the settings are wrong; nothing was begun. */
  usage: 2,
  /** `ltmc doctor` found something that must be mended, or `ltmc audit verify` something that was changed. */
  problems: 3,
  /** Broken off by Ctrl-C or SIGTERM. What was begun is undone; of `import` and `reembed` what is done stays, and the next call does the rest. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
