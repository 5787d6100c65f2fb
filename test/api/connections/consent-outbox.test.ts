import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConsentDelivery } from '../../../src/api/connections/consent-outbox.js';
import { TemporalUnavailable } from '../../../src/temporal/failures.js';
import { deleteConnections, insertConnection } from '../../fixture/connection.js';
import { freshDatabase } from '../../fixture/database.js';

const log = pino({ level: 'silent' });
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** So many connections whose consents were denied, one second after the other. */
async function denied(count: number): Promise<string[]> {
  await deleteConnections(database.db);
  const names = Array.from({ length: count }, (_, i) => `c${i}`);
  for (const [i, name] of names.entries()) {
    const id = randomUUID();
    await insertConnection(database.db, id, { name, status: 'awaiting_consent' });
    await database.db
      .insertInto('consents')
      .values({
        id: randomUUID(),
        connection_id: id,
        state_hash: Buffer.from(name),
        expires_at: new Date(),
        outcome: 'denied',
        answered_at: new Date(Date.UTC(2026, 0, 1, 0, 0, i)),
      })
      .execute();
  }
  return names;
}

const waiting = () => database.db.selectFrom('consents').select('id').where('delivered_at', 'is', null).execute();

describe('a consent that cannot be delivered', () => {
  it('holds up none of those after it, though there be more than are looked at at once', async () => {
    const names = await denied(30);
    const bad = new Set(names.slice(0, 25));
    const told: string[] = [];
    const delivery = startConsentDelivery(
      database.db,
      {
        signalConsent: async ({ name }) => {
          if (bad.has(name)) throw new Error('this one is bad');
          told.push(name);
          return true;
        },
      },
      log,
    );
    await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(25);
    expect(told).toEqual(names.slice(25));
    bad.clear();
    await delivery.deliverNow();
    await delivery.stop();
    expect(await waiting()).toEqual([]);
    expect([...told].sort()).toEqual([...names].sort());
  });

  it('because Temporal is away, is the only one that is tried', async () => {
    const [first] = await denied(5);
    const tried = new Set<string>();
    const signalConsent = async ({ name }: { readonly name: string }) => {
      tried.add(name);
      throw new TemporalUnavailable();
    };
    const delivery = startConsentDelivery(database.db, { signalConsent }, log);
    await delivery.deliverNow();
    await delivery.stop();
    expect([...tried]).toEqual([first]);
    expect((await waiting()).length).toBe(5);
  });
});
