/** The kinds of faults, and what an active fault consists of. */
import type { StreamType } from '../events/stream-types.js';

/** Faults of a request, applied before its effect. */
const REQUEST_EFFECTS = [
  'latency',
  'foreign',
  'boxError',
  'expiredToken',
  'revokedToken',
  '403',
  '404',
  '409',
  '429',
  '500',
  '502html',
  '503',
  'reset',
  'hang',
] as const;
/** Faults of a request, applied to its response. */
const RESPONSE_EFFECTS = [
  'resetAfterEffect',
  'slowDrip',
  'truncatedJson',
  'wrongJson',
  'wrongContentType',
  'clockSkew',
] as const;
/** Faults of a request. */
export const REQUEST_FAULTS = [...REQUEST_EFFECTS, ...RESPONSE_EFFECTS] as const;
/** Faults of events, decided for each event of a response; `lateEvents` is decided when an event is recorded. */
export const EVENT_FAULTS = ['duplicateEvents', 'outOfOrderEvents', 'lateEvents'] as const;
/** Faults of lists, decided for each entry or for each page. */
export const LIST_FAULTS = ['oddEntries', 'endlessPages'] as const;
/** Faults that take effect at once and are not stored. */
export const TOKEN_FAULTS = ['expireAccessTokens', 'revokeRefreshTokens'] as const;
/** A fault of a request. */
export type RequestFaultKind = (typeof REQUEST_FAULTS)[number];
/** A fault that is decided for each event, entry or page. */
export type EachFaultKind = (typeof EVENT_FAULTS)[number] | (typeof LIST_FAULTS)[number];

/** The endpoints that a fault can be aimed at: the API, or one of the two for tokens. */
export const ENDPOINTS = ['api', 'token', 'revoke'] as const;
/** The kinds of entries of a list. */
export const ENTRY_KINDS = ['item', 'user', 'collaboration', 'event'] as const;
/** How a list has no end. */
export const ENDLESS = ['again', 'same', 'empty'] as const;
/** What somebody between the client and Box sends as a body. */
export const FOREIGN_BODIES = ['html', 'json', 'text', 'empty'] as const;

/** Which requests a fault applies to. A member that is absent selects all. */
export interface FaultSelection {
  /** A substring of "METHOD /path?query". */
  readonly route?: string | undefined;
  readonly at?: (typeof ENDPOINTS)[number] | undefined;
  /** The user that the request acts as. */
  readonly userId?: string | undefined;
  /** The file, folder, collaboration or user that the path names. */
  readonly itemId?: string | undefined;
  /** Whether the request has an `as-user` header. */
  readonly asUser?: boolean | undefined;
  /** The event stream that the request reads. */
  readonly stream?: StreamType | undefined;
}

/** An active fault. */
export interface Fault extends FaultSelection {
  readonly id: string;
  readonly kind: RequestFaultKind | EachFaultKind;
  /** The share of requests, entries or events that are hit, 0 to 1; `seed` determines which. */
  readonly rate: number;
  /** The maximum number of hits. */
  readonly count?: number | undefined;
  /** How long the fault lasts, in milliseconds of the simulator's clock. */
  readonly forMs?: number | undefined;
  readonly seed: number;
  /** A duration, delay or offset in milliseconds, depending on the kind. */
  readonly ms?: number | undefined;
  /** The distribution of latency: always `ms`, or at least `ms` with rare, much longer delays. */
  readonly tail?: 'fixed' | 'pareto' | undefined;
  /** The status of `foreign` and `boxError`. */
  readonly status?: number | undefined;
  /** The code of `boxError`: `code` of an API error, `error` of an OAuth error. */
  readonly code?: string | undefined;
  /** The body of `foreign`. */
  readonly body?: (typeof FOREIGN_BODIES)[number] | undefined;
  /** The kind of entries that `oddEntries` hits. Absent: all. */
  readonly of?: (typeof ENTRY_KINDS)[number] | undefined;
  /** The one entry that `oddEntries` hits: its id, or for events also that of its item. */
  readonly entryId?: string | undefined;
  /** The forms that `oddEntries` draws from; all by default. */
  readonly forms?: readonly string[] | undefined;
  /** In place of a form: the path of a member, such as `owned_by.id`, to set to `value`, or to remove. */
  readonly field?: string | undefined;
  readonly value?: unknown;
  /** How `endlessPages` keeps a list from ending. */
  readonly pages?: (typeof ENDLESS)[number] | undefined;
  /** The ids of the entries that were hit, the latest thousand. */
  readonly entriesHit?: string[];
  /** The end of a fault with `forMs`, RFC 3339; null for one without. */
  readonly endsAt: string | null;
  /** Hits so far, and requests, entries or events that could have been hit. */
  hits: number;
  tries: number;
}

/** A fault to add. */
export type NewFault = Omit<Fault, 'id' | 'hits' | 'tries' | 'endsAt' | 'entriesHit'>;

/** A hit of a fault. `number` counts the fault's hits from 1. */
export interface FaultHit {
  readonly fault: Fault;
  readonly number: number;
}
