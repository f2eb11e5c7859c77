import type { JsonObject, Member, MemberGroup } from '@ltmc/contracts';
import { listOf, numberOf, textOf, type SpaceKeys } from '@ltmc/redis-connection';
import { checkMemberTtl } from '../check-state.js';
import { checkId, checkIds } from '../check-value.js';
import { checkEncodedSize, encodeObject, layOver } from '../encode-object.js';
import type { Commands } from './commands.js';
import { BEAT_MEMBER } from './scripts/beat-member.js';
import { BEAT_MEMBERS } from './scripts/beat-members.js';
import { CHANGE_MEMBER } from './scripts/change-member.js';
import { COUNT_UNTIL } from './scripts/count-until.js';
import { JOIN_GROUP } from './scripts/join-group.js';
import { LEAVE_GROUP } from './scripts/leave-group.js';
import { LIST_MEMBERS } from './scripts/list-members.js';

/** The members of one group. */
export function createMemberGroup(commands: Commands, keys: SpaceKeys, group: string): MemberGroup {
  const groupKeys = [keys.members(group), keys.memberEnds(group)];
  const keysOf = (id: string): string[] => [...groupKeys, keys.heartbeat(group, id)];
  const change = async (id: string, changes: JsonObject, ttlMs: number): Promise<Member | undefined> => {
    let before = textOf(await commands.send(['GET', keys.heartbeat(group, id)]));
    while (before !== '') {
      const fields = layOver(fieldsOf(before), changes);
      const after = JSON.stringify(fields);
      checkEncodedSize('fields', after);
      const [done, other] = listOf(await commands.run(CHANGE_MEMBER, { keys: keysOf(id), args: [id, before, after, ttlMs] }));
      if (numberOf(done) === 1) return { id, fields, expiresInMs: ttlMs };
      before = textOf(other); // somebody else was faster, which is progress too
    }
    return undefined;
  };
  return {
    join: async (id, fields, { ttlMs, replace = false }) => {
      checkId('id', id);
      checkMemberTtl(ttlMs);
      return numberOf(await commands.run(JOIN_GROUP, { keys: keysOf(id), args: [id, encodeObject('fields', fields), ttlMs, replace ? '1' : '0'] })) === 1;
    },
    beat: async (id, { ttlMs, changes }) => {
      checkId('id', id);
      checkMemberTtl(ttlMs);
      if (changes !== undefined) {
        encodeObject('changes', changes);
        return change(id, changes, ttlMs);
      }
      const fields = textOf(await commands.run(BEAT_MEMBER, { keys: keysOf(id), args: [id, ttlMs] }));
      return fields === '' ? undefined : { id, fields: fieldsOf(fields), expiresInMs: ttlMs };
    },
    beatMany: async (ids, ttlMs) => {
      checkIds('ids', ids);
      checkMemberTtl(ttlMs);
      const lived = await commands.run(BEAT_MEMBERS, { keys: [...groupKeys, ...ids.map((id) => keys.heartbeat(group, id))], args: [ttlMs, ...ids] });
      return listOf(lived).map((one) => numberOf(one) === 1);
    },
    get: async (id) => {
      checkId('id', id);
      const key = keys.heartbeat(group, id);
      const [expiresInMs, fields] = await commands.sendAll([['PTTL', key], ['GET', key]]);
      return memberOf(id, fields, expiresInMs);
    },
    leave: async (id) => {
      checkId('id', id);
      return numberOf(await commands.run(LEAVE_GROUP, { keys: keysOf(id), args: [id] })) === 1;
    },
    list: async () => {
      const [begin = '', end = ''] = keys.heartbeat(group, '\n').split('\n'); // no id holds one
      const members = listOf(await commands.run(LIST_MEMBERS, { keys: [keys.memberEnds(group)], args: [begin, end] }));
      return members.map(listOf).flatMap(([id, fields, expiresInMs]) => memberOf(textOf(id), fields, expiresInMs) ?? []).toSorted(byId);
    },
    count: async () => numberOf(await commands.run(COUNT_UNTIL, { keys: [keys.memberEnds(group)] })),
  };
}

function memberOf(id: string, fields: unknown, expiresInMs: unknown): Member | undefined {
  const json = textOf(fields);
  return json === '' || numberOf(expiresInMs) < 0 ? undefined : { id, fields: fieldsOf(json), expiresInMs: numberOf(expiresInMs) };
}

function fieldsOf(json: string): JsonObject {
  return JSON.parse(json) as JsonObject;
}

/** By UTF-8 bytes, as everywhere. */
function byId(one: Member, other: Member): number {
  return Buffer.compare(Buffer.from(one.id), Buffer.from(other.id));
}
