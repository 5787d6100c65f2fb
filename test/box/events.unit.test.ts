import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventPage } from '../../src/box/events.js';
import { toActivity } from '../../src/box/event-types.js';

const page = (entries: unknown[], position: unknown = '9') =>
  eventPage.parse({ entries, next_stream_position: position });
const read = (entry: object) => page([entry]).events[0]!;
const base = { event_id: 'e', event_type: 'EDIT', created_at: '2026-03-27T23:26:54-07:00' };

describe('an event whose fields Box sends in an unusual form', () => {
  it.each([
    ['an offset without a colon', '2026-03-27T23:26:54-0700'],
    ['a space and no T', '2026-03-28 06:26:54Z'],
    ['seconds since 1970', 1_774_679_214],
    ['milliseconds since 1970, as a text', '1774679214000'],
  ])('has its time: %s', (_, created_at) => {
    expect(read({ ...base, created_at }).occurredAt).toBe('2026-03-28T06:26:54.000Z');
  });

  it.each([undefined, null, '', 'yesterday', {}, 1e300, '+275760-09-13T00:00:00Z'])(
    'is kept with the time of receipt, and marked, if its time is %j',
    (created_at) => {
      const receivedAt = new Date('2026-11-01T00:00:00.000Z');
      const activity = toActivity(read({ ...base, created_at }), null, receivedAt);
      expect(activity).toMatchObject({ eventId: 'e', occurredAt: receivedAt.toISOString(), timeUnknown: true });
    },
  );

  it.each([undefined, null, '', '  ', {}, 'x'.repeat(5_000)])(
    'gets the same id whenever its content is the same, if its id is %j',
    (event_id) => {
      const [first, again, other] = page([
        { ...base, event_id, source: { a: 1, b: [{ c: 2, d: 3 }] } },
        { source: { b: [{ d: 3, c: 2 }], a: 1 }, event_id, ...{ created_at: base.created_at, event_type: 'EDIT' } },
        { ...base, event_id, source: { a: 2 } },
      ]).events;
      expect(first!.eventId).toMatch(/^content-[0-9a-f]{40}$/);
      expect(again!.eventId).toBe(first!.eventId);
      expect(other!.eventId).not.toBe(first!.eventId);
    },
  );

  it('keeps every other field when one is odd', () => {
    expect(
      read({
        ...base,
        event_id: 12,
        created_by: { id: 5, login: 7, name: ['x'] },
        ip_address: {},
        source: { item_type: 'File', item_id: 9, item_name: 3, owned_by: '27', parent: 4 },
        additional_details: '{"service_id":"4711"}',
      }),
    ).toMatchObject({
      eventId: '12',
      actor: { id: '5', login: '7', name: null },
      ip: null,
      item: { type: 'file', id: '9', name: '3', ownerId: '27', parentId: '4' },
      serviceId: '4711',
    });
  });

  it('has its source and its app from JSON in a text, with every character storable and no id rounded', () => {
    const source = String.raw` {"item_type":"file","item_id":1152922976252290886,"item_name":"a\u0000b\ud83d"}`;
    const event = read({ ...base, source, additional_details: '\n{"service_id":1152922976252290887}' });
    expect(event.item).toMatchObject({ id: '1152922976252290886', name: 'a\ufffdb\ufffd' });
    expect(event.serviceId).toBe('1152922976252290887');
  });

  it.each(['{"item_id":"9"', 'file 9', '["9"]', ''])('is about no item if its source is the text %j', (source) => {
    const event = read({ ...base, source, additional_details: source });
    expect([event.eventId, event.item, event.serviceId]).toEqual(['e', null, null]);
  });

  it.each([
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), expect.stringMatching(/^content-/)],
    [' e7 ', 'e7'],
    [0, '0'],
    [true, expect.stringMatching(/^content-/)],
  ])('with the id %j has the id %s', (event_id, expected) => {
    expect(read({ ...base, event_id }).eventId).toEqual(expected);
  });

  it('has a type and an address that can be indexed, however long Box sends them', () => {
    expect(read({ ...base, event_type: ' EDIT ', ip_address: '2001:db8::1' })).toMatchObject({
      type: 'EDIT',
      ip: '2001:db8::1',
    });
    const long = read({ ...base, event_type: `\n${'T'.repeat(101)}`, ip_address: '1'.repeat(65) });
    expect([long.type, long.ip]).toEqual(['T'.repeat(100), '1'.repeat(64)]);
  });

  it.each([
    [' 1774654014 ', '2026-03-27T23:26:54.000Z'],
    ['99999999999999', '5138-11-16T09:46:39.999Z'],
    // Neither seconds nor milliseconds of a time that is meant.
    ['177467921400000', null],
    ['20260327', null],
  ])('with the time %j has the time %j', (created_at, expected) => {
    expect(read({ ...base, created_at }).occurredAt).toBe(expected);
  });

  it('is kept without a type, under the type UNKNOWN', () => {
    expect(toActivity(read({ event_id: 'e' }), null, new Date())).toMatchObject({ type: 'UNKNOWN', category: 'other' });
  });
});

describe('a page of events', () => {
  it('loses and hides nothing: every entry is an event or counted as unreadable', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 20 }), (entries) => {
        const { events, unreadable } = page([...entries, base]);
        expect(events.length + unreadable.length).toBe(entries.length + 1);
        expect(events.at(-1)?.eventId).toBe('e');
      }),
    );
  });

  it('counts entries that are no events, and keeps what they were', () => {
    expect(page([null, 'text', 7, [base], {}, { nonsense: true }, base])).toMatchObject({
      events: [{ eventId: 'e' }],
      unreadable: ['null', '"text"', '7', expect.stringContaining('event_id'), '{}', '{"nonsense":true}'],
    });
  });

  it.each([
    [7, '7'],
    [0, '0'],
    ['0', '0'],
    ['1152922976252290886', '1152922976252290886'],
  ])('with entries has the next position %j', (position, expected) => {
    expect(page([base], position).nextPosition).toBe(expected);
  });

  it('without entries has no next position if that is 0, which would read the stream from its start', () => {
    expect([page([], 0).nextPosition, page([], '0').nextPosition, page([], 7).nextPosition]).toEqual([null, null, '7']);
  });

  it('keeps 200 characters of an entry that is no event', () => {
    expect(page(['x'.repeat(500)]).unreadable).toEqual([`"${'x'.repeat(199)}`]);
    expect(page([{ event_id: ' ', event_type: '', created_at: '\n' }]).events).toEqual([]);
  });

  it.each([[null], [{}], [true], [1.5], [-1], [''], ['a b']])('has no next position if Box sends %j', (position) => {
    expect(page([base], position).nextPosition).toBeNull();
  });

  it('may lack a next position, and contain an entry that is nested without end', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    const { events, unreadable, nextPosition } = eventPage.parse({ entries: [deep, { event_type: 'EDIT', deep }] });
    expect([events.length, unreadable.length, nextPosition]).toEqual([1, 1, null]);
  });

  it('tells entries that are nested without end apart by their texts, in whatever order', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    const { created_at, event_type } = base;
    const ids = page([
      { event_type, created_at, deep },
      { deep, created_at, event_type },
      { event_type: 'DELETE', created_at, deep },
    ]).events.map(({ eventId }) => eventId);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('is not empty, but no page, without a list of entries', () => {
    expect(eventPage.safeParse({ unexpected: true }).success).toBe(false);
  });
});
