/** The frame of a chart: an SVG as wide as a page, with panels one below the other. */

/** The width of every chart. */
export const WIDTH = 820;
/** The height of a panel's title. */
export const TITLE = 34;

/** A panel with its title and its height. */
export interface Panel {
  readonly title: string;
  readonly height: number;
  /** Elements below the title; their coordinates are those of the panel. */
  readonly elements: readonly string[];
}

/** The panels as one SVG; the same panels give the same file. */
export function drawPanels(panels: readonly Panel[]): string {
  let top = 0;
  const drawn = panels.map(({ title, height, elements }) => {
    const heading = `<text x="12" y="20" font-weight="bold">${escapeText(title)}</text>`;
    const panel = `<g transform="translate(0 ${top})">\n${[heading, ...elements].join('\n')}\n</g>`;
    top += height;
    return panel;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${Math.max(top, 1)}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

/** A coordinate with one decimal. */
export const roundTenth = (value: number): number => Math.round(value * 10) / 10;

/** Text as the content of an element. */
export const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
