/** A period that the live stream did not cover; times are RFC 3339 UTC. */
export interface Gap {
  readonly from: string;
  readonly to: string;
}

/** The gaps that are remembered per connection: the latest. */
const REMEMBERED = 10;

/** Adds a gap to those of a connection. A gap that touches the last one extends it: one outage is one gap. */
export function addGap(gaps: readonly Gap[], gap: Gap): Gap[] {
  const last = gaps.at(-1);
  if (!last || Date.parse(gap.from) > Date.parse(last.to) || Date.parse(gap.to) < Date.parse(last.from)) {
    return [...gaps, gap].slice(-REMEMBERED);
  }
  const [from, to] = [earlier(last.from, gap.from), later(last.to, gap.to)];
  return [...gaps.slice(0, -1), { from, to }];
}

const earlier = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b);
const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);
