import type { CoordinationSpace } from '@ltmc/contracts';
import { spaceKeys } from '@ltmc/redis-connection';
import { checkId, checkKind, checkNamespace, invalid } from '../check-value.js';
import type { Commands } from './commands.js';
import { createCounterTable } from './counter-table.js';
import { createEventStream } from './event-stream.js';
import type { Hints } from './hints.js';
import { createLockTable } from './lock-table.js';
import { createMemberGroup } from './member-group.js';
import { createPopularityTable } from './popularity-table.js';
import { createStateTable } from './state-table.js';

/** What the things of a namespace are made of. */
export interface SpaceParts {
  readonly commands: Commands;
  readonly hints: Hints;
  readonly prefix: string;
  /** Deadline of a call on a lock, milliseconds. */
  readonly lockTimeoutMs: number;
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for what is no namespace. */
export function createSpace({ commands, hints, prefix, lockTimeoutMs }: SpaceParts, namespace: string): CoordinationSpace {
  checkNamespace(namespace);
  const keys = spaceKeys(prefix, namespace);
  return {
    namespace,
    state: (kind) => {
      checkFreeKind('kind', kind);
      return createStateTable(commands, keys, kind);
    },
    members: (group) => {
      checkFreeKind('group', group);
      return createMemberGroup(commands, keys, group);
    },
    locks: createLockTable({ commands, keys, hints, timeoutMs: lockTimeoutMs }),
    stream: (name) => {
      checkId('name', name);
      return createEventStream({ commands, keys, hints }, name);
    },
    counters: createCounterTable(commands, keys),
    popularity: (table) => {
      checkKind('table', table);
      return createPopularityTable(commands, keys, table);
    },
  };
}

/** The keys of other namespaces begin with `n:`. */
function checkFreeKind(parameter: string, kind: string): void {
  checkKind(parameter, kind);
  if (kind === 'n') throw invalid(parameter, 'another name than n, with which keys of namespaces begin on Redis', 'n');
}
