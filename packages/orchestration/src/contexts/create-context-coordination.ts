import { LtmcError, type CallContext, type Clock, type EventPage } from '@ltmc/contracts';
import type { AgentDirectory } from '../agents/agent-directory.js';
import { checkFields, checkId, checkIds, checkInteger, checkSeconds } from '../check-input.js';
import { newSession, type SessionRecord } from '../session/session-record.js';
import { requireActive, type SessionStore } from '../session/session-store.js';
import type { Waits } from '../waits.js';
import { fromStream, toBody } from './context-events.js';
import { mergeContext } from './merge-context.js';
import { ownPart, requirePart, resolveActor, withActor, withInvited, withoutAgent, type Actor } from './participant.js';
import { relevantContext, type Interest } from './relevant-context.js';
import type { Audience, ContextCoordinationService, SharedContext } from './types.js';

const MAX_EVENTS = 1000;
const MAX_WAIT_SECONDS = 60;
const PARTICIPANTS = { maxCount: 1000 };
const SUBSCRIPTIONS = { maxCount: 256 };
const CAPABILITIES = { maxCount: 64, maxLength: 128 };

export interface ContextCoordinationOptions {
  readonly sessions: SessionStore;
  readonly directory: AgentDirectory;
  readonly waits: Waits;
  readonly clock: Clock;
}

export function createContextCoordination({ sessions, directory, waits, clock }: ContextCoordinationOptions): ContextCoordinationService {
  /** @param interest - what to give; undefined for everything. */
  const share = async (context: CallContext, sessionId: string, { session, interest, position }: { session: SessionRecord; interest: Interest | undefined; position: number }): Promise<SharedContext> => {
    const living = await directory.living(context, [...session.agents.keys()]);
    return {
      sessionId,
      ...(interest ? relevantContext(session, interest) : { context: session.context, omitted: [] }),
      version: session.contextVersion,
      participants: [...session.agents].map(([agentId, { subscriptions, capabilities, joinedAtMs }]) => ({ agentId, subscriptions, capabilities, joinedAtMs, gone: !living.has(agentId) })),
      position,
      createdAtMs: session.createdAtMs,
    };
  };

  /** From here on the actor is told what happens. */
  const begin = async (context: CallContext, { sessionId, agentId }: Actor, position: number): Promise<void> => {
    await sessions.events(context, sessionId).acknowledge(agentId, position);
  };

  return {
    create: async (context, input) => {
      const { context: fields = {}, audience = {} } = input;
      checkUpdate(fields, audience);
      const invited = checkIds('participants', input.participants ?? [], PARTICIPANTS);
      const actor = await resolveActor(context, input, directory);
      const { sessionId, agentId } = actor;
      const position = await sessions.events(context, sessionId).last();
      const session = await sessions.change(context, sessionId, (found) => {
        const before = found ?? newSession(clock.nowMs(), agentId);
        requireActive(sessionId, before);
        if (before.contextVersion > 0) throw alreadyShared(sessionId);
        const { session: merged, changes } = mergeContext(before, { agentId, updates: fields, audience });
        const session = withInvited(withActor({ ...merged, contextVersion: 1 }, actor, clock.nowMs()), invited);
        return { result: session, session, events: [toBody({ type: 'created', agentId, version: 1, changes })] };
      });
      await begin(context, actor, position);
      return share(context, sessionId, { session, interest: undefined, position });
    },

    join: async (context, input) => {
      const wishes = {
        ...(input.subscriptions && { subscriptions: checkIds('subscriptions', input.subscriptions, SUBSCRIPTIONS) }),
        ...(input.capabilities && { capabilities: checkIds('capabilities', input.capabilities, CAPABILITIES) }),
      };
      const actor = await resolveActor(context, input, directory);
      const { sessionId, agentId } = actor;
      const stream = sessions.events(context, sessionId);
      // Asked before the session: what comes in between is in the context and told again, and nothing is missed.
      const last = await stream.last();
      const { session, isNew } = await sessions.changeActive(context, sessionId, (before) => {
        const isNew = before.agents.get(agentId)?.joinedAtMs == null;
        const session = withActor(before, actor, clock.nowMs(), wishes);
        const result = { session, isNew };
        return session === before ? { result } : { result, session, events: isNew ? [toBody({ type: 'joined', agentId, version: session.contextVersion })] : [] };
      });
      if (isNew) await begin(context, actor, last);
      const position = isNew ? last : await stream.position(agentId);
      return share(context, sessionId, { session, interest: session.agents.get(agentId), position });
    },

    leave: async (context, input) => {
      const actor = await resolveActor(context, input, directory);
      const { sessionId, agentId } = actor;
      return sessions.changeActive<{ readonly known: boolean }>(context, sessionId, (before) => {
        if (!ownPart(before, actor)) return { result: { known: false } };
        return { result: { known: true }, session: withoutAgent(before, agentId), events: [toBody({ type: 'left', agentId, version: before.contextVersion })] };
      });
    },

    propagate: async (context, input) => {
      const { updates, audience = {}, expectedVersion } = input;
      checkUpdate(updates, audience);
      if (expectedVersion !== undefined) checkInteger('expected_version', expectedVersion, 0, Number.MAX_SAFE_INTEGER);
      const actor = await resolveActor(context, input, directory);
      const { sessionId, agentId } = actor;
      return sessions.changeActive(context, sessionId, (before) => {
        const joined = withActor(before, actor, clock.nowMs());
        const { session, changes, removed, ...told } = mergeContext(joined, { agentId, updates, audience, ...(expectedVersion === undefined ? {} : { expectedVersion }) });
        const result = { version: session.contextVersion, ...told };
        if (session === before) return { result };
        const news = session === joined ? [] : [toBody({ type: 'updated', agentId, version: session.contextVersion, changes, removed })];
        const arrival = joined === before ? [] : [toBody({ type: 'joined', agentId, version: before.contextVersion })];
        return { result, session, events: [...arrival, ...news] };
      });
    },

    get: async (context, input) => {
      const { sessionId, agentId, registered } = await resolveActor(context, input, directory);
      const position = await sessions.events(context, sessionId).last();
      const { session } = await sessions.require(context, sessionId);
      const part = session.agents.get(agentId);
      const interest = part?.joinedAtMs == null ? { subscriptions: [], capabilities: registered?.capabilities ?? [] } : part;
      return share(context, sessionId, { session, interest: input.all ? undefined : interest, position });
    },

    events: async (context, input) => {
      const { since, limit: asked = 100, waitSeconds = 0 } = input;
      if (since !== undefined) checkInteger('since', since, 0, Number.MAX_SAFE_INTEGER);
      const limit = checkInteger('limit', asked, 1, MAX_EVENTS);
      const waitMs = checkSeconds('wait_seconds', waitSeconds, 0, MAX_WAIT_SECONDS);
      const actor = await resolveActor(context, input, directory);
      const { session } = await sessions.require(context, actor.sessionId);
      requirePart(session, actor);
      const stream = sessions.events(context, actor.sessionId);
      const read = (wait: { readonly waitMs?: number; readonly signal?: AbortSignal } = {}): Promise<EventPage> =>
        since === undefined ? stream.readAs(actor.agentId, { limit, ...wait }) : stream.read({ limit, after: since, ...wait });
      const page = waitMs === 0 ? await read() : await waits.run(context.signal, async (signal) => {
        const found = await read({ waitMs, signal });
        if (found.events.length === 0) signal.throwIfAborted();
        return found;
      });
      const next = page.events.at(-1)?.sequence ?? since ?? (await stream.position(actor.agentId));
      return { events: page.events.map(fromStream), next, last: page.last, missed: page.missed };
    },

    ack: async (context, input) => {
      const sequence = checkInteger('sequence', input.sequence, 0, Number.MAX_SAFE_INTEGER);
      const actor = await resolveActor(context, input, directory);
      const { session } = await sessions.require(context, actor.sessionId);
      requirePart(session, actor);
      return { position: await sessions.events(context, actor.sessionId).acknowledge(actor.agentId, sequence) };
    },
  };
}

function checkUpdate(fields: object, audience: Audience): void {
  checkFields('context', fields);
  for (const [field, capability] of Object.entries(checkFields('audience', audience))) {
    if (capability !== null) checkId(`audience.${field}`, capability, CAPABILITIES.maxLength);
  }
}

function alreadyShared(sessionId: string): LtmcError {
  return new LtmcError('LTMC_ALREADY_EXISTS', `The session ${JSON.stringify(sessionId)} shares a context already; join it, or choose another session_id`, { details: { session_id: sessionId } });
}
