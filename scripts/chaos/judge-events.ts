/** Judges that every event of Box is stored once. */

/** Boxward asks Box in whole seconds: an event this close to the start of the backfill may be stored or not. */
const EDGE_MS = 2_000;

/** Events that a fault has sent in a form which may hide their id: each may be missing, or be stored with another id. */
export interface HiddenEvents {
  readonly ids: ReadonlySet<string>;
  /** False if the simulator has forgotten some of them. */
  readonly areAll: boolean;
}

/** Every event that is missing, surplus or stored twice, in one line each. Times are RFC 3339. */
export function eventDifferences(
  truth: readonly { readonly eventId: string; readonly type: string; readonly createdAt: string }[],
  stored: readonly { readonly eventId: string; readonly type: string; readonly occurredAt: string }[],
  backfilledFrom: string,
  hidden: HiddenEvents = { ids: new Set(), areAll: true },
): string[] {
  const from = Date.parse(backfilledFrom);
  const lines: string[] = [];
  const seen = new Set<string>();
  for (const { eventId, type } of stored) {
    if (seen.has(eventId)) lines.push(`event twice: ${type} ${eventId}`);
    seen.add(eventId);
  }
  if (!hidden.areAll) return lines;
  const known = new Map(truth.map((event) => [event.eventId, event]));
  for (const { eventId, type, createdAt } of truth) {
    if (Date.parse(createdAt) > from + EDGE_MS && !seen.has(eventId) && !hidden.ids.has(eventId)) {
      lines.push(`event lost: ${type} ${eventId} at ${createdAt}`);
    }
  }
  const surplus = stored.filter(({ eventId }) => !known.has(eventId));
  for (const { eventId, type, occurredAt } of surplus.slice(hidden.ids.size)) {
    lines.push(`event that Box does not have: ${type} ${eventId} at ${occurredAt}`);
  }
  return lines;
}
