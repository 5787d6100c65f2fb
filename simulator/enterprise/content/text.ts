/** Documents as plain text, Markdown, CSV and JSON, without their last line. */
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

/** CSV: the table alone, every cell quoted, lines ended as RFC 4180 asks. */
export const csvOf = ({ table }: Document): string =>
  table.map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\r\n`).join('');

/** A JSON object that is still open: its last member is the tail's. */
export function jsonOf({ title, paragraphs, table: [columns = [], ...rows] }: Document): string {
  const records = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
  return `${JSON.stringify({ title, paragraphs, rows: records }).slice(0, -1)},\n`;
}
