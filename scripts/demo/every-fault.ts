/** Faults for a living enterprise: every kind that the simulator has, at a rate or held for a time. */
import type { SimulatorControls } from '../../clients/simulator.js';

/** A fault to add to the simulator, with a name for people. */
export interface NamedFault {
  readonly name: string;
  readonly fault: Readonly<Record<string, unknown>>;
}

const FOREIGN = [200, 302, 401, 403, 404, 407, 408, 429, 451, 500, 502, 503, 504];
const BOX = [400, 403, 404, 405, 408, 409, 410, 412, 423, 425, 429, 500, 502, 503, 504];
const OTHERS = [
  'latency',
  'expiredToken',
  'reset',
  'resetAfterEffect',
  'slowDrip',
  'truncatedJson',
  'wrongContentType',
];
const named = (name: string, fault: Readonly<Record<string, unknown>>): NamedFault => ({ name, fault });

/** Faults of requests. None of them says truly that the grant has ended, so nobody has to consent again. */
const REQUEST_FAULTS: readonly NamedFault[] = [
  ...FOREIGN.map((status) => named(`somebody else's ${status}`, { kind: 'foreign', status, at: 'api' })),
  ...[401, 403, 502].map((status) =>
    named(`somebody else's ${status} at the token endpoint`, { kind: 'foreign', status, at: 'token' }),
  ),
  ...BOX.map((status) => named(`Box's ${status}`, { kind: 'boxError', status, at: 'api', ms: 1_000 })),
  ...[500, 503].map((status) =>
    named(`Box's ${status} at the token endpoint`, { kind: 'boxError', status, at: 'token' }),
  ),
  ...OTHERS.map((kind) =>
    named(kind, { kind, at: 'api', ...(kind === 'latency' || kind === 'slowDrip' ? { ms: 300 } : {}) }),
  ),
  named('JSON of the wrong shape', { kind: 'wrongJson', route: '/items' }),
  named('a marker seen before', { kind: 'endlessPages', pages: 'same' }),
  named('an empty page with a new marker', { kind: 'endlessPages', pages: 'empty' }),
];

/** Faults of entries and events. Events keep their id, type and item: without these no client could know them. */
const ENTRY_FAULTS: readonly NamedFault[] = [
  ...['item', 'user', 'collaboration', 'event'].map((of) =>
    named(`odd forms of a ${of} that mean the same`, {
      kind: 'oddEntries',
      of,
      forms: [
        'numericIds', 'numericEtag', 'numericName', 'textSize', 'compactOffset', 'fractionalTimes', 'omittedNulls',
        'extraMembers', 'unknownNeighbor', 'nullNeighbor',
      ],
    }),
  ),
  ...['/items', '/users?', '/collaborations'].map((route) =>
    named(`entries of ${route} that hide something`, {
      kind: 'oddEntries',
      route,
      forms: ['wrongField', 'nullEntry', 'textEntry', 'unknownType', 'unreadableTimes', 'noOwner', 'oddLink', 'unknownRole'],
    }),
  ),
  named('events without owner, time or actor', {
    kind: 'oddEntries',
    of: 'event',
    forms: ['noOwner', 'noCreatedAt', 'nullCreatedBy'],
  }),
  named('events twice', { kind: 'duplicateEvents' }),
  named('events out of order', { kind: 'outOfOrderEvents' }),
  named('late events', { kind: 'lateEvents', ms: 3_000 }),
]; // prettier-ignore

/** A struck fault, with the ids under which the simulator has it. */
export interface StruckFault extends NamedFault {
  readonly ids: readonly string[];
}

/** How the faults are struck. */
interface Striking {
  /** The share of all responses that the faults of requests hit together; of entries or events, each fault. */
  readonly rate: number;
  readonly seed: number;
}

/** Strikes every fault: the faults of requests hit their parts of the share `rate` of all responses. */
export async function strikeEveryFault(
  simulator: SimulatorControls,
  { rate, seed }: Striking,
): Promise<readonly StruckFault[]> {
  const all = [
    ...REQUEST_FAULTS.map((each) => ({ ...each, rate: rate / REQUEST_FAULTS.length })),
    ...ENTRY_FAULTS.map((each) => ({ ...each, rate })),
  ];
  const struck: StruckFault[] = [];
  for (const [index, { name, fault, rate: share }] of all.entries()) {
    const ids = await addFault(simulator, { ...fault, rate: share, seed: seed * 1_000 + index });
    struck.push({ name, fault, ids });
  }
  return struck;
}

/**
 * Makes sure that faults of requests are met: each hits its requests with the chance `rate` until it has hit once more.
 * All together, that is nearly every request at first. The access tokens end at once, so that the faults of the token
 * endpoint are met; a renewal is rare, so that they hit with certainty. Returns the faults with the added ids.
 */
export async function strikeEachOnce(
  simulator: SimulatorControls,
  struck: readonly StruckFault[],
  { rate, seed }: Striking,
): Promise<readonly StruckFault[]> {
  const result: StruckFault[] = [];
  for (const [index, each] of struck.entries()) {
    const isOfRequests = REQUEST_FAULTS.some(({ name }) => name === each.name);
    const once = { ...each.fault, rate: each.fault['at'] === 'token' ? 1 : rate, count: 1 };
    const added = isOfRequests ? await addFault(simulator, { ...once, seed: seed * 1_000 + 500 + index }) : [];
    result.push({ ...each, ids: [...each.ids, ...added] });
  }
  await simulator.fault({ kind: 'expireAccessTokens' });
  return result;
}

async function addFault(
  simulator: SimulatorControls,
  fault: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const id = await simulator.fault(fault);
  return id === null ? [] : [id];
}

/** Faults to hold, one after another. `needsToken`: it is met only when the tokens are renewed. */
export const HELD_FAULTS: readonly (NamedFault & { readonly needsToken?: boolean })[] = [
  ...[200, 302, 401, 403, 404, 407, 502].map((status) =>
    named(`somebody else's ${status} everywhere`, { kind: 'foreign', status }),
  ),
  {
    ...named("somebody else's 403 at the token endpoint", { kind: 'foreign', status: 403, at: 'token' }),
    needsToken: true,
  },
  { ...named("Box's 500 at the token endpoint", { kind: 'boxError', status: 500, at: 'token' }), needsToken: true },
  {
    ...named('our app refused', { kind: 'boxError', status: 400, code: 'unauthorized_client', at: 'token' }),
    needsToken: true,
  },
  named("Box's 403 for everybody that is acted for", { kind: 'boxError', status: 403, asUser: true }),
  named("Box's 404 for every folder", { kind: 'boxError', status: 404, route: '/items' }),
  named("Box's 429", { kind: 'boxError', status: 429, ms: 2_000 }),
  named("Box's 503", { kind: 'boxError', status: 503 }),
  named('an event log that is down', { kind: 'boxError', status: 500, route: 'GET /2.0/events' }),
  named('a list of users without an end', { kind: 'endlessPages', route: 'GET /2.0/users?' }),
  named('connections that break', { kind: 'reset' }),
];
