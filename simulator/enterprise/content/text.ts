/** Documents as plain text, Markdown, CSV and JSON, without the last line. */
import type { Document } from './document.js';

/** Plain text. */
export const textOf = ({ title, paragraphs, table }: Document): string =>
  `${[title, '', ...paragraphs, '', ...table.map((row) => row.join('\t'))].join('\n')}\n`;

/** Markdown, with a pipe table. */
export function markdownOf({ title, paragraphs, table: [columns = [], ...rows] }: Document): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = [line(columns), line(columns.map(() => '---'))];
  return `${[`# ${title}`, '', paragraphs.join('\n\n'), '', ...head, ...rows.map(line), ''].join('\n')}\n`;
}

/** The table as CSV. Every cell is quoted; lines end as in RFC 4180. */
export const csvOf = ({ table }: Document): string =>
  table.map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\r\n`).join('');

/** A JSON object without its end: the tail adds the last member. */
export function jsonOf({ title, paragraphs, table: [columns = [], ...rows] }: Document): string {
  const records = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
  return `${JSON.stringify({ title, paragraphs, rows: records }).slice(0, -1)},\n`;
}
