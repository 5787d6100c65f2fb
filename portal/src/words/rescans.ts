/** Priority rescans in words: what caused one, and what it changed. */
import type { Rescan } from '../api/scan.js';
import { byteSize, countOf, duration } from '../format/numbers.js';
import { eventPhrase } from './event-phrases.js';
import { EXPOSURE_LOOKS } from './exposures.js';
import { FILE_STATE_LABELS } from './file-states.js';

type Change = Rescan['changed'][number];

/** What caused a rescan: the event, or a request made here. */
export const rescanCause = ({ cause: { eventType } }: Pick<Rescan, 'cause'>): string =>
  eventType === 'MANUAL' ? 'Scan requested' : eventPhrase(eventType);

/** Who changed the item; null if Box does not say. */
export const rescanActor = ({ actor }: Pick<Rescan, 'actor'>): string | null =>
  actor === null ? null : (actor.name ?? actor.login ?? actor.id);

/** The item's path, or its name if it has none. */
export const rescanItem = ({ itemType, itemId, name, path }: Rescan): string => path ?? name ?? `${itemType} ${itemId}`;

/** How long the rescan took, without pauses. */
export const rescanDelay = ({ seconds }: Pick<Rescan, 'seconds'>): string =>
  seconds === null ? '–' : seconds < 10 ? `${Math.round(seconds * 10) / 10} s` : duration(seconds);

/** What the delay counts, and how long Box took before. */
export function delayExplanation({ delayAtBoxSeconds }: Pick<Rescan, 'delayAtBoxSeconds'>): string {
  const ours = 'From when the change was known here, without pauses';
  return delayAtBoxSeconds === null ? ours : `${ours}. Before that, Box took ${duration(delayAtBoxSeconds)}`;
}

/** What a rescan found, most important first. */
export function rescanOutcome({ result, changed, problem, filesBelow }: Rescan): string {
  const below = filesBelow === null || filesBelow === 0 ? [] : [`${countOf(filesBelow, 'file')} below rescanned`];
  switch (result) {
    case 'unchanged':
      return ['No change', ...below].join(', ');
    case 'skipped':
      return `Skipped: ${problem?.message ?? 'the owner’s files are not scanned'}`;
    case 'failed':
      return `Not scanned: ${problem?.message ?? 'it is retried'}`;
    case 'trashed':
      return 'Moved to trash';
    case 'gone':
      return 'Deleted';
    case 'scanned':
      return upperFirst([...changed.flatMap(changePhrase), ...below].join(', ') || 'Changed');
  }
}

function changePhrase({ field, from, to }: Change): string[] {
  switch (field) {
    case 'state':
      return [from === null ? 'New' : `${stateName(from)} → ${stateName(to)}`];
    case 'access':
      return [from === null ? accessName(to) : `${accessName(from)} → ${accessName(to)}`];
    case 'sharedLink':
      return [to === null ? 'link removed' : from === null ? 'link added' : 'link changed'];
    case 'owner':
      return [`owner ${from ?? '?'} → ${to ?? '?'}`];
    case 'login':
      return [`login ${from ?? '?'} → ${to ?? '?'}`];
    case 'name':
      return [`renamed from ${from ?? '?'}`];
    case 'path':
      return [`moved from ${from ?? '?'}`];
    case 'content':
      return ['new content'];
    case 'size':
      return typeof from === 'number' && typeof to === 'number' ? sizePhrase(from, to) : [];
  }
}

/** Sizes that look the same are no news. */
function sizePhrase(from: number, to: number): string[] {
  const [before, after] = [byteSize(from), byteSize(to)];
  return before === after ? [] : [`${before} → ${after}`];
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const isKey = <T extends object>(table: T, key: unknown): key is keyof T =>
  typeof key === 'string' && Object.hasOwn(table, key);
const accessName = (access: Change['to']): string =>
  isKey(EXPOSURE_LOOKS, access) ? EXPOSURE_LOOKS[access].label : String(access ?? '?');
const stateName = (state: Change['to']): string =>
  isKey(FILE_STATE_LABELS, state) ? FILE_STATE_LABELS[state] : String(state ?? '?');
