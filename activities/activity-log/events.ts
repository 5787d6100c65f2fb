import { cancellationSignal } from '@temporalio/activity';
import { isBoxError } from '../../src/box/errors.js';
import { toActivity } from '../../src/box/event-types.js';
import { readConnectionState, recordBackfill, recordEventStream } from '../../src/store/connections/connections.js';
import { storeEvents } from '../../src/store/activity-log/write.js';
import { currentGrant } from '../../src/store/connections/grants.js';
import type { BackfillProgress, EventStreamProgress } from '../../src/domain/connection.js';
import type { ActivityDependencies } from '../dependencies.js';

/** The most events Box gives per page. */
const PAGE = 500;

/** Where the live stream stands, and when consent was given; times are RFC 3339 UTC. */
export interface AnchoredStream {
  readonly position: string;
  readonly at: string;
  readonly consentedAt: string;
}

/** Reading Box's two enterprise event streams. */
export function createEventActivities({ db, box, scans, app }: ActivityDependencies) {
  async function progressOf(connectionId: string): Promise<EventStreamProgress> {
    const state = await readConnectionState(db, connectionId);
    return state?.eventStream ?? { state: 'waiting', lastPolledAt: null, lastEventAt: null, events: 0, gaps: [] };
  }

  return {
    /** Takes the live stream's present position. Throws `BoxForbidden` when the account may not read events. */
    async anchorEventStream({ connectionId }: { connectionId: string }): Promise<AnchoredStream> {
      const { client } = await box.open(connectionId);
      const at = new Date().toISOString();
      try {
        const page = await client.events(
          { streamType: 'admin_logs_streaming', position: 'now' },
          { purpose: 'stream', signal: cancellationSignal() },
        );
        const grant = await currentGrant(db, connectionId);
        // Without a position Box reads from the oldest event that it keeps: too much is harmless, too little is not.
        return { position: page.nextPosition ?? '0', at, consentedAt: grant?.grantedAt.toISOString() ?? at };
      } catch (error) {
        if (isBoxError(error, 'BoxForbidden')) {
          await recordEventStream(db, connectionId, { ...(await progressOf(connectionId)), state: 'unavailable' });
        }
        throw error;
      }
    },

    /** One poll of the live stream: its page is stored, its changes passed on, and only then the way on is answered. */
    async pollStream({ connectionId, position }: { connectionId: string; position: string }) {
      const { client } = await box.open(connectionId);
      const polledAt = new Date().toISOString();
      const page = await client.events(
        { streamType: 'admin_logs_streaming', position, limit: PAGE },
        { purpose: 'stream', signal: cancellationSignal() },
      );
      const { stored, promotions } = await storeEvents(db, {
        connectionId,
        events: page.events.map((event) => toActivity(event, app.serviceId)),
        source: 'stream',
      });
      await scans.promote(connectionId, promotions);
      const before = await progressOf(connectionId);
      await recordEventStream(db, connectionId, {
        ...before,
        state: 'following',
        lastPolledAt: polledAt,
        lastEventAt: latest(page.events.map((event) => event.occurredAt)) ?? before.lastEventAt,
        events: before.events + stored,
      });
      return {
        received: page.events.length,
        stored,
        nextPosition: page.nextPosition,
        polledAt,
        moreIsLikely: page.events.length > 0 && page.nextPosition !== position,
      };
    },

    /** One page of the long-term log between two times; stored, with its changes left in Postgres for the scan. */
    async readLogPage(stretch: { connectionId: string; from: string; to: string; position: string | null }) {
      const { connectionId, from, to, position } = stretch;
      const { client } = await box.open(connectionId);
      const page = await client.events(
        { streamType: 'admin_logs', position, limit: PAGE, createdAfter: from, createdBefore: to },
        { purpose: 'backfill', signal: cancellationSignal() },
      );
      const { stored, promotions } = await storeEvents(db, {
        connectionId,
        events: page.events.map((event) => toActivity(event, app.serviceId)),
        source: 'backfill',
      });
      if (promotions.length > 0) await scans.promotionsWaiting(connectionId);
      await recordPageOfLog(stretch, stored, latest(page.events.map((event) => event.occurredAt)));
      return { received: page.events.length, stored, nextPosition: page.nextPosition };
    },

    /** The backfill has come to its end. */
    async finishBackfill({ connectionId }: { connectionId: string }) {
      const state = await readConnectionState(db, connectionId);
      if (!state?.backfill) return;
      await recordBackfill(db, connectionId, {
        ...state.backfill,
        state: 'done',
        finishedAt: new Date().toISOString(),
      });
    },

    /** A hole in the live stream was filled from the long-term log. */
    async recordStreamGap({ connectionId, from, to }: { connectionId: string; from: string; to: string }) {
      const progress = await progressOf(connectionId);
      await recordEventStream(db, connectionId, { ...progress, gaps: [...progress.gaps, { from, to }].slice(-10) });
    },
  };

  async function recordPageOfLog(
    stretch: { connectionId: string; from: string; to: string },
    stored: number,
    reachedAt: string | null,
  ): Promise<void> {
    const state = await readConnectionState(db, stretch.connectionId);
    // After the backfill has ended, the log is read only to fill holes of the live stream.
    if (state?.backfill?.state === 'done') return;
    const before: BackfillProgress = state?.backfill ?? {
      state: 'running',
      from: stretch.from,
      to: stretch.to,
      reachedAt: null,
      events: 0,
      finishedAt: null,
    };
    await recordBackfill(db, stretch.connectionId, {
      ...before,
      state: 'running',
      reachedAt: latest([before.reachedAt, reachedAt]),
      events: before.events + stored,
    });
  }
}

function latest(times: readonly (string | null)[]): string | null {
  return times.reduce((a, b) => (a === null || (b !== null && Date.parse(b) > Date.parse(a)) ? b : a), null);
}
