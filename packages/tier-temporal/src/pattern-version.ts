import type { AttemptInput, PatternText, VersionInput } from '@ltmc/contracts';

/** The version that holds a text of a pattern. What attempts tell beside it, their tags too, stands with them. */
export function patternVersion({ namespace, fingerprint, agentId, sessionId, embeddingFingerprint, recordedAtMs }: AttemptInput, { key, content, chunks }: PatternText): VersionInput {
  return {
    namespace, kind: 'pattern', fileName: `${fingerprint}/${key}`, content, chunks, resourceType: 'pattern', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null,
    agentId, sessionId, recordedAtMs, ...(embeddingFingerprint === undefined ? {} : { fingerprint: embeddingFingerprint }),
  };
}

/** The fingerprint of the pattern that a text is of, by the name of its version. */
export function fingerprintOf(fileName: string): string {
  return fileName.slice(0, fileName.indexOf('/'));
}
