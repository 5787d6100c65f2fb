/** Enterprise events, as Box really sends them (more than its description says). */
import { z } from 'zod';
import type { ActivityItem, Actor } from '../domain/activity.js';

/** One event; `occurredAt` is RFC 3339 UTC, `raw` is what Box sent. */
export interface BoxEvent {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly actor: Actor | null;
  readonly item: ActivityItem | null;
  readonly ip: string | null;
  /** The app that acted, where Box says. */
  readonly serviceId: string | null;
  readonly raw: Record<string, unknown>;
}

/** A page of events; `nextPosition` is null when Box gave none, or the "0" that it gives on an empty page. */
export interface EventPage {
  readonly events: readonly BoxEvent[];
  readonly nextPosition: string | null;
}

const text = z.union([z.string(), z.number()]).transform(String);
const party = z.looseObject({ id: text, login: z.string().nullish(), name: z.string().nullish() });
const object = z.record(z.string(), z.unknown());

const rawEvent = z.looseObject({
  event_id: text,
  event_type: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  created_by: party.nullish().catch(null),
  source: object.nullish().catch(null),
  ip_address: z.string().nullish().catch(null),
  additional_details: object.nullish().catch(null),
});

/** Parses a page; an entry that is no event is passed over, the others are kept. */
export const eventPage = z
  .object({
    entries: z.array(z.unknown()).default([]),
    next_stream_position: text.nullish(),
  })
  .transform((page): EventPage => {
    const events = page.entries.flatMap(toEvent);
    const position = page.next_stream_position ?? null;
    return { events, nextPosition: page.entries.length === 0 && position === '0' ? null : position };
  });

function toEvent(entry: unknown): BoxEvent[] {
  const parsed = rawEvent.safeParse(entry);
  if (!parsed.success) return [];
  const event = parsed.data;
  const { created_by: by } = event;
  const serviceId = text.safeParse(event.additional_details?.['service_id']);
  return [
    {
      eventId: event.event_id,
      type: event.event_type,
      occurredAt: new Date(event.created_at).toISOString(),
      actor: by ? { id: by.id, login: by.login || null, name: by.name ?? null } : null,
      item: event.source ? itemOf(event.source) : null,
      ip: event.ip_address ?? null,
      serviceId: serviceId.success ? serviceId.data : null,
      raw: entry as Record<string, unknown>,
    },
  ];
}

const itemSource = z.looseObject({
  item_type: z.string(),
  item_id: text,
  item_name: z.string().nullish(),
  owned_by: party.nullish().catch(null),
  parent: z.looseObject({ id: text }).nullish().catch(null),
});
const collaborationSource = z.looseObject({
  file_id: text.nullish(),
  file_name: z.string().nullish(),
  folder_id: text.nullish(),
  folder_name: z.string().nullish(),
  owned_by: party.nullish().catch(null),
  parent: z.looseObject({ id: text }).nullish().catch(null),
});
const objectSource = z.looseObject({
  type: z.string(),
  id: text,
  name: z.string().nullish(),
  owned_by: party.nullish().catch(null),
  parent: z.looseObject({ id: text }).nullish().catch(null),
});

/** The shapes in which `source` has been seen: an item, a collaboration's item, or an object of its own. */
function itemOf(source: Record<string, unknown>): ActivityItem | null {
  const item = itemSource.safeParse(source);
  if (item.success) return named(item.data.item_type, item.data.item_id, item.data.item_name, item.data);
  const shared = collaborationSource.safeParse(source);
  if (shared.success && shared.data.file_id)
    return named('file', shared.data.file_id, shared.data.file_name, shared.data);
  if (shared.success && shared.data.folder_id) {
    return named('folder', shared.data.folder_id, shared.data.folder_name, shared.data);
  }
  const other = objectSource.safeParse(source);
  return other.success ? named(other.data.type, other.data.id, other.data.name, other.data) : null;
}

function named(
  type: string,
  id: string,
  name: string | null | undefined,
  where: { owned_by?: { id: string } | null | undefined; parent?: { id: string } | null | undefined },
): ActivityItem {
  return {
    type: type === 'file' || type === 'folder' || type === 'user' ? type : 'other',
    id,
    name: name ?? null,
    ownerId: where.owned_by?.id ?? null,
    parentId: where.parent?.id ?? null,
  };
}
