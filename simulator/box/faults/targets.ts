/** Which requests a fault applies to. */
import type { ENDPOINTS, FaultSelection } from './kinds.js';

/** A request, as far as faults select by it. */
export interface RequestTarget {
  /** "METHOD /path?query". */
  readonly route: string;
  readonly at: (typeof ENDPOINTS)[number];
  /** The user that the request acts as; null if its token is not valid. */
  readonly userId: string | null;
  /** The file, folder, collaboration or user that the path names. */
  readonly itemId: string | null;
  readonly asUser: boolean;
  readonly stream: string | null;
  /** The marker of the page that the request reads; null for the first page. */
  readonly marker: string | null;
  /** The stream position that the request reads from; "0" for none. */
  readonly position: string;
}

/** Whether a fault applies to a request. */
export const appliesTo = (fault: FaultSelection, target: RequestTarget): boolean =>
  (fault.route === undefined || target.route.includes(fault.route)) &&
  (['at', 'userId', 'itemId', 'asUser', 'stream'] as const).every(
    (name) => fault[name] === undefined || fault[name] === target[name],
  );
