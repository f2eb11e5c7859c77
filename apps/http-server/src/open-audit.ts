import type { Config } from '@ltmc/config';
import type { Logger } from '@ltmc/contracts';
import type { Refusal } from '@ltmc/http-api';
import { createAuditTrail, type AuditTrail } from '@ltmc/observability';

/** What is called beside tools. */
const METHOD = /^(?:tools\/call|resources\/read|prompts\/get|completion\/complete)$/u;

/** The trail of who called what, where it is asked for, or where callers need keys and it is not refused. */
export function openAudit({ audit: { enabled, folder, keepDays } }: Config, { keyed, logger }: { readonly keyed: boolean; readonly logger: Logger }): AuditTrail | undefined {
  return (enabled ?? keyed) ? createAuditTrail({ folder, keepDays, logger }) : undefined;
}

/** A row for each call that was refused before it was made. A name that is no tool may say anything, so it is not repeated. */
export function recordRefusals(audit: AuditTrail, hasTool: (name: string) => boolean): (refusal: Refusal) => void {
  return ({ code: outcome, caller, address, calls = [undefined] }) => {
    for (const call of calls) {
      const tool = call === undefined || hasTool(call) || METHOD.test(call) ? call : '(unknown)';
      audit.record({ outcome, ...caller, ...(tool === undefined ? {} : { tool }), ...(address === undefined ? {} : { address }) });
    }
  };
}
