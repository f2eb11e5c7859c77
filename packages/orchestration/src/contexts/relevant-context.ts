import type { JsonObject } from '@ltmc/contracts';
import type { SessionRecord } from '../session/session-record.js';

export interface Interest {
  readonly subscriptions: readonly string[];
  readonly capabilities: readonly string[];
}

/** The fields for one agent, and the names of the others. */
export function relevantContext({ context, audience }: SessionRecord, { subscriptions, capabilities }: Interest): { readonly context: JsonObject; readonly omitted: readonly string[] } {
  const isRelevant = (field: string): boolean => {
    const capability = audience.get(field);
    if (capability !== undefined && capabilities.includes(capability)) return true;
    if (subscriptions.length === 0) return capability === undefined;
    return subscriptions.some((subscription) => matches(subscription, field));
  };
  const fields = Object.entries(context);
  return {
    context: Object.fromEntries(fields.filter(([field]) => isRelevant(field))),
    omitted: fields.map(([field]) => field).filter((field) => !isRelevant(field)),
  };
}

function matches(subscription: string, field: string): boolean {
  return subscription.endsWith('*') ? field.startsWith(subscription.slice(0, -1)) : subscription === field;
}
