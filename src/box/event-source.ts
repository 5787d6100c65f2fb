/** Whom and what an event is about. */
import type { ActivityItem, Actor } from '../domain/activity.js';
import { asId, asObject, asText, asTextOrNull } from './lenient.js';

type Fields = Readonly<Record<string, unknown>>;

/** Reads a user; null without an id. Each other field may be missing or odd. */
export function personOf(value: unknown): Actor | null {
  const person = asObject(value);
  const id = asId(person ? person['id'] : value);
  if (id === null) return null;
  return { id, login: asTextOrNull(person?.['login']), name: textOrNull(person?.['name']) };
}

/** Reads `source` in its three known forms: an item, the item of a collaboration, or another object. */
export function itemOf(source: Fields | null): ActivityItem | null {
  if (!source) return null;
  return (
    toItem(source['item_type'] ?? source['type'], source['item_id'], source['item_name'] ?? source['name'], source) ??
    toItem('file', source['file_id'], source['file_name'], source) ??
    toItem('folder', source['folder_id'], source['folder_name'], source) ??
    toItem(source['type'] ?? source['item_type'], source['id'], source['name'], source)
  );
}

function toItem(type: unknown, itemId: unknown, name: unknown, source: Fields): ActivityItem | null {
  const id = asId(itemId);
  const itemType = asText(type).toLowerCase();
  if (id === null || itemType === '') return null;
  return {
    type: itemType === 'file' || itemType === 'folder' || itemType === 'user' ? itemType : 'other',
    id,
    name: textOrNull(name),
    ownerId: idOf(source['owned_by']),
    parentId: idOf(source['parent']),
  };
}

/** The id of an object, or of what stands for it. */
const idOf = (value: unknown): string | null => asId(asObject(value)?.['id'] ?? value);

/** A name may be empty. */
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : asTextOrNull(value));
