/**
 * `statfs` magic numbers of file systems that lie on another machine or behind a user-space server. SQLite's locks and shared memory do
 * not hold there, so that two processes would damage the record.
 * @see https://man7.org/linux/man-pages/man2/statfs.2.html and linux/magic.h
 */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x564c, 'NCP'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x786f4256, 'VirtualBox shared folder'],
  [0xbacbacbc, 'VMware shared folder'],
  [0x013111a8, 'IBRIX'],
]);

/**
 * Name of the network file system behind a `statfs` type, or undefined for a local one.
 * @param type - `type` of `fs.statfs`; may come sign-extended, so only its low 32 bits count.
 */
export function networkFileSystem(type: number): string | undefined {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0);
}
