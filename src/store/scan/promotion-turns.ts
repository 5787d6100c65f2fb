import { sql, type RawBuilder } from 'kysely';
import { ofConnection } from '../sql/by-key.js';

/**
 * The turn of a new promotion with this rank and owner, two SQL expressions: the turn that is served now, or the one after
 * the owner's last. An owner has one promotion in each turn, so one for whom nothing waits comes before all but the first
 * promotions of the others. Unknown owners (null) count as one. Costs two look-ups in an index, however many wait.
 */
export function nextTurn(
  connectionId: string,
  rank: RawBuilder<number>,
  ownerId: RawBuilder<string | null>,
): RawBuilder<number> {
  const waiting = sql`from promotions w where w.connection_id = ${ofConnection(connectionId)} and w.parked_at is null`;
  return sql`greatest(
    0,
    (select w.turn ${waiting} and w.rank = ${rank} order by w.turn, w.seq limit 1),
    (
      select w.turn + 1 ${waiting} and w.rank::text || '/' || coalesce(w.owner_id, '') = ${rank}::text || '/' || coalesce(${ownerId}, '')
      order by w.turn desc limit 1
    )
  )`;
}
