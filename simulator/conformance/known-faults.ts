/** Where Box's description of its API says other than Box does: what is put right before answers are held against it. */

/** A correction of the description. */
export interface KnownFault {
  /** The schemas that are wrong, as JSON pointers into the description. */
  readonly at: readonly string[];
  /** Put over each schema; undefined takes a keyword away. */
  readonly change: Readonly<Record<string, unknown>>;
  readonly why: string;
}

const schema = (path: string): string => `/components/schemas/${path}`;
const LINK = 'allOf/1/properties/shared_link/allOf/0';

/** The branches of an event's source by what tells them apart; the description's "exactly one of" never holds. */
const SOURCE_BRANCHES = [
  { if: { required: ['item_type'] }, then: { $ref: '#/components/schemas/EventSource' } },
  ...[
    ['user', 'User'],
    ['file', 'File'],
    ['folder', 'Folder'],
    ['app_item', 'AppItemEventSource'],
  ].map(([type, name]) => ({
    if: { required: ['type'], properties: { type: { enum: [type] } } },
    then: { $ref: `#/components/schemas/${name ?? ''}` },
  })),
];

/** All that is known to be wrong. */
export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    at: [schema('ClientError/properties/code')],
    change: { enum: undefined },
    why: "lists 17 codes; Box's guide to common errors documents many more, rate_limit_exceeded among them",
  },
  {
    at: [schema(`File/${LINK}`), schema(`Folder/${LINK}`), schema(`WebLink/${LINK}`)],
    change: {
      required: [
        'url',
        'access',
        'effective_access',
        'effective_permission',
        'is_password_enabled',
        'download_count',
        'preview_count',
      ],
    },
    why: 'requires a property "accessed" that is none of its own: it is "access" in its properties and in its examples',
  },
  {
    at: [schema('File--Full/allOf/1/properties/tags/allOf/0'), schema('Folder--Full/allOf/1/properties/tags/allOf/0')],
    change: { minItems: undefined },
    why: "wants at least one tag; the tests of Box's Node client expect none of a root folder",
  },
  {
    at: [schema('Event/properties/session_id')],
    change: { nullable: true },
    why: "null in every enterprise event of Box's guides (Shield events); the description does not say so",
  },
  {
    at: [schema('EventSourceResource')],
    change: { oneOf: undefined, allOf: SOURCE_BRANCHES },
    why: 'one of its branches, a source of any form, fits everything, so that exactly one never does',
  },
  {
    at: [schema('Event/properties/event_type/allOf/0')],
    change: { enum: undefined },
    why: "lists what types there were; Box's guide to enterprise events calls such lists not exhaustive, and printing has none",
  },
  {
    at: [schema('Event/properties/source')],
    change: { nullable: true },
    why: "null where an event is about nothing that has a form of its own, as a group's are and Shield alerts",
  },
  {
    at: [schema('User--Full/allOf/1/properties/role'), schema('User/allOf/1/properties/space_used')],
    change: { nullable: true },
    why: 'null for a collaborator of another enterprise, of whom "Get user" says that little is told',
  },
  {
    at: [schema('TrashWebLink/properties/parent')],
    change: { nullable: true },
    why: 'null for what lies in the trash, as it is for files and folders there',
  },
  {
    at: [schema('Collaboration/properties/accessible_by')],
    change: { nullable: true },
    why: 'null for a stranger who has not answered an invitation; only invite_email names them then',
  },
  {
    at: [schema('Collaboration/properties/acknowledged_at')],
    change: { nullable: true },
    why: 'null until an invitation is answered',
  },
  {
    at: [schema('User--Mini/allOf/1/properties/login')],
    change: { format: undefined },
    why: 'empty for the nobody who made a root folder, and for anonymous actors in events: no e-mail address',
  },
];

/** A copy of the description with the corrections made. Throws when the description has no schema at such a place. */
export function applyCorrections(description: unknown, faults: readonly KnownFault[] = KNOWN_FAULTS): unknown {
  const copy: unknown = structuredClone(description);
  for (const { at, change } of faults) {
    for (const pointer of at) {
      const wrong = schemaAt(copy, pointer);
      for (const [keyword, value] of Object.entries(change)) {
        if (value === undefined) Reflect.deleteProperty(wrong, keyword);
        else Object.assign(wrong, { [keyword]: value });
      }
    }
  }
  return copy;
}

function schemaAt(root: unknown, pointer: string): object {
  let node = root;
  for (const name of pointer.split('/').slice(1)) {
    node = typeof node === 'object' && node !== null ? Reflect.get(node, name) : undefined;
  }
  if (typeof node !== 'object' || node === null) throw new Error(`The description has nothing at ${pointer}`);
  return node;
}
