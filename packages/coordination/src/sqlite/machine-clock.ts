/**
 * The kernel's monotonic clock, whole microseconds since some moment of this boot: the same for all processes, never set, never back. Processes that share a WAL file share memory and therefore a kernel and its clock (but for a container with a time namespace of
 * its own, which no container engine gives unasked).
 */
export function machineNowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
