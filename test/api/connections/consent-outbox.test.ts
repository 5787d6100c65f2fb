import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsentOutbox } from '../../../src/api/connections/consent-outbox.js';
import { TemporalUnavailable } from '../../../src/temporal/failures.js';
import { deleteConnections, insertConnection } from '../../fixture/connection.js';
import { freshDatabase } from '../../fixture/database.js';

const log = pino({ level: 'silent' });
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** Creates connections whose consents were denied, one second apart; returns the connections' names. */
async function createDenied(count: number): Promise<string[]> {
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

const undelivered = () => database.db.selectFrom('consents').select('id').where('delivered_at', 'is', null).execute();

describe('a consent that cannot be delivered', () => {
  it('does not delay the consents after it, even if a whole batch fails', async () => {
    const names = await createDenied(30);
    const bad = new Set(names.slice(0, 25));
    const delivered: string[] = [];
    const signalConsent = async ({ name }: { readonly name: string }) => {
      if (bad.has(name)) throw new Error('cannot be delivered');
      delivered.push(name);
      return true;
    };
    const outbox = createConsentOutbox({ db: database.db, temporal: { signalConsent }, log });
    outbox.start();
    await expect.poll(async () => (await undelivered()).length).toBe(25);
    expect(delivered).toEqual(names.slice(25));
    bad.clear();
    await outbox.deliverNow();
    await outbox.stop();
    expect(await undelivered()).toEqual([]);
    expect([...delivered].sort()).toEqual([...names].sort());
  });

  it('is the only one that is attempted while Temporal is unavailable', async () => {
    const [first] = await createDenied(5);
    const tried = new Set<string>();
    const signalConsent = async ({ name }: { readonly name: string }) => {
      tried.add(name);
      throw new TemporalUnavailable();
    };
    const outbox = createConsentOutbox({ db: database.db, temporal: { signalConsent }, log });
    await outbox.deliverNow();
    await outbox.stop();
    expect([...tried]).toEqual([first]);
    expect((await undelivered()).length).toBe(5);
  });
});
