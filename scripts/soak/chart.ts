/** Draws samples as an SVG with one panel for each kind of figure; the same samples give the same file. */
import { drawPanels, escapeText, roundTenth as round, TITLE, WIDTH, type Panel } from '../trial/svg.js';
import type { Sample } from './sample.js';

interface Line {
  readonly name: string;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

interface Lines {
  readonly title: string;
  readonly lines: readonly Line[];
}

const HEIGHT = 190;
const LEFT = 60;
const RIGHT = 210;
const BOTTOM = 24;
/** Lines in a panel; of the others only the largest are drawn. */
const MAX_LINES = 8;
const COLOURS = ['#0061d5', '#c2410c', '#15803d', '#7c3aed', '#b91c1c', '#0e7490', '#a16207', '#475569'];
const MIB = 1024 * 1024;

/** The chart of a soak. */
export function drawChart(samples: readonly Sample[]): string {
  const panels: Lines[] = [
    {
      title: 'Memory, MiB',
      lines: linesOf(
        samples,
        ({ processes }) => processes,
        ({ mib }) => mib,
      ),
    },
    {
      title: 'Open files',
      lines: linesOf(
        samples,
        ({ processes }) => processes,
        ({ files }) => files,
      ),
    },
    {
      title: 'Tables and their indexes, MiB',
      lines: linesOf(
        samples,
        ({ tables }) => tables,
        ({ tableBytes, indexBytes }) => (tableBytes + indexBytes) / MIB,
      ),
    },
    {
      title: 'History of the current run, events',
      lines: linesOf(
        samples,
        ({ histories }) => histories,
        ({ events }) => events,
      ),
    },
  ];
  const endMs = Math.max(samples.at(-1)?.atMs ?? 0, 1);
  return drawPanels(panels.map((lines) => panelOf(lines, endMs)));
}

/** One line for each name, the largest at the end first. */
function linesOf<T extends { readonly name: string }>(
  samples: readonly Sample[],
  list: (sample: Sample) => readonly T[],
  value: (entry: T) => number | null,
): Line[] {
  const names = [...new Set(samples.flatMap((sample) => list(sample).map(({ name }) => name)))];
  const lines = names.map((name) => ({
    name,
    points: samples.flatMap((sample) => {
      const entry = list(sample).find((each) => each.name === name);
      const read = entry ? value(entry) : null;
      return read === null ? [] : [{ atMs: sample.atMs, value: read }];
    }),
  }));
  const last = ({ points }: Line) => points.at(-1)?.value ?? 0;
  return lines.sort((a, b) => last(b) - last(a) || (a.name < b.name ? -1 : 1)).slice(0, MAX_LINES);
}

function panelOf({ title, lines }: Lines, endMs: number): Panel {
  const top = Math.max(...lines.flatMap(({ points }) => points.map(({ value }) => value)), 1) * 1.1;
  const x = (atMs: number) => round(LEFT + (atMs / endMs) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TITLE - BOTTOM));
  const grid = [0, 0.5, 1].map((share) => {
    const at = y((top / 1.1) * share);
    return `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#e2e8f0"/><text x="${LEFT - 6}" y="${at + 4}" text-anchor="end" fill="#475569">${round((top / 1.1) * share)}</text>`;
  });
  const drawn = lines.map(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '#000000';
    const path = points.map(({ atMs, value }, each) => `${each === 0 ? 'M' : 'L'}${x(atMs)} ${y(value)}`).join('');
    const label = `<text x="${WIDTH - RIGHT + 10}" y="${TITLE + 8 + index * 16}" fill="${colour}">${escapeText(name)} ${round(points.at(-1)?.value ?? 0)}</text>`;
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>${label}`;
  });
  const ends = `<text x="${LEFT}" y="${HEIGHT - 8}" fill="#475569">0 min</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end" fill="#475569">${round(endMs / 60_000)} min</text>`;
  return { title, height: HEIGHT, elements: [...grid, ...drawn, ends] };
}
