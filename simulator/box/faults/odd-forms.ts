/**
 * Odd forms of entries: items, users, collaborations and events as Box sends them now and then, though its API
 * description has no such form. Lossless ones mean the same as the usual form; the others hide something.
 */
import { choose, randomUint32 } from '../../random.js';

/** An entry of a list, or a single resource. */
export type Entry = Readonly<Record<string, unknown>>;

/** What an odd form does to an entry: the entries to send in its place. Undefined if it does not fit the entry. */
type Reshape = (entry: Entry, seed: number, number: number) => readonly unknown[] | undefined;

const TIMES = ['created_at', 'modified_at', 'expires_at', 'recorded_at'];

/** Forms that mean the same as the usual one. */
const LOSSLESS = {
  /** All ids as numbers: the entry's own, and those of its owner, parent, party and path. */
  numericIds: (entry) => changed(entry, (name, value) => (isIdName(name) ? numberOf(value) : value)),
  numericEtag: (entry) => changed(entry, (name, value) => (name === 'etag' ? numberOf(value) : value)),
  /** A name that is a number, such as that of a folder "2026". */
  numericName: (entry) => changed(entry, (name, value) => (isNameName(name) ? numberOf(value) : value)),
  textSize: (entry) => changed(entry, (name, value) => (name === 'size' ? String(value) : value)),
  /** Time zones without a colon: -0700. */
  compactOffset: (entry) =>
    changed(entry, (name, value) =>
      TIMES.includes(name) && typeof value === 'string' ? value.replace(/([+-]\d\d):(\d\d)$/, '$1$2') : value,
    ),
  /** Times with fractions of a second. */
  fractionalTimes: (entry) =>
    changed(entry, (name, value) =>
      TIMES.includes(name) && typeof value === 'string' ? value.replace(/(:\d\d)([+-])/, '$1.000$2') : value,
    ),
  /** Members that are null, omitted. */
  omittedNulls: (entry) => {
    const kept = Object.entries(entry).filter(([, value]) => value !== null);
    return kept.length < Object.keys(entry).length ? [Object.fromEntries(kept)] : undefined;
  },
  /** Members that Box may add. */
  extraMembers: (entry) => [{ ...entry, introduced_later: { type: 'odd', id: 1 } }],
  /** A further entry of a type that Box may add. */
  unknownNeighbor: (entry) => [{ type: 'introduced_later', id: '1', name: 'odd' }, entry],
  /** A further entry that is null. */
  nullNeighbor: (entry) => [null, entry],
} satisfies Record<string, Reshape>;

/** Forms that hide something. */
const LOSSY = {
  /** One of the fields that a scanner needs, missing or with a value that makes no sense. */
  wrongField: (entry, seed, number) => {
    const paths = FIELDS.filter((path) => valueAt(entry, path) !== undefined);
    const [path] = paths.length === 0 ? [] : [choose(paths, seed, 'odd field', number)];
    return path === undefined
      ? undefined
      : [withField(entry, path, WRONG_VALUES[randomUint32(seed, 'odd value', number) % WRONG_VALUES.length])];
  },
  nullEntry: () => [null],
  textEntry: () => ['odd'],
  unknownType: (entry) => ('type' in entry ? [{ ...entry, type: 'introduced_later' }] : undefined),
  unreadableTimes: (entry) =>
    changed(entry, (name, value) => (TIMES.includes(name) && value !== null ? '0000-00-00T00:00:00' : value)),
  noOwner: (entry) =>
    'owned_by' in entry
      ? [withField(entry, 'owned_by', undefined)]
      : valueAt(entry, 'source.owned_by') === undefined
        ? undefined
        : [withField(entry, 'source.owned_by', undefined)],
  oddLink: (entry, seed, number) =>
    'shared_link' in entry ? [withField(entry, 'shared_link', choose(ODD_LINKS, seed, 'odd link', number))] : undefined,
  unknownRole: (entry) => ('role' in entry ? [{ ...entry, role: 'introduced_later' }] : undefined),
  /** An event without one of the members that say what it was, when, and by whom. */
  noEventId: (entry) => without(entry, 'event_id'),
  noEventType: (entry) => without(entry, 'event_type'),
  noCreatedAt: (entry) => ('event_id' in entry ? without(entry, 'created_at') : undefined),
  nullSource: (entry) => (entry['source'] ? [{ ...entry, source: null }] : undefined),
  nullCreatedBy: (entry) => (entry['created_by'] && 'event_id' in entry ? [{ ...entry, created_by: null }] : undefined),
} satisfies Record<string, Reshape>;

const FORMS: Readonly<Record<string, Reshape>> = { ...LOSSLESS, ...LOSSY };
/** The names of the forms that mean the same as the usual one. */
export const LOSSLESS_FORMS = Object.keys(LOSSLESS);
/** The names of all forms. */
export const ODD_FORMS = Object.keys(FORMS);

/**
 * The entries to send in place of `entry`, in a form drawn from `forms` by the seed and the number of the hit. Undefined
 * if none of the forms changes this entry.
 */
export function oddForm(
  entry: Entry,
  forms: readonly string[],
  seed: number,
  number: number,
): readonly unknown[] | undefined {
  const first = randomUint32(seed, 'odd form', number) % forms.length;
  for (let i = 0; i < forms.length; i += 1) {
    const reshaped = FORMS[forms[(first + i) % forms.length] ?? '']?.(entry, seed, number);
    if (reshaped) return reshaped;
  }
  return undefined;
}

/** A copy of an entry in which the member at a path such as "owned_by.id" has a value, or is missing for undefined. */
export function withField(entry: Entry, path: string, value: unknown): Entry {
  const [name = '', ...rest] = path.split('.');
  if (rest.length > 0) {
    const inner = entry[name];
    return { ...entry, [name]: withField(isEntry(inner) ? inner : {}, rest.join('.'), value) };
  }
  const others = Object.entries(entry).filter(([each]) => each !== name);
  return value === undefined ? Object.fromEntries(others) : { ...entry, [name]: value };
}

/** The fields that Boxward reads. */
const FIELDS = [
  'id', 'name', 'size', 'sha1', 'etag', 'owned_by', 'owned_by.id', 'owned_by.login', 'shared_link', 'shared_link.url',
  'shared_link.access', 'shared_link.effective_access', 'shared_link.is_password_enabled', 'shared_link.unshared_at',
  'has_collaborations', 'item_status', 'parent', 'parent.id', 'path_collection', 'created_at', 'modified_at',
  'login', 'role', 'status', 'enterprise', 'enterprise.id',
  'accessible_by', 'accessible_by.id', 'accessible_by.type', 'accessible_by.login', 'accessible_by.name',
  'invite_email', 'expires_at', 'item', 'item.id',
  'event_id', 'event_type', 'created_by', 'created_by.id', 'created_by.login', 'source', 'source.item_id',
  'source.item_type', 'source.item_name', 'source.owned_by', 'source.owned_by.id', 'source.parent', 'source.parent.id',
  'ip_address', 'additional_details', 'additional_details.service_id',
]; // prettier-ignore
/** Undefined removes the member. */
const WRONG_VALUES = [undefined, null, '', 'odd', 7, -1, true, [], {}, [null]];
const ODD_LINKS = ['https://acme.box.example/s/odd', true, [], {}, { url: 'https://acme.box.example/s/odd' }, 1];

/** Whether a value is a JSON object. */
export const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isIdName = (name: string): boolean => name === 'id' || /^(item|file|folder|user)_id$/.test(name);
const isNameName = (name: string): boolean => name === 'name' || /^(item|file|folder)_name$/.test(name);

/** A text as a number, if the number is written like the text. */
const numberOf = (value: unknown): unknown =>
  typeof value === 'string' && String(Number(value)) === value ? Number(value) : value;

const without = (entry: Entry, name: string): readonly Entry[] | undefined =>
  name in entry ? [withField(entry, name, undefined)] : undefined;

function valueAt(entry: Entry, path: string): unknown {
  return path.split('.').reduce<unknown>((node, name) => (isEntry(node) ? node[name] : undefined), entry);
}

/** The entry with each member mapped, at every depth; undefined if nothing changes. */
function changed(entry: Entry, map: (name: string, value: unknown) => unknown): readonly Entry[] | undefined {
  const mapped = mapMembers(entry, map);
  return JSON.stringify(mapped) === JSON.stringify(entry) ? undefined : [mapped];
}

function mapMembers(entry: Entry, map: (name: string, value: unknown) => unknown): Entry {
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    return isEntry(value) ? mapMembers(value, map) : value;
  };
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, map(name, inner(value))]));
}
