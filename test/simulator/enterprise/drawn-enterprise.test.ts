import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countChildren, fileCountsByOwner } from '../../../simulator/enterprise/world/item-counts.js';
import { itemsWithCollaborations } from '../../../simulator/enterprise/world/access.js';
import { generateEnterprise } from '../../../simulator/enterprise/generated/enterprise.js';
import { generatedItem, generatedPlaces } from '../../../simulator/enterprise/generated/items.js';
import { createEnterpriseEvents } from '../../../simulator/enterprise/events/enterprise-events.js';
import type { SimItem } from '../../../simulator/enterprise/model.js';
import { pickItems } from '../../../simulator/enterprise/world/pick-items.js';
import { randomUint32 } from '../../../simulator/random.js';
import { createWorld } from '../../../simulator/enterprise/world/create-world.js';
import { managedUsers, allUsers, userById } from '../../../simulator/enterprise/world/users.js';
import type { World } from '../../../simulator/enterprise/world/world.js';
import { signedIn, type SignedIn } from '../support/as-admin.js';
import { moveItem, purgeItem } from '../../../simulator/enterprise/world/changes.js';
import {
  activeItems,
  addItem,
  ancestorsOf,
  childrenOf,
  findItem,
  itemForUpdate,
} from '../../../simulator/enterprise/world/items.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const size = fc.record({ seed: fc.integer(), users: fc.integer({ min: 1, max: 40 }), files: fc.nat(800) });
const worldOf = (given: { seed: number; users: number; files: number }) => createWorld({ ...given, startedAt: NOW });
const large = worldOf({ seed: 1, users: 50, files: 40_000 });
const folders = [...generatedPlaces(large.generated)].filter(({ folderId }) => folderId !== '0');
const items = (world: World, type: 'file' | 'folder'): SimItem[] => [...activeItems(world, type)];
const share = <T>(all: readonly T[], is: (each: T) => boolean) => all.filter(is).length / all.length;

describe('an enterprise that is drawn', () => {
  it('has as many files as were asked for, each in one place', () => {
    fc.assert(
      fc.property(size, (given) => {
        const world = worldOf(given);
        const managed = new Set(managedUsers(world).map(({ id }) => id));
        const own = items(world, 'file').filter(({ ownerId }) => managed.has(ownerId));
        expect(own).toHaveLength(given.files);
        const reached = new Set<string>();
        const misplaced: string[] = [];
        const walk = (ownerId: string, folderId: string): void => {
          for (const child of childrenOf(world, ownerId, folderId)) {
            if (child.ownerId === ownerId && child.parentId === folderId && !reached.has(child.id))
              reached.add(child.id);
            else misplaced.push(child.id);
            if (child.type === 'folder') walk(ownerId, child.id);
          }
        };
        for (const { id } of allUsers(world)) walk(id, '0');
        expect(misplaced).toEqual([]);
        expect(reached.size).toBe(items(world, 'file').length + items(world, 'folder').length);
      }),
      { numRuns: 10 },
    );
  });

  it('has folders that are mostly narrow and rarely wide, several deep', () => {
    expect(share(folders, (place) => place.folders === 0)).toBeGreaterThan(0.4);
    expect(Math.max(...folders.map((place) => place.folders))).toBeGreaterThan(8);
    const depths = items(large, 'folder').map((folder) => ancestorsOf(large, folder).length + 1);
    expect(Math.max(...depths)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...depths)).toBeLessThan(40);
  });

  it('has folders with few files, some with many, empty ones, and from 20,000 files on a huge one', () => {
    const counts = folders.map(({ files }) => files).sort((a, b) => a - b);
    const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(counts[Math.floor(counts.length / 2)]!).toBeLessThan(average * 0.8);
    expect(share(counts, (count) => count === 0)).toBeGreaterThan(0.03);
    expect(share(counts, (count) => count > 100)).toBeGreaterThan(0.005);
    expect(counts.at(-1)).toBeGreaterThan(2_000);
    const huge = (files: number) =>
      [...generatedPlaces(worldOf({ seed: 1, users: 2_000, files }).generated)].filter((place) => place.files > 1_000)
        .length;
    expect([huge(19_999), huge(20_000), huge(1_000_000)]).toEqual([0, 1, 5]);
  });

  it('shares what its table says: links by access, collaborations by party, invitations that wait', () => {
    const [files, inner] = [items(large, 'file'), items(large, 'folder')];
    const all = [...files, ...inner];
    const links = all.flatMap(({ link }) => (link ? [link] : []));
    const open = links.filter(({ access }) => access === 'open');
    const collaborations = all.flatMap((each) => each.collaborations);
    const round = (value: number) => Math.round(value * 20) / 20;
    expect(links.length / all.length).toBeCloseTo(0.03, 2);
    for (const access of ['open', 'company', 'collaborators']) {
      expect(share(links, (link) => link.access === access)).toBeCloseTo(1 / 3, 1);
    }
    expect(share(open, ({ password }) => password !== null)).toBeCloseTo(0.3, 1);
    expect(share(inner, (each) => each.collaborations.length > 0)).toBeCloseTo(0.04, 1);
    expect(share(files, (each) => each.collaborations.length > 0)).toBeCloseTo(0.01, 2);
    expect(round(share(collaborations, ({ party }) => party.type === 'group'))).toBe(0.1);
    expect(round(share(collaborations, ({ party }) => party.login.endsWith('@acme.example')))).toBe(0.55);
    expect(round(share(collaborations, ({ party }) => party.login.endsWith('@partner.example')))).toBe(0.35);
    expect(round(share(collaborations, ({ status }) => status === 'pending'))).toBe(0.15);
  });

  it('lets nobody be a collaborator of what is their own', () => {
    const own = [...itemsWithCollaborations(large)].filter((each) =>
      each.collaborations.some(({ party }) => party.id === each.ownerId),
    );
    expect(own).toEqual([]);
  });
});

describe('a count without looking at each file', () => {
  it('is what counting them comes to, whatever was moved, deleted, purged and added', () => {
    const step = fc.record({
      kind: fc.constantFrom('move', 'trash', 'purge', 'add', 'share'),
      a: fc.nat(),
      b: fc.nat(),
    });
    fc.assert(
      fc.property(size, fc.array(step, { maxLength: 20 }), (given, steps) => {
        const world = worldOf(given);
        for (const { kind, a, b } of steps) change(world, kind, a, b);
        const files = new Map<string, number>();
        for (const { ownerId } of activeItems(world, 'file')) files.set(ownerId, (files.get(ownerId) ?? 0) + 1);
        const counted = [...fileCountsByOwner(world)].filter(([, count]) => count > 0);
        expect(new Map(counted)).toEqual(files);
        const count = countChildren(world);
        for (const { id } of allUsers(world)) expect(count(id, '0')).toBe(childrenOf(world, id, '0').length);
        for (const { id, ownerId } of activeItems(world, 'folder')) {
          expect(count(ownerId, id)).toBe(childrenOf(world, ownerId, id).length);
        }
        const all = [...activeItems(world, 'folder'), ...activeItems(world, 'file')];
        expect(new Set([...itemsWithCollaborations(world)].map(({ id }) => id))).toEqual(
          new Set(all.filter(({ collaborations }) => collaborations.length > 0).map(({ id }) => id)),
        );
      }),
      { numRuns: 10 },
    );
  });

  function change(world: World, kind: string, a: number, b: number): void {
    const all = [...activeItems(world, 'folder'), ...activeItems(world, 'file')];
    const [one, other] = [all[a % all.length], all[b % all.length]];
    const item = one && itemForUpdate(world, one.id);
    if (!item || !other) return;
    if (kind === 'trash') item.status = 'trashed';
    if (kind === 'purge') purgeItem(world, item);
    if (kind === 'share') item.collaborations = [];
    const target = other.type === 'folder' ? other : findItem(world, other.parentId);
    const to = { parentId: target?.id ?? '0', ownerId: other.ownerId };
    if (kind === 'add') addItem(world, 'file', { ...to, name: 'new.txt', size: 10 }, NOW);
    const above = target ? [target, ...ancestorsOf(world, target)] : [];
    if (kind === 'move' && !above.some(({ id }) => id === item.id)) moveItem(world, item, to);
  }

  it('picks the items whose lots are the lowest, as sorting all of them would', () => {
    const world = worldOf({ seed: 3, users: 8, files: 500 });
    const lot = ({ id }: SimItem) => randomUint32(9, 'pick', id);
    const ids = (all: readonly SimItem[]) => all.map(({ id }) => id);
    const managed = new Set(managedUsers(world).map(({ id }) => id));
    const sorted = items(world, 'file')
      .filter(({ ownerId }) => managed.has(ownerId))
      .sort((a, b) => lot(a) - lot(b));
    const wanted = { kind: 'file', n: 20, seed: 9, minFiles: 0 } as const;
    expect(ids(pickItems(world, wanted))).toEqual(ids(sorted.slice(0, 20)));
    const [owner] = [...managed];
    expect(ids(pickItems(world, { ...wanted, owner }))).toEqual(
      ids(sorted.filter(({ ownerId }) => ownerId === owner).slice(0, 20)),
    );
  });
});

describe('the event log', () => {
  const world = worldOf({ seed: 4, users: 5, files: 300 });
  const log = createEnterpriseEvents(world);
  const [actor] = allUsers(world);
  for (let turn = 0; turn < 10; turn += 1) log.record({ type: 'LOGIN', actor: actor!, user: actor! }, NOW + turn * 700);
  const everything = () => log.after(0, log.lastSeq);
  const all = everything();

  it('counts up from 1, in the order of time', () => {
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: log.lastSeq }, (_, i) => i + 1));
    expect(all.every(({ at }, index) => index === 0 || at >= all[index - 1]!.at)).toBe(true);
  });

  it('gives any part by number or by time, history and what was recorded alike', () => {
    fc.assert(
      fc.property(fc.nat(all.length + 10), fc.nat(50), (seq, limit) => {
        expect(told(log.after(seq, limit))).toEqual(told(all.slice(seq, seq + limit)));
      }),
    );
    const time = fc.integer({ min: NOW - 31 * 24 * 3_600_000, max: NOW + 10_000 });
    fc.assert(
      fc.property(time, time, (from, to) => {
        expect(told(log.between(from, to))).toEqual(told(all.filter(({ at }) => at >= from && at <= to)));
      }),
      { numRuns: 30 },
    );
  });

  it('tells an event as it was, whatever became of the file and the user', () => {
    const past = everything().find(({ type }) => type === 'EDIT')!;
    const before = JSON.stringify(everything());
    itemForUpdate(world, past.itemId!)!.name = 'renamed.txt';
    userById(world, past.actorId)!.name = 'Renamed';
    userById(world, past.actorId)!.status = 'inactive';
    expect(JSON.stringify(everything())).toBe(before);
  });

  const told = (events: Iterable<{ eventId: string }>) => [...events].map(({ eventId }) => eventId);
});

describe('the same seed and the same time', () => {
  const options = { users: 6, files: 400, seed: 8, now: NOW };
  let boxes: SignedIn[];
  beforeAll(async () => {
    boxes = await Promise.all([signedIn(options), signedIn(options), signedIn({ ...options, seed: 9 })]);
  });
  afterAll(() => Promise.all(boxes.map(({ simulator }) => simulator.close())));

  /** Truth, and what a client is answered; nothing of it depends on how long the test takes. */
  async function answers({ simulator, get, controls }: SignedIn): Promise<string[]> {
    const [file] = await controls.pick('file', 'n=1&owner=10000000');
    const paths = [
      '/users/me',
      '/users?usemarker=true&limit=1000',
      '/folders/0/items?limit=1000&usemarker=true&fields=name,size,sha1,owned_by,shared_link,has_collaborations',
      `/files/${file!.id}`,
      `/events?stream_type=admin_logs&limit=200&created_before=${new Date(NOW).toISOString()}`,
    ];
    const api = await Promise.all(paths.map(async (path) => (await get(path)).text()));
    const truth = ['/_sim/truth/files', '/_sim/truth/users', '/_sim/truth/calls', '/_sim/pick?kind=folder'];
    const own = await Promise.all(truth.map(async (path) => (await fetch(`${simulator.url}${path}`)).text()));
    return [...api, ...own];
  }

  it('give the same bytes; another seed gives others', async () => {
    const [one, same, other] = await Promise.all(boxes.map(answers));
    expect(same).toEqual(one);
    expect(one!.filter((text, index) => text === other![index])).toEqual([]);
  });

  it('give the same bytes of content, too', async () => {
    const [one, same] = await Promise.all(
      boxes.map(async ({ controls, get }) => {
        const files = await controls.pick('file', 'n=20&owner=10000000');
        return Promise.all(
          files.map(async ({ id }) => {
            const answer = await fetch((await get(`/files/${id}/content`)).headers.get('location')!);
            return Buffer.from(await answer.arrayBuffer());
          }),
        );
      }),
    );
    expect(same).toEqual(one);
    expect(generatedItem(generateEnterprise({ ...options, startedAt: NOW }), '900000000000')).toEqual(
      generatedItem(generateEnterprise({ ...options, startedAt: NOW }), '900000000000'),
    );
  });
});
