/** Draws the figure that each scenario names, for each of its variants, as an SVG with one panel a scenario. */
import type { BenchResults, Figure, ScenarioResults } from './results.js';
import { median } from './statistics.js';
import { formatNumber } from './words.js';

const WIDTH = 820;
const LEFT = 250;
const RIGHT = 130;
const TOP = 34;
const BAR = 16;
const ROW = 24;
const GAP = 18;
const COLOURS = ['#0061d5', '#94a3b8', '#15803d', '#c2410c'];

/** The charts; the same results give the same file. */
export function drawCharts({ scenarios }: BenchResults): string {
  const panels = scenarios.flatMap((scenario) => {
    const figures = scenario.figures.filter(({ figure }) => figure === scenario.chart);
    return figures.length === 0 ? [] : [{ scenario, figures }];
  });
  let at = 0;
  const drawn = panels.map(({ scenario, figures }) => {
    const panel = `<g transform="translate(0 ${at})">\n${drawPanel(scenario, figures)}\n</g>`;
    at += TOP + figures.length * ROW + GAP;
    return panel;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${Math.max(at, 1)}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

/** A bar for each variant up to its median, and a thin line from its lowest to its highest round. */
function drawPanel({ title, chart }: ScenarioResults, figures: readonly Figure[]): string {
  const highest = Math.max(...figures.flatMap(({ values }) => values)) || 1;
  const x = (value: number) => Math.round((LEFT + (value / highest) * (WIDTH - LEFT - RIGHT)) * 10) / 10;
  const unit = figures[0]?.unit ?? '';
  const named = unit === '' || unit === chart ? chart : `${chart}, ${unit}`;
  const bars = figures.map(({ variant, values }, index) => {
    const y = TOP + index * ROW;
    const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)];
    const colour = variant.startsWith('Boxward') ? COLOURS[0] : COLOURS[1];
    const spread = low === high ? '' : `<path d="M${x(low)} ${y + BAR / 2}H${x(high)}" stroke="#0f172a"/>`;
    return [
      `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end" fill="#475569">${escape(variant)}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${Math.round((x(middle) - LEFT) * 10) / 10}" height="${BAR}" fill="${colour ?? ''}"/>${spread}`,
      `<text x="${x(high) + 8}" y="${y + 12}">${formatNumber(middle)}</text>`,
    ].join('\n');
  });
  return [`<text x="12" y="20" font-weight="bold">${escape(`${title}: ${named}`)}</text>`, ...bars].join('\n');
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
