import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findStoredResponse, storeResponse } from '../../../src/store/access/idempotency.js';
import {
  answerConsent,
  closeConsents,
  deliverConsents,
  issueConsent,
  lockConsent,
} from '../../../src/store/connections/consents.js';
import { createCipher } from '../../../src/util/encryption.js';
import { openTransaction, untilBlocked } from '../../fixture/blocked.js';
import { databaseWithConnection } from '../../fixture/database-with-connection.js';

const database = databaseWithConnection();

const cipher = createCipher([{ id: 'k1', key: randomBytes(32) }]);
const STATE = Buffer.alloc(32, 1);
const issue = (stateHash: Buffer) =>
  database.db
    .transaction()
    .execute((trx) =>
      issueConsent(trx, { id: randomUUID(), connectionId: 'c', stateHash, expiresAt: new Date(Date.now() + 60_000) }),
    );
const deny = async (trx: Parameters<typeof lockConsent>[0], stateHash: Buffer) => {
  const consent = await lockConsent(trx, stateHash);
  if (consent?.outcome !== null) return consent?.outcome ?? 'unknown';
  await answerConsent(trx, cipher, consent, { outcome: 'denied' });
  return 'answered';
};

describe('a consent link that two callbacks answer at the same time', () => {
  it('is answered by one of them; the other waits and sees the answer', async () => {
    await issue(STATE);
    const first = await openTransaction(database.db, (trx) => deny(trx, STATE));
    const second = database.other.transaction().execute((trx) => deny(trx, STATE));
    await untilBlocked(database.db);
    await first.commit();
    expect([first.taken, await second]).toEqual(['answered', 'denied']);
  });
});

describe('a consent link', () => {
  it('no longer works once a newer one was issued', async () => {
    await issue(STATE);
    await issue(Buffer.alloc(32, 2));
    expect(await database.db.transaction().execute((trx) => deny(trx, STATE))).toBe('superseded');
    expect(await database.db.transaction().execute((trx) => deny(trx, Buffer.alloc(32, 2)))).toBe('answered');
  });

  it('that was answered keeps its outcome when all links are closed', async () => {
    await issue(STATE);
    await database.db.transaction().execute((trx) => deny(trx, STATE));
    await closeConsents(database.db, 'c');
    const { outcome } = await database.db.selectFrom('consents').select('outcome').executeTakeFirstOrThrow();
    expect(outcome).toBe('denied');
  });
});

describe('an answered consent', () => {
  it('is delivered by one of two API processes, and the other does not wait', async () => {
    await issue(STATE);
    await database.db.transaction().execute((trx) => deny(trx, STATE));
    const delivered: string[] = [];
    let finish: () => void = () => undefined;
    const mayFinish = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const started = new Promise<void>((resolve, reject) => {
      deliverConsents(database.db, async () => {
        delivered.push('first');
        resolve();
        await mayFinish;
        return true;
      }).catch(reject);
    });
    await started;
    await deliverConsents(database.other, () => Promise.resolve(delivered.push('second') > 0));
    finish();
    expect(delivered).toEqual(['first']);
  });

  it('is kept and delivered again if its delivery failed, and once only if it succeeded', async () => {
    await issue(STATE);
    await database.db.transaction().execute((trx) => deny(trx, STATE));
    const results = [false, true, true];
    let deliveries = 0;
    for (const result of results) {
      await deliverConsents(database.db, () => {
        deliveries += 1;
        return Promise.resolve(result);
      });
    }
    expect(deliveries).toBe(2);
  });
});

describe('a request that is repeated with its idempotency key', () => {
  it('waits for the first one to end, and gets its response', async () => {
    const key = randomBytes(32);
    const stored = { requestHash: Buffer.from('hash'), response: 'sealed' };
    const first = await openTransaction(database.db, async (trx) => {
      const found = await findStoredResponse(trx, key);
      await storeResponse(trx, key, stored);
      return found;
    });
    const second = database.other.transaction().execute((trx) => findStoredResponse(trx, key));
    await untilBlocked(database.db);
    await first.commit();
    expect([first.taken, await second]).toEqual([undefined, stored]);
  });
});
