import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEnterpriseEvents } from '../../../simulator/enterprise/events/enterprise-events.js';
import { createWorld } from '../../../simulator/enterprise/world/create-world.js';
import { allUsers, userById } from '../../../simulator/enterprise/world/users.js';
import { itemForUpdate } from '../../../simulator/enterprise/world/items.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');

describe('the enterprise events', () => {
  const world = createWorld({ seed: 4, users: 5, files: 300, startedAt: NOW });
  const events = createEnterpriseEvents(world);
  const [actor] = allUsers(world);
  for (let i = 0; i < 10; i += 1) events.record({ type: 'LOGIN', actor: actor!, user: actor! }, NOW + i * 700);
  const listAll = () => events.after(0, events.lastSeq);
  const all = listAll();

  it('are numbered from 1 in order of time', () => {
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: events.lastSeq }, (_, i) => i + 1));
    expect(all.every(({ at }, index) => index === 0 || at >= all[index - 1]!.at)).toBe(true);
  });

  it('can be read by number and by time, the generated past and recorded events alike', () => {
    fc.assert(
      fc.property(fc.nat(all.length + 10), fc.nat(50), (seq, limit) => {
        expect(ids(events.after(seq, limit))).toEqual(ids(all.slice(seq, seq + limit)));
      }),
    );
    const time = fc.integer({ min: NOW - 31 * 24 * 3_600_000, max: NOW + 10_000 });
    fc.assert(
      fc.property(time, time, (from, to) => {
        expect(ids(events.between(from, to))).toEqual(ids(all.filter(({ at }) => at >= from && at <= to)));
      }),
      { numRuns: 30 },
    );
  });

  it('stay as they were when the file and the user change later', () => {
    const past = listAll().find(({ type }) => type === 'EDIT')!;
    const before = JSON.stringify(listAll());
    itemForUpdate(world, past.itemId!)!.name = 'renamed.txt';
    userById(world, past.actorId)!.name = 'Renamed';
    userById(world, past.actorId)!.status = 'inactive';
    expect(JSON.stringify(listAll())).toBe(before);
  });

  const ids = (some: Iterable<{ eventId: string }>) => [...some].map(({ eventId }) => eventId);
});
