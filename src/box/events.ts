/** Enterprise events in the forms that Box sends, which are more than its API description has. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ActivityItem, Actor } from '../domain/activity.js';
import { asId, asObject, asText, asTextOrNull, asTime } from './lenient.js';
import { itemOf, personOf } from './event-source.js';
import { parseBoxJson } from './parse-json.js';

/** An event; times are RFC 3339 UTC, `raw` is the event as Box sent it. */
export interface BoxEvent {
  /** Box's id. An event without one gets an id made from its content, so that a repeat is stored once. */
  readonly eventId: string;
  /** Empty if Box sent none. */
  readonly type: string;
  /** Null if Box sent no readable time. */
  readonly occurredAt: string | null;
  readonly actor: Actor | null;
  readonly item: ActivityItem | null;
  readonly ip: string | null;
  /** The id of the app that caused the event; null if Box does not report it. */
  readonly serviceId: string | null;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A page of events. */
export interface EventPage {
  readonly events: readonly BoxEvent[];
  /** The entries that are not events, as JSON, each cut to 200 characters. */
  readonly unreadable: readonly string[];
  /** Null if Box returned none that can be read, or returned the "0" of an empty page. */
  readonly nextPosition: string | null;
}

/** Parses a page. Each entry and each field is read by itself: one that cannot be read costs nothing else. */
export const eventPage = z
  .object({ entries: z.array(z.unknown()), next_stream_position: z.unknown().optional() })
  .transform((page): EventPage => {
    const events: BoxEvent[] = [];
    const unreadable: string[] = [];
    for (const entry of page.entries) {
      const event = toEvent(entry);
      if (event) events.push(event);
      else unreadable.push(toJson(entry).slice(0, 200));
    }
    const position = toPosition(page.next_stream_position);
    return { events, unreadable, nextPosition: page.entries.length === 0 && position === '0' ? null : position };
  });

/** A position is a number of up to 64 bits; the JSON parser passes a long one as a text. */
function toPosition(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : null;
  return typeof value === 'string' && /^[\w.:+/=-]{1,200}$/.test(value) ? value : null;
}

/** The longest type and address that are kept: both are indexed. */
const MAX_TYPE = 100;
const MAX_IP = 64;

/** Null for an entry that has nothing of an event. */
function toEvent(entry: unknown): BoxEvent | null {
  const raw = asObject(entry);
  if (!raw) return null;
  const { event_id: eventId, event_type: type, created_at: createdAt, source, created_by: by } = raw;
  if (![eventId, type, createdAt].some((value) => asText(value).trim() !== '')) return null;
  const serviceId = asId(parsed(raw['additional_details'])?.['service_id']);
  return {
    eventId: toEventId(eventId) ?? idFromContent(raw),
    type: asText(type).trim().slice(0, MAX_TYPE),
    occurredAt: toTime(createdAt),
    actor: personOf(by),
    item: itemOf(parsed(source)),
    ip: asTextOrNull(raw['ip_address'])?.slice(0, MAX_IP) ?? null,
    serviceId,
    raw,
  };
}

/** Ids of Box's events are GUIDs or hashes. An id that is much longer cannot be indexed. */
function toEventId(value: unknown): string | null {
  const text = asText(value).trim();
  return text !== '' && text.length <= 200 && typeof value !== 'boolean' ? text : null;
}

/** An id that is the same whenever Box sends the same content, in whatever order of its fields. */
function idFromContent(raw: Readonly<Record<string, unknown>>): string {
  return `content-${createHash('sha256').update(canonicalJson(raw)).digest('hex').slice(0, 40)}`;
}

/** JSON with the fields of each object in order. */
const canonicalJson = (value: unknown): string =>
  toJson(value, (_key, field) => {
    const object = asObject(field);
    return object ? Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))) : field;
  });

/** Of a value that is nested too deeply for `JSON.stringify`, only its texts and numbers are written. */
function toJson(value: unknown, replacer?: (key: string, field: unknown) => unknown): string {
  try {
    return JSON.stringify(value, replacer);
  } catch {
    const flat = Object.entries(asObject(value) ?? {}).map(([name, field]) => [name, asText(field)]);
    return JSON.stringify(flat.sort());
  }
}

/** A time may also be a text that contains seconds or milliseconds since 1970. */
function toTime(value: unknown): string | null {
  const isEpoch = typeof value === 'string' && /^\d{9,14}$/.test(value.trim());
  return asTime(isEpoch ? Number(value) : value);
}

/** Returns the fields of an object; some senders write it as JSON in a text. */
function parsed(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'string') return asObject(value);
  try {
    return asObject(parseBoxJson(value));
  } catch {
    return null;
  }
}
