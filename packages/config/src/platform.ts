import { homedir } from 'node:os';
import envPaths from 'env-paths';

/** Where things lie on this machine; given by tests, found out by {@link thisPlatform} otherwise. */
export interface Platform {
  /** A leading `~/` in a path stands for it. */
  readonly homeFolder: string;
  /** Home of the data when no path is set, e.g. `~/.local/share/ltmc`. */
  readonly dataFolder: string;
  /** Relative paths start here. */
  readonly workingFolder: string;
}

/** The machine this process runs on; the data folder follows its custom (XDG, Application Support, LOCALAPPDATA). */
export function thisPlatform(): Platform {
  return {
    homeFolder: homedir(),
    dataFolder: envPaths('ltmc', { suffix: '' }).data,
    workingFolder: process.cwd(),
  };
}
