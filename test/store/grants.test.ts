import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  acceptGrant,
  currentGrant,
  grantsWithTokens,
  insertGrant,
  refuseGrant,
  renewTokens,
  revokeGrants,
  tokensOf,
} from '../../src/store/connections/grants.js';
import { createCipher } from '../../src/util/encryption.js';
import { insertConnection } from '../fixture/connection.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';

const database = databaseWithConnection();
beforeEach(() => insertConnection(database.db, 'other'));

const cipher = createCipher([{ id: 'k', key: randomBytes(32) }]);
const issuedAt = new Date('2026-01-01T00:00:00Z');
const pair = (name: string) => ({
  accessToken: `access of ${name}`,
  refreshToken: `refresh of ${name}`,
  issuedAt,
  expiresAt: new Date('2026-01-01T01:00:00Z'),
});

/** Adds a pending grant whose tokens are those of its own id. */
async function consent(connectionId = 'c'): Promise<string> {
  const id = randomUUID();
  await database.db.transaction().execute((trx) => insertGrant(trx, cipher, { id, connectionId, tokens: pair(id) }));
  return id;
}
const states = async () => {
  const rows = await database.db.selectFrom('grants').select(['id', 'state']).execute();
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
};
const accessToken = async (id: string) => (await tokensOf(database.db, cipher, id))?.accessToken;

describe('a grant', () => {
  it('waits until it is accepted, and is then the current one of its connection only', async () => {
    const id = await consent();
    expect(await states()).toEqual({ [id]: 'pending' });
    expect(await currentGrant(database.db, 'c')).toBeUndefined();
    await acceptGrant(database.db, 'c', id);
    expect(await currentGrant(database.db, 'c')).toEqual({ id, grantedAt: expect.any(Date) as Date });
    expect(await currentGrant(database.db, 'other')).toBeUndefined();
    expect(await accessToken(id)).toBe(`access of ${id}`);
  });

  it('replaces the current one, whose tokens are deleted, and none of another connection or of another state', async () => {
    const [first, elsewhere, waiting] = [await consent(), await consent('other'), await consent()];
    await acceptGrant(database.db, 'c', first);
    await acceptGrant(database.db, 'other', elsewhere);
    const second = await consent();
    await acceptGrant(database.db, 'c', second);
    await acceptGrant(database.db, 'c', second);
    expect(await states()).toEqual({
      [first]: 'replaced',
      [second]: 'current',
      [elsewhere]: 'current',
      [waiting]: 'pending',
    });
    expect(await Promise.all([first, second, elsewhere, waiting].map(accessToken))).toEqual([
      undefined,
      ...[second, elsewhere, waiting].map((id) => `access of ${id}`),
    ]);
  });

  it('that is refused has no tokens, and the others keep theirs', async () => {
    const [refused, other] = [await consent(), await consent()];
    await refuseGrant(database.db, refused);
    expect(await states()).toEqual({ [refused]: 'refused', [other]: 'pending' });
    expect([await accessToken(refused), await accessToken(other)]).toEqual([undefined, `access of ${other}`]);
    expect(await grantsWithTokens(database.db, 'c')).toEqual([other]);
  });

  it('is revoked with all of its connection that have tokens, and what had none keeps its state', async () => {
    const [refused, pending, current, elsewhere] = [
      await consent(),
      await consent(),
      await consent(),
      await consent('other'),
    ];
    await acceptGrant(database.db, 'c', current);
    await refuseGrant(database.db, refused);
    expect((await grantsWithTokens(database.db, 'c')).sort()).toEqual([pending, current].sort());
    await revokeGrants(database.db, 'c');
    expect(await states()).toEqual({
      [refused]: 'refused',
      [pending]: 'revoked',
      [current]: 'revoked',
      [elsewhere]: 'pending',
    });
    expect(await grantsWithTokens(database.db, 'c')).toEqual([]);
    expect(await accessToken(elsewhere)).toBe(`access of ${elsewhere}`);
  });

  it('opens only as itself: tokens that are moved to another grant are not readable', async () => {
    const [one, another] = [await consent(), await consent()];
    const { tokens } = await database.db
      .selectFrom('grants')
      .select('tokens')
      .where('id', '=', one)
      .executeTakeFirstOrThrow();
    await database.db.updateTable('grants').set({ tokens }).where('id', '=', another).execute();
    await expect(accessToken(another)).rejects.toThrow();
  });
});

describe('a renewal of tokens', () => {
  it('stores the new pair with its times', async () => {
    const id = await consent();
    const renewed = { ...pair('second'), issuedAt: new Date('2026-01-01T00:59:00Z') };
    expect(
      await renewTokens(database.db, cipher, id, async (stored) => {
        expect(stored.refreshToken).toBe(`refresh of ${id}`);
        return Promise.resolve(renewed);
      }),
    ).toEqual(renewed);
    expect(await tokensOf(database.db, cipher, id)).toEqual(renewed);
  });

  it('that returns the stored pair writes nothing', async () => {
    const id = await consent();
    const row = () => database.db.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirst();
    const before = await row();
    await renewTokens(database.db, cipher, id, (stored) => Promise.resolve(stored));
    expect(await row()).toEqual(before);
  });

  it('is not attempted for a grant without tokens, or that does not exist', async () => {
    const id = await consent();
    await refuseGrant(database.db, id);
    const never = () => Promise.reject(new Error('there is nothing to renew'));
    expect(await renewTokens(database.db, cipher, id, never)).toBeUndefined();
    expect(await renewTokens(database.db, cipher, randomUUID(), never)).toBeUndefined();
  });
});
