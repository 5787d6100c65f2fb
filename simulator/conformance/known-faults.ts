/**
 * Where Box's API description differs from Box's behaviour. It is corrected before responses are checked against it.
 */

/** A known fault of the description, and its correction. */
export interface KnownFault {
  /** JSON pointers to the wrong schemas. */
  readonly at: readonly string[];
  /** Keywords to set in each schema; undefined removes a keyword. */
  readonly change: Readonly<Record<string, unknown>>;
  readonly why: string;
}

const schema = (path: string): string => `/components/schemas/${path}`;
const LINK = 'allOf/1/properties/shared_link/allOf/0';

/** The branches of an event's source, each with its condition. The description's "one of" never matches exactly one. */
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

/** All known faults. */
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
    why: 'requires a property "accessed", which does not exist: its properties and examples have "access"',
  },
  {
    at: [schema('File--Full/allOf/1/properties/tags/allOf/0'), schema('Folder--Full/allOf/1/properties/tags/allOf/0')],
    change: { minItems: undefined },
    why: "requires at least one tag; the tests of Box's Node client expect a root folder without tags",
  },
  {
    at: [schema('Event/properties/session_id')],
    change: { nullable: true },
    why: "null in every enterprise event of Box's guides (Shield events); the description does not say so",
  },
  {
    at: [schema('EventSourceResource')],
    change: { oneOf: undefined, allOf: SOURCE_BRANCHES },
    why: 'one of its branches accepts any object, so exactly one never matches',
  },
  {
    at: [schema('Event/properties/event_type/allOf/0')],
    change: { enum: undefined },
    why: "lists the types known at the time; Box's guide to enterprise events calls such lists not exhaustive, and printing has no type",
  },
  {
    at: [schema('Event/properties/source')],
    change: { nullable: true },
    why: 'null for events without a source object, such as those of groups and Shield alerts',
  },
  {
    at: [schema('User--Full/allOf/1/properties/role'), schema('User/allOf/1/properties/space_used')],
    change: { nullable: true },
    why: 'null for a collaborator of another enterprise, for whom "Get user" returns few fields',
  },
  {
    at: [schema('TrashWebLink/properties/parent')],
    change: { nullable: true },
    why: 'null for an item in the trash, as for files and folders there',
  },
  {
    at: [schema('Collaboration/properties/accessible_by')],
    change: { nullable: true },
    why: 'null for an invited address without a Box account; only invite_email has it',
  },
  {
    at: [schema('Collaboration/properties/acknowledged_at')],
    change: { nullable: true },
    why: 'null until an invitation is accepted or declined',
  },
  {
    at: [schema('User--Mini/allOf/1/properties/login')],
    change: { format: undefined },
    why: 'empty for the creator of a root folder and for anonymous users in events, so not an e-mail address',
  },
];

/** A corrected copy of the description. Throws if the description has no schema at a pointer. */
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
