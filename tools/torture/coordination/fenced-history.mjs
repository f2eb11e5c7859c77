import { askFile } from '../record-file.mjs';

/** Collects what the holders of a document's lock tell; to be given to `startWorker`. */
export function createHistory() {
  const history = { grants: [], writes: [] };
  return {
    ...history,
    onSaid: ({ grant, write }) => {
      if (grant) history.grants.push(grant);
      if (write) history.writes.push(write);
    },
  };
}

/**
 * Compares what holders were told with what the record holds: each acknowledged write is there; no fence was used by two; nothing under a lower fence
 * comes after a higher one; and nothing was begun under a fence and accepted after somebody had been told a higher one.
 * @returns how many versions there are
 */
export async function checkHistory(proof, { folder, document, grants, writes }) {
  const rows = await versionsOf(folder, document);
  const holders = new Map();
  let highest = 0;
  for (const { content, agentId, fence } of rows) {
    const holder = holders.get(fence) ?? agentId;
    holders.set(fence, holder);
    if (holder !== agentId) proof.violation(`${document}: the fence ${fence} let ${holder} and ${agentId} write: ${content}`);
    if (fence < highest) proof.violation(`${document}: a stale write was accepted: ${JSON.stringify(content)} after the fence ${highest}`);
    highest = Math.max(highest, fence);
  }
  const stored = new Set(rows.map(({ content }) => content));
  for (const { content } of writes) if (!stored.has(content)) proof.violation(`${document}: ${JSON.stringify(content)} was acknowledged and is not there`);
  checkGrants(proof, document, grants);
  checkTimes(proof, { document, grants, writes });
  return rows.length;
}

function checkGrants(proof, document, grants) {
  const holders = new Map();
  for (const { fence, agentId } of grants) {
    if (holders.has(fence)) proof.violation(`${document}: the fence ${fence} was told to ${holders.get(fence)} and to ${agentId}`);
    holders.set(fence, agentId);
  }
}

/** In the order of their instants, grants and beginnings of writes: a write that was accepted may not begin below a fence that is known. */
function checkTimes(proof, { document, grants, writes }) {
  const told = grants.toSorted((a, b) => a.toldNs - b.toldNs);
  let [next, highest] = [0, 0];
  for (const { content, fence, begunNs } of writes.toSorted((a, b) => a.begunNs - b.begunNs)) {
    for (; next < told.length && told[next].toldNs < begunNs; next += 1) highest = Math.max(highest, told[next].fence);
    if (fence < highest) proof.violation(`${document}: ${JSON.stringify(content)} was accepted after somebody had been told the fence ${highest}`);
  }
}

async function versionsOf(folder, document) {
  const rows = await askFile(folder, `SELECT v.content FROM resource_versions AS v JOIN resources AS r ON r.id = v.resource_id WHERE r.file_name = '${document}' ORDER BY v.version`);
  return rows.map(({ content }) => {
    const [agentId, fence] = content.split(' ');
    return { content, agentId, fence: Number(fence) };
  });
}
