import { script } from '@ltmc/redis-connection';

/**
 * The head of every script on an entry. KEYS[1]: the version key of the namespace; ARGV[1]: the version under which the caller has
 * named the other keys. Does nothing but return `{current}` when it is another. With a result the answer is `{current, result}`.
 */
const UNDER_VERSION = `
local version = tonumber(redis.call('GET', KEYS[1]) or '0')
if version ~= tonumber(ARGV[1]) then return {version} end
`;

/** KEYS[2]: entry. Result: how many were removed. */
export const REMOVE = script(`${UNDER_VERSION}
return {version, redis.call('UNLINK', KEYS[2])}
`);

/** KEYS[2]: entry; ARGV[2]: '1' if a value is expected, ARGV[3]: that value, ARGV[4]: the new one, ARGV[5]: TTL in ms. Result: 1 if replaced. */
export const COMPARE_AND_SET = script(`${UNDER_VERSION}
local current = redis.call('GET', KEYS[2])
local as_expected = current == (ARGV[2] == '1' and ARGV[3])
if as_expected then redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5]) end
return {version, as_expected and 1 or 0}
`);

/**
 * KEYS[2]: counter; ARGV[2]: what to add, ARGV[3]: TTL in ms of a new one. Result: the sum as text, or '' where the entry is no whole number or the sum
 * no number that is exact as a double.
 */
export const ADD = script(`${UNDER_VERSION}
local sum = redis.pcall('INCRBY', KEYS[2], ARGV[2])
if type(sum) ~= 'number' then
  if string.find(sum.err, 'OOM', 1, true) then return sum end
  return {version, ''}
end
if sum > 9007199254740991 or sum < -9007199254740991 then
  redis.call('DECRBY', KEYS[2], ARGV[2])
  return {version, ''}
end
if redis.call('PTTL', KEYS[2]) < 0 then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
return {version, string.format('%.0f', sum)}
`);

/** KEYS[1]: version key; ARGV[1]: the highest version the caller knows. Result: one more than the higher of both. */
export const BUMP = script(`
local version = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1])) + 1
redis.call('SET', KEYS[1], string.format('%.0f', version))
return version
`);

/** KEYS[1]: version key; ARGV[1]: the version it must have at least. Result: the version. */
export const RAISE = script(`
local version = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1]))
redis.call('SET', KEYS[1], string.format('%.0f', version))
return version
`);

/** KEYS[1]: turn, KEYS[2]: entry; ARGV[1]: token, ARGV[2]: TTL of the turn in ms. Result: {1, entry} if there is one, else {0, 'taken', 'held' or 'unshared'}. */
export const TAKE_TURN = script(`
local entry = redis.call('GET', KEYS[2])
if entry then return {1, entry} end
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return {0, 'taken'}
end
return {0, holder == 'unshared' and 'unshared' or 'held'}
`);

/** KEYS[1]: turn; ARGV[1]: token, ARGV[2]: TTL in ms. */
export const RENEW_TURN = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
`);

/** KEYS[1]: turn; ARGV[1]: token, ARGV[2]: for how many ms others are told that the value is not stored, or 0. */
export const END_TURN = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], 'unshared', 'PX', ARGV[2]) end
return 1
`);
