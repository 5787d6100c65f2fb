/** Documents as PDF (ISO 32000): pages of plain lines in a standard font. */
import type { Document } from './document.js';

const LINES_PER_PAGE = 50;
const LETTERS_PER_LINE = 95;

/** A PDF file up to and including its %%EOF. A comment may follow. */
export function pdfOf({ title, paragraphs, table }: Document): string {
  const lines = [title, '', ...paragraphs, '', ...table.map((row) => row.join('   '))].flatMap(wrap);
  const pages = Array.from({ length: Math.ceil(lines.length / LINES_PER_PAGE) }, (_, index) =>
    lines.slice(index * LINES_PER_PAGE, (index + 1) * LINES_PER_PAGE),
  );
  // Objects 1 to 3 are the catalog, the page tree and the font. Each page and its content follow.
  const pageNumber = (index: number) => 4 + 2 * index;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${pageNumber(index)} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((page, index) => {
      const text = `BT /F1 10 Tf 14 TL 50 780 Td\n${page.map((line) => `(${escape(line)}) '`).join('\n')}\nET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${pageNumber(index) + 1} 0 R >>`,
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      ];
    }),
  ];
  let offset = '%PDF-1.4\n'.length;
  const offsets: number[] = [];
  const bodies = objects.map((object, index) => {
    const body = `${index + 1} 0 obj\n${object}\nendobj\n`;
    offsets.push(offset);
    offset += body.length;
    return body;
  });
  const entries = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return `%PDF-1.4\n${bodies.join('')}xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${offset}\n%%EOF\n`;
}

const escape = (text: string): string => text.replace(/[\\()]/g, '\\$&');

function wrap(text: string): string[] {
  return text.length <= LETTERS_PER_LINE
    ? [text]
    : (text.match(new RegExp(`.{1,${LETTERS_PER_LINE}}(?: |$)`, 'g')) ?? [text]);
}
