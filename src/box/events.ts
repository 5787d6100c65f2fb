/** Enterprise events in the forms that Box sends, which are more than its API description has. */
import { z } from 'zod';
import type { ActivityItem, Actor } from '../domain/activity.js';

/** An event; `occurredAt` is RFC 3339 UTC, `raw` is the event as Box sent it. */
export interface BoxEvent {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly actor: Actor | null;
  readonly item: ActivityItem | null;
  readonly ip: string | null;
  /** The id of the app that caused the event; null if Box does not report it. */
  readonly serviceId: string | null;
  readonly raw: Record<string, unknown>;
}

/** A page of events. `nextPosition` is null if Box returned none, or returned the "0" of an empty page. */
export interface EventPage {
  readonly events: readonly BoxEvent[];
  readonly nextPosition: string | null;
}

const textOrNumber = z.union([z.string(), z.number()]).transform(String);
const party = z.looseObject({ id: textOrNumber, login: z.string().nullish(), name: z.string().nullish() });
const object = z.record(z.string(), z.unknown());

const rawEvent = z.looseObject({
  event_id: textOrNumber,
  event_type: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  created_by: party.nullish().catch(null),
  source: object.nullish().catch(null),
  ip_address: z.string().nullish().catch(null),
  additional_details: object.nullish().catch(null),
});

/** Parses a page. A malformed entry is ignored, so that it does not hide the other events. */
export const eventPage = z
  .object({
    entries: z.array(z.unknown()).default([]),
    next_stream_position: textOrNumber.nullish(),
  })
  .transform((page): EventPage => {
    const events = page.entries.flatMap(toEvent);
    const position = page.next_stream_position ?? null;
    return { events, nextPosition: page.entries.length === 0 && position === '0' ? null : position };
  });

function toEvent(entry: unknown): BoxEvent[] {
  const raw = object.safeParse(entry);
  const parsed = rawEvent.safeParse(entry);
  if (!raw.success || !parsed.success) return [];
  const event = parsed.data;
  const { created_by: by } = event;
  const serviceId = textOrNumber.safeParse(event.additional_details?.['service_id']);
  return [
    {
      eventId: event.event_id,
      type: event.event_type,
      occurredAt: new Date(event.created_at).toISOString(),
      actor: by ? { id: by.id, login: by.login || null, name: by.name ?? null } : null,
      item: event.source ? itemOf(event.source) : null,
      ip: event.ip_address ?? null,
      serviceId: serviceId.success ? serviceId.data : null,
      raw: raw.data,
    },
  ];
}

const itemSource = z.looseObject({
  item_type: z.string(),
  item_id: textOrNumber,
  item_name: z.string().nullish(),
  owned_by: party.nullish().catch(null),
  parent: z.looseObject({ id: textOrNumber }).nullish().catch(null),
});
const collaborationSource = z.looseObject({
  file_id: textOrNumber.nullish(),
  file_name: z.string().nullish(),
  folder_id: textOrNumber.nullish(),
  folder_name: z.string().nullish(),
  owned_by: party.nullish().catch(null),
  parent: z.looseObject({ id: textOrNumber }).nullish().catch(null),
});
const objectSource = z.looseObject({
  type: z.string(),
  id: textOrNumber,
  name: z.string().nullish(),
  owned_by: party.nullish().catch(null),
  parent: z.looseObject({ id: textOrNumber }).nullish().catch(null),
});

/** Reads `source` in its three known forms: an item, the item of a collaboration, or another object. */
function itemOf(source: Record<string, unknown>): ActivityItem | null {
  const item = itemSource.safeParse(source);
  if (item.success) return toItem(item.data.item_type, item.data.item_id, item.data.item_name, item.data);
  const shared = collaborationSource.safeParse(source);
  if (shared.success && shared.data.file_id)
    return toItem('file', shared.data.file_id, shared.data.file_name, shared.data);
  if (shared.success && shared.data.folder_id) {
    return toItem('folder', shared.data.folder_id, shared.data.folder_name, shared.data);
  }
  const other = objectSource.safeParse(source);
  return other.success ? toItem(other.data.type, other.data.id, other.data.name, other.data) : null;
}

function toItem(
  type: string,
  id: string,
  name: string | null | undefined,
  source: { owned_by?: { id: string } | null | undefined; parent?: { id: string } | null | undefined },
): ActivityItem {
  return {
    type: type === 'file' || type === 'folder' || type === 'user' ? type : 'other',
    id,
    name: name ?? null,
    ownerId: source.owned_by?.id ?? null,
    parentId: source.parent?.id ?? null,
  };
}
