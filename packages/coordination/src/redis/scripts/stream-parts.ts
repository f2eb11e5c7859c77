import { HINT } from './parts.js';

/** For so long the events of a stream are kept after the last one, milliseconds: 7 days. */
const KEEP_MS = 604_800_000;
/** So many events a stream keeps. */
const KEEP_EVENTS = 10_000;

/**
 * `last_of(stream, readers)`: the highest sequence. It is kept beside the readers, since the event itself may be long; should those have been
 * evicted, the stream knows it.
 */
export const LAST_OF = `
local function last_of(stream, readers)
  local last = redis.call('HGET', readers, '')
  if last then return tonumber(last) end
  local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  return newest and tonumber(string.match(newest[1], '^%d+')) or 0
end
`;

/** `append(stream, readers, body)`: the sequence of the new event, as text. Its first command is one that a full server refuses. Needs NOW. */
export const APPEND = `${LAST_OF}${HINT}
local function append(stream, readers, body)
  local sequence = whole(last_of(stream, readers) + 1)
  redis.call('XADD', stream, 'MAXLEN', ${KEEP_EVENTS}, sequence .. '-0', 'at', whole(now), 'body', body)
  redis.call('HSET', readers, '', sequence)
  redis.call('PEXPIRE', stream, ${KEEP_MS})
  redis.call('PEXPIRE', readers, ${KEEP_MS})
  hint(stream)
  return sequence
end
`;

/** `events_after(stream, after, limit, max_bytes)`: a list of {sequence, at, body}; it ends early with the event that makes it too long. Needs NOW. */
export const EVENTS_AFTER = `
local function events_after(stream, after, limit, max_bytes)
  local events, bytes, from = {}, 0, whole(after + 1) .. '-0'
  while #events < limit do
    local asked = math.min(limit - #events, 32)
    local found = redis.call('XRANGE', stream, from, '+', 'COUNT', asked)
    for _, event in ipairs(found) do
      events[#events + 1] = {string.match(event[1], '^%d+'), event[2][2], event[2][4]}
      bytes = bytes + #event[2][4]
      if bytes >= max_bytes then return events end
    end
    if #found < asked then break end
    from = '(' .. found[#found][1]
  end
  return events
end
`;
