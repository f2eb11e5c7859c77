import type { JsonObject, Member, MemberGroup } from '@ltmc/contracts';
import { checkMemberTtl } from '../check-state.js';
import { checkId, checkIds } from '../check-value.js';
import { checkEncodedSize, encodeObject, layOver } from '../encode-object.js';
import type { CoordinationFile } from './coordination-file.js';
import { countRows } from './count-rows.js';
import { machineNowUs } from './machine-clock.js';

interface MemberRow {
  readonly id: string;
  readonly fields: string;
  readonly until_us: number;
}

const OF_GROUP = 'namespace = $namespace AND kind = $kind';
const LIVING = `${OF_GROUP} AND id = $id AND until_us > $nowUs`;

const JOIN = `
INSERT INTO members (namespace, kind, id, fields, until_us) VALUES ($namespace, $kind, $id, $fields, $untilUs)
ON CONFLICT DO UPDATE SET fields = excluded.fields, until_us = excluded.until_us WHERE $replace OR until_us <= $nowUs
RETURNING 1`;
const FIND = `SELECT id, fields, until_us FROM members WHERE ${LIVING}`;
const BEAT = `UPDATE members SET until_us = $untilUs WHERE ${LIVING} RETURNING id, fields, until_us`;
const CHANGE = `UPDATE members SET until_us = $untilUs, fields = $fields WHERE ${LIVING} RETURNING id, fields, until_us`;
const BEAT_MANY = `UPDATE members SET until_us = $untilUs WHERE ${OF_GROUP} AND id IN (SELECT value FROM json_each($ids)) AND until_us > $nowUs RETURNING id`;
const LEAVE = `DELETE FROM members WHERE ${OF_GROUP} AND id = $id RETURNING until_us`;
const LIST = `SELECT id, fields, until_us FROM members WHERE ${OF_GROUP} AND until_us > $nowUs ORDER BY id`;

/** @param kind - the group; checked by the caller, as is `namespace`. */
export function createMemberGroup(file: CoordinationFile, namespace: string, kind: string): MemberGroup {
  const place = { $namespace: namespace, $kind: kind };
  return {
    join: async (id, fields, { ttlMs, replace = false }) => {
      checkId('id', id);
      checkMemberTtl(ttlMs);
      const text = encodeObject('fields', fields);
      return file.transact(async (sql) => {
        const nowUs = machineNowUs();
        const joined = await sql.all(JOIN, { ...place, $id: id, $fields: text, $untilUs: nowUs + ttlMs * 1000, $replace: replace ? 1 : 0, $nowUs: nowUs });
        return joined.length > 0;
      });
    },
    beat: async (id, { ttlMs, changes = {} }) => {
      checkId('id', id);
      checkMemberTtl(ttlMs);
      encodeObject('changes', changes);
      const changed = Object.keys(changes).length > 0;
      return file.transact(async (sql) => {
        const nowUs = machineNowUs();
        const sign = { ...place, $id: id, $nowUs: nowUs, $untilUs: nowUs + ttlMs * 1000 };
        if (!changed) return (await sql.all<MemberRow>(BEAT, sign)).map(memberOf)[0];
        const [row] = await sql.all<MemberRow>(FIND, { ...place, $id: id, $nowUs: nowUs });
        if (!row) return undefined;
        const fields = JSON.stringify(layOver(JSON.parse(row.fields) as JsonObject, changes));
        checkEncodedSize('fields', fields);
        return (await sql.all<MemberRow>(CHANGE, { ...sign, $fields: fields })).map(memberOf)[0];
      });
    },
    beatMany: async (ids, ttlMs) => {
      checkIds('ids', ids);
      checkMemberTtl(ttlMs);
      const rows = await file.transact((sql) => {
        const nowUs = machineNowUs();
        return sql.all<{ readonly id: string }>(BEAT_MANY, { ...place, $ids: JSON.stringify(ids), $nowUs: nowUs, $untilUs: nowUs + ttlMs * 1000 });
      });
      const living = new Set(rows.map(({ id }) => id));
      return ids.map((id) => living.has(id));
    },
    get: async (id) => {
      checkId('id', id);
      return file.read(async (sql) => (await sql.all<MemberRow>(FIND, { ...place, $id: id, $nowUs: machineNowUs() })).map(memberOf)[0]);
    },
    leave: async (id) => {
      checkId('id', id);
      return file.transact(async (sql) => {
        const [row] = await sql.all<{ readonly until_us: number }>(LEAVE, { ...place, $id: id });
        return row !== undefined && row.until_us > machineNowUs();
      });
    },
    list: () => file.read(async (sql) => (await sql.all<MemberRow>(LIST, { ...place, $nowUs: machineNowUs() })).map(memberOf)),
    count: () => countRows(file, 'members', namespace, kind),
  };
}

function memberOf({ id, fields, until_us: untilUs }: MemberRow): Member {
  return { id, fields: JSON.parse(fields) as JsonObject, expiresInMs: Math.max(0, Math.round((untilUs - machineNowUs()) / 1000)) };
}
