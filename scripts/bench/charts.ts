/** Draws the figure that each scenario names, for each of its variants, as an SVG with one panel a scenario. */
import { drawPanels, escapeText, roundTenth, TITLE, WIDTH, type Panel } from '../trial/svg.js';
import type { BenchResults, Figure, ScenarioResults } from './results.js';
import { median } from './statistics.js';
import { formatNumber } from './words.js';

const LEFT = 250;
const RIGHT = 130;
const BAR = 16;
const ROW = 24;
const GAP = 18;
const COLOURS = { boxward: '#0061d5', other: '#94a3b8' };

/** The charts; the same results give the same file. */
export function drawCharts({ scenarios }: BenchResults): string {
  return drawPanels(
    scenarios.flatMap((scenario) => {
      const figures = scenario.figures.filter(({ figure }) => figure === scenario.chart);
      return figures.length === 0 ? [] : [panelOf(scenario, figures)];
    }),
  );
}

/** A bar for each variant up to its median, and a thin line from its lowest to its highest round. */
function panelOf({ title, chart }: ScenarioResults, figures: readonly Figure[]): Panel {
  const highest = Math.max(...figures.flatMap(({ values }) => values)) || 1;
  const x = (value: number) => roundTenth(LEFT + (value / highest) * (WIDTH - LEFT - RIGHT));
  const unit = figures[0]?.unit ?? '';
  const named = unit === '' || unit === chart ? chart : `${chart}, ${unit}`;
  const bars = figures.map(({ variant, values }, index) => {
    const y = TITLE + index * ROW;
    const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)];
    const colour = variant.startsWith('Boxward') ? COLOURS.boxward : COLOURS.other;
    const spread = low === high ? '' : `<path d="M${x(low)} ${y + BAR / 2}H${x(high)}" stroke="#0f172a"/>`;
    return [
      `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end" fill="#475569">${escapeText(variant)}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${roundTenth(x(middle) - LEFT)}" height="${BAR}" fill="${colour}"/>${spread}`,
      `<text x="${x(high) + 8}" y="${y + 12}">${formatNumber(middle)}</text>`,
    ].join('\n');
  });
  return { title: `${title}: ${named}`, height: TITLE + figures.length * ROW + GAP, elements: bars };
}
