/**
 * Parts that scripts begin with. All times are those of the server, Unix epoch milliseconds; `whole` writes a number with all its digits, which
 * Lua itself does not from 1e15 on.
 */
export const NOW = `
local function whole(number) return string.format('%.0f', number) end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** A hint that something has changed. A user who may not publish coordinates all the same: those who wait then look every now and then. */
export const HINT = `
local function hint(channel) redis.pcall('PUBLISH', channel, '') end
`;

