/** What stands where a secret was. */
export const REDACTED = '[redacted]';

const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']*@/giu;
const QUERY_PARAMETER = /([?&](?:[a-z0-9_.-]*[_.-])?(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|auth|authorization|signature|sig)=)[^&#\s"']+/giu;
const AUTHORIZATION = /\b(bearer|basic)\s+[a-z0-9._~+/-]{8,}=*/giu;

/** Takes out what text can carry in known forms: user and password of a URL, secrets in its query, `Bearer` and `Basic` credentials. */
export function redactText(text: string): string {
  return text
    .replaceAll(USER_INFO, `$1${REDACTED}@`)
    .replaceAll(QUERY_PARAMETER, `$1${REDACTED}`)
    .replaceAll(AUTHORIZATION, `$1 ${REDACTED}`);
}
