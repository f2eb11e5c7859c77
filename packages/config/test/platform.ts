import type { Platform } from '../src/index.js';

/** A made-up machine, so that no test depends on the one it runs on. */
export const platform: Platform = { homeFolder: '/home/ada', dataFolder: '/home/ada/.local/share/ltmc', workingFolder: '/srv/app' };
