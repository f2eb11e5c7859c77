/** The latest grant of a name. */
export const LATEST = 'SELECT owner, epoch, ttl_ms, until_us FROM leases WHERE name = $name';

/** Puts a new grant in the place of the one before. */
export const GRANT = `
INSERT INTO leases (name, owner, epoch, ttl_ms, until_us) VALUES ($name, $owner, $epoch, $ttlMs, $untilUs)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, epoch = excluded.epoch, ttl_ms = excluded.ttl_ms, until_us = excluded.until_us`;

/** Lengthens a grant that still stands. */
export const RENEW = `
UPDATE leases SET until_us = $nowUs + ttl_ms * 1000 WHERE name = $name AND epoch = $epoch AND $nowUs < until_us
RETURNING owner, epoch, ttl_ms, until_us`;

/** Ends a grant, whether it still stands or has run out. */
export const RELEASE = 'UPDATE leases SET until_us = 0 WHERE name = $name AND epoch = $epoch';
