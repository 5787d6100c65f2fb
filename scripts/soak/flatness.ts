/** Judges whether figures stay flat after a warm-up. */
import type { Sample } from './sample.js';

/** A figure over time, and how much it may grow from the end of the warm-up to the end. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
  /** A share of the mean, or an absolute growth, whichever is more. */
  readonly mayGrow: { readonly share: number; readonly by: number };
}

/** The judgement of a series, with its figures in words. */
export interface Judged {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  readonly growth: string;
  readonly isFlat: boolean;
}

/** The warm-up: a third of the time, this long at most. */
const WARM_UP_MS = 15 * 60_000;
/** Processes of Boxward; servers of others keep caches that fill up. */
const OWN = ['worker', 'api'];
/** Tables that hold work under way, or a fixed number of rows for each connection. Others grow with what happens. */
const BOUNDED = [
  'frontier',
  'promotions',
  'rescans',
  'connections',
  'grants',
  'observations',
  'workers',
  'box_users',
  'folders',
];
const MIB = 1024 * 1024;

/** The figures that must be flat. */
export function seriesOf(samples: readonly Sample[]): Series[] {
  const names = (list: (sample: Sample) => readonly { readonly name: string }[]) => [
    ...new Set(samples.flatMap((sample) => list(sample).map(({ name }) => name))),
  ];
  const points = (value: (sample: Sample) => number | null | undefined) =>
    samples.flatMap((sample) => {
      const read = value(sample);
      return read === null || read === undefined ? [] : [{ atMs: sample.atMs, value: read }];
    });
  const own = names(({ processes }) => processes).filter((name) => OWN.includes(name));
  const bounded = names(({ tables }) => tables).filter((name) => BOUNDED.includes(name));
  return [
    ...own.map((name) => ({
      name: `memory of ${name}`,
      unit: 'MiB',
      points: points(({ processes }) => processes.find((each) => each.name === name)?.mib),
      mayGrow: { share: 0.1, by: 20 },
    })),
    ...own.map((name) => ({
      name: `open files of ${name}`,
      unit: 'files',
      points: points(({ processes }) => processes.find((each) => each.name === name)?.files),
      mayGrow: { share: 0.2, by: 10 },
    })),
    ...bounded.map((name) => ({
      name: `table ${name} and its indexes`,
      unit: 'MiB',
      points: points(({ tables }) => {
        const table = tables.find((each) => each.name === name);
        return table && (table.tableBytes + table.indexBytes) / MIB;
      }),
      mayGrow: { share: 0.25, by: 2 },
    })),
  ];
}

/** Fits a line after the warm-up; its rise until the end is the growth. With fewer than four points nothing is judged. */
export function judgeFlatness({ name, unit, points, mayGrow }: Series): Judged {
  const endMs = points.at(-1)?.atMs ?? 0;
  const warm = points.filter(({ atMs }) => atMs >= Math.min(endMs / 3, WARM_UP_MS));
  const inUnit = (value: number | undefined) => (value === undefined ? '–' : `${Math.round(value * 10) / 10} ${unit}`);
  const known = { name, first: inUnit(warm[0]?.value), last: inUnit(warm.at(-1)?.value) };
  if (warm.length < 4) return { ...known, growth: 'too few samples', isFlat: true };
  const { slope, mean } = fit(warm);
  const rise = slope * (endMs - (warm[0]?.atMs ?? 0));
  const isFlat = rise <= Math.max(mayGrow.share * mean, mayGrow.by);
  const perHour = slope * 3_600_000;
  return { ...known, growth: `${perHour >= 0 ? '+' : '−'}${inUnit(Math.abs(perHour))} an hour`, isFlat };
}

/** The line of least squares; its slope is per millisecond. */
export function fit(points: readonly { readonly atMs: number; readonly value: number }[]): {
  slope: number;
  mean: number;
} {
  const sum = (of: (point: { atMs: number; value: number }) => number) =>
    points.reduce((total, point) => total + of(point), 0);
  const at = sum(({ atMs }) => atMs) / points.length;
  const mean = sum(({ value }) => value) / points.length;
  const spread = sum(({ atMs }) => (atMs - at) ** 2);
  return { slope: spread === 0 ? 0 : sum(({ atMs, value }) => (atMs - at) * (value - mean)) / spread, mean };
}
