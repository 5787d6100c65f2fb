/** Lists with entries in odd forms. */
import type { Fault } from './kinds.js';
import type { Faults } from './faults.js';
import { type Entry, isEntry, ODD_FORMS, oddForm, withField } from './odd-forms.js';
import type { RequestTarget } from './targets.js';

/** What an entry can be, by the `type` in its JSON. */
const KINDS: Readonly<Record<string, string>> = {
  file: 'item',
  folder: 'item',
  web_link: 'item',
  user: 'user',
  collaboration: 'collaboration',
  event: 'event',
};

/** The entries with those replaced that an `oddEntries` fault hits. */
export const withOddEntries = (faults: Faults, target: RequestTarget, entries: readonly unknown[]): unknown[] =>
  entries.flatMap((entry) => oddEntry(faults, target, entry) ?? [entry]);

/** A single resource in an odd form, if a fault hits it and the form has one entry. */
export function withOddResource(faults: Faults, target: RequestTarget, resource: unknown): unknown {
  const reshaped = oddEntry(faults, target, resource);
  return reshaped?.length === 1 ? reshaped[0] : resource;
}

function oddEntry(faults: Faults, target: RequestTarget, entry: unknown): readonly unknown[] | undefined {
  if (!isResource(entry)) return undefined;
  const hit = faults.hitEach('oddEntries', target, {
    accepts: (fault) => concerns(fault, entry) && reshape(fault, entry, 1) !== undefined,
    entryId: idsOf(entry)[0] ?? '',
  });
  return hit && reshape(hit.fault, entry, hit.number);
}

function reshape(fault: Fault, entry: Entry, number: number): readonly unknown[] | undefined {
  if (fault.field !== undefined) return [withField(entry, fault.field, fault.value)];
  return oddForm(entry, fault.forms ?? ODD_FORMS, fault.seed, number);
}

const concerns = ({ of, entryId }: Fault, entry: Entry): boolean =>
  (of === undefined || KINDS[String(entry['type'])] === of) &&
  (entryId === undefined || idsOf(entry).includes(entryId));

/** An entry's own id, and for an event those of its item. */
function idsOf({ id, event_id: eventId, source }: Entry): string[] {
  const { item_id, file_id, folder_id, id: sourceId } = isEntry(source) ? source : {};
  return [eventId, id, item_id, file_id, folder_id, sourceId].filter((each) => typeof each === 'string');
}

const isResource = (value: unknown): value is Entry => isEntry(value) && String(value['type']) in KINDS;
