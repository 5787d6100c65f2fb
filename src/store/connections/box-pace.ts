/** The pace of calls to Box that all workers share: src/domain/call-pace.ts, as statements on rows by Postgres' clock. */
import { sql, type RawBuilder } from 'kysely';
import {
  batchOf,
  borrowedMs,
  DEFAULT_BLOCK_MS,
  freshPace,
  GIVEN_LATE_MS,
  grant,
  HORIZON_MS,
  LEAST_SHARE,
  LEVEL_RATE,
  levelCalls,
  RECOVERY_MS,
  RESTED_MS,
  ROUNDING,
} from '../../domain/call-pace.js';
import {
  ALL_USERS,
  CHARGED_MS,
  MONTH,
  TOGETHER_MS,
  type PaceAnswer,
  type PaceAsk,
  type PaceReport,
} from '../../domain/pace-keys.js';
import type { Db } from '../sql/postgres.js';

/** Postgres' clock in milliseconds. A transaction's clock stands still, so that every row of a statement has one time. */
const CLOCK = sql<number>`(extract(epoch from now()) * 1000)::float8`;

/**
 * Gives slots to a process: one statement for all of its users, and two more for users who have not called before. A
 * connection that was disconnected or deleted has no pace any more: its last calls, which fail, are given slots of a
 * fresh one. `at` is the time, for tests.
 */
export async function takeSlots(
  db: Db,
  asks: readonly PaceAsk[],
  at: RawBuilder<number> = CLOCK,
): Promise<readonly PaceAnswer[]> {
  const taken = await takeFromRows(db, asks, at);
  const missing = without(asks, taken);
  if (missing.length === 0) return taken;
  await insertRows(db, missing, at);
  const added = await takeFromRows(db, missing, at);
  const gone = without(missing, added).map((ask) => {
    const { granted } = grant(freshPace(0), ask, ask.spacingMs, 0);
    return { connectionId: ask.connectionId, userId: ask.userId, ...granted, chargedForMs: 0 };
  });
  return [...taken, ...added, ...gone];
}

/**
 * Slows users down for all processes after a 429. If a user was well within their own pace, and Box limits another one at
 * the same time, it charges the caller: then all users of the connection share one pace for ten minutes, in addition to
 * their own. A single user may have been limited because of another app.
 */
export async function reportLimits(
  db: Db,
  reports: readonly PaceReport[],
  at: RawBuilder<number> = CLOCK,
): Promise<void> {
  const limited = sql`share = case when p.blocked_until > t.at then p.share
        else greatest(${shareOf('p')} / 2, ${LEAST_SHARE}::float8) end,
      share_at = greatest(p.share_at, t.at),
      blocked_until = greatest(p.blocked_until, t.at + r.wait)`;
  await sql`
    with t as (select ${at} as at), reported as (
      select * from unnest(
        ${reports.map(({ connectionId }) => connectionId)}::text[], ${reports.map(({ userId }) => userId)}::text[],
        ${reports.map(({ retryAfterMs }) => retryAfterMs ?? DEFAULT_BLOCK_MS)}::float8[],
        ${reports.map(({ spacingMs }) => (levelCalls(spacingMs) / 2) * (spacingMs / LEVEL_RATE))}::float8[],
        ${reports.map(({ isForUser }) => isForUser)}::boolean[]
      ) as r (connection_id, user_id, wait, quiet, is_for_user)
    ), locked as (
      select from box_pace p where (p.connection_id, p.user_id) in (
        select r.connection_id, u.user_id from reported r cross join lateral (values (r.user_id), (${ALL_USERS})) u (user_id)
      ) order by p.connection_id, p.user_id for update
    ), own as (
      update box_pace p set ${limited} from t, reported r
      where (select count(*) from locked) >= 0 and p.connection_id = r.connection_id and p.user_id = r.user_id
      returning p.connection_id, r.wait, not r.is_for_user and t.at - p.level_at > r.quiet and (
        exists (select from reported o where o.connection_id = p.connection_id and o.user_id <> p.user_id)
        or exists (
          select from box_pace o
          where o.connection_id = p.connection_id and o.user_id not in (p.user_id, ${ALL_USERS}, ${MONTH})
            and o.blocked_until + ${TOGETHER_MS}::float8 > t.at
        )
      ) as is_charged
    )
    update box_pace p set ${limited},
      charged_until = case when r.is_charged then t.at + ${CHARGED_MS}::float8 else p.charged_until end
    from t, (
      select o.connection_id, bool_or(o.is_charged) as is_charged,
        max(o.wait) filter (where o.is_charged or a.charged_until > t.at) as wait
      from own o join box_pace a on a.connection_id = o.connection_id and a.user_id = ${ALL_USERS} cross join t
      group by o.connection_id
    ) r
    where p.connection_id = r.connection_id and p.user_id = ${ALL_USERS} and (r.is_charged or p.charged_until > t.at)`.execute(
    db,
  );
}

/** The rate at the time `t.at`, as a part of the full rate: `shareAt` of src/domain/call-pace.ts. */
const shareOf = (row: 'p' | 'l') => {
  const [share, shareAt, blocked] = ['share', 'share_at', 'blocked_until'].map((name) => sql.ref(`${row}.${name}`));
  return sql`least(${share} + greatest(t.at - greatest(${shareAt}, ${blocked}), 0) / ${RECOVERY_MS}::float8, 1)`;
};

/**
 * `grant` of src/domain/call-pace.ts; rows are locked in one order, so that two processes do not wait for each other.
 * `offset 0` ends each step: without it, the planner repeats the expressions of all steps before in each of the next.
 */
async function takeFromRows(db: Db, asks: readonly PaceAsk[], at: RawBuilder<number>): Promise<PaceAnswer[]> {
  const column = (of: (ask: PaceAsk) => number) => sql`${asks.map(of)}::float8[]`;
  const { rows } = await sql<PaceAnswer>`
    with t as (select ${at} as at), asked as (
      select * from unnest(
        ${asks.map(({ connectionId }) => connectionId)}::text[], ${asks.map(({ userId }) => userId)}::text[],
        ${column(({ made }) => made)}, ${column(({ live }) => live)}, ${column(({ bulk }) => bulk)},
        ${column(({ spacingMs }) => spacingMs)}, ${column(({ spacingMs }) => spacingMs / LEVEL_RATE)},
        ${column(({ spacingMs }) => levelCalls(spacingMs) * (spacingMs / LEVEL_RATE))},
        ${column(({ spacingMs }) => HORIZON_MS + borrowedMs(spacingMs))},
        ${column(({ spacingMs }) => Math.floor(batchOf(spacingMs) / 2))}
      ) as a (connection_id, user_id, made, live, bulk, full_spacing, level_spacing, level_ms, live_ahead, half_batch)
    ), locked as (
      select a.*, p.next_at, p.level_at, p.share, p.share_at, p.blocked_until
      from asked a join box_pace p using (connection_id, user_id)
      order by connection_id, user_id for update of p
    ), granted as (
      select l.connection_id, l.user_id, t.at, s.*, f.*, e.*, v.*, b.*, n.*
      from locked l, t
      cross join lateral (
        select ${shareOf('l')} as share, l.full_spacing / ${shareOf('l')} as spacing, l.blocked_until > t.at as is_blocked,
          greatest(l.blocked_until - t.at, 0) as blocked_for offset 0
      ) s
      cross join lateral (
        select greatest(l.next_at, t.at - ${GIVEN_LATE_MS}::float8, l.blocked_until) + l.made * s.spacing as first,
          greatest(l.level_at, t.at - l.level_ms) + l.made * l.level_spacing as level offset 0
      ) f
      cross join lateral (
        select least(l.live, case when s.is_blocked or s.share < 1 then 0
          else greatest(floor((t.at - f.level) / l.level_spacing + ${ROUNDING}::float8), 0) end) as at_once offset 0
      ) e
      cross join lateral (
        select least(l.live, greatest(e.at_once, case when s.is_blocked then 0
          else greatest(floor((t.at + l.live_ahead - f.first) / s.spacing) + 1, 0) end)) as live offset 0
      ) v
      cross join lateral (
        select least(l.bulk, case when s.is_blocked then 0
          else greatest(floor((t.at + ${HORIZON_MS}::float8 - f.first - v.live * s.spacing) / s.spacing) + 1, 0) end) as bulk offset 0
      ) b
      cross join lateral (
        select f.first + (v.live + b.bulk) * s.spacing as next_at,
          least(f.level + (v.live + b.bulk) * l.level_spacing, t.at) as new_level_at,
          l.half_batch * s.spacing - case when l.live > v.live then l.live_ahead else ${HORIZON_MS}::float8 end as wait offset 0
      ) n
    )
    update box_pace p
    set next_at = g.next_at, level_at = g.new_level_at, share = g.share, share_at = greatest(p.share_at, g.at)
    from granted g where p.connection_id = g.connection_id and p.user_id = g.user_id
    returning p.connection_id as "connectionId", p.user_id as "userId", g.live, g.bulk, g.at_once as "atOnce",
      g.first - g.at as "firstInMs", g.spacing as "spacingMs", g.next_at as "nextAt",
      g.blocked_for as "blockedForMs",
      greatest(g.next_at + g.wait - g.at, g.blocked_for, 1) as "retryInMs",
      coalesce((
        select greatest(c.charged_until - g.at, 0) from box_pace c
        where c.connection_id = p.connection_id and c.user_id = ${ALL_USERS}
      ), 0) as "chargedForMs"`.execute(db);
  return rows;
}

/** Adds the rows of users who have not called before, and the row of all users of their connections. */
async function insertRows(db: Db, asks: readonly PaceAsk[], at: RawBuilder<number>): Promise<void> {
  const keys = new Map<string, { connectionId: string; userId: string }>();
  for (const { connectionId, userId } of asks) {
    for (const each of [userId, ALL_USERS]) keys.set(`${connectionId}/${each}`, { connectionId, userId: each });
  }
  const all = [...keys.values()];
  await sql`
    insert into box_pace (connection_id, user_id, next_at, level_at, share, share_at, blocked_until, charged_until)
    select connections.id, a.user_id, t.at, t.at - ${RESTED_MS}::float8, 1, t.at, 0, 0
    from unnest(${all.map(({ connectionId }) => connectionId)}::text[], ${all.map(({ userId }) => userId)}::text[])
      as a (connection_id, user_id)
    join connections on connections.id = a.connection_id and connections.disconnected_at is null
    cross join (select ${at} as at) t
    order by connections.id, a.user_id
    on conflict do nothing`.execute(db);
}

const without = (asks: readonly PaceAsk[], answers: readonly PaceAnswer[]): readonly PaceAsk[] => {
  const answered = new Set(answers.map(({ connectionId, userId }) => `${connectionId}/${userId}`));
  return asks.filter(({ connectionId, userId }) => !answered.has(`${connectionId}/${userId}`));
};
