/** Documents as minimal Word and Excel files (Office Open XML, ECMA-376). */
import type { Document } from './document.js';
import type { ZipEntry } from './zip.js';

/** The XML declaration. */
export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const TYPE = 'application/vnd.openxmlformats-officedocument';

/** Escapes text for XML. */
export const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The part that lists a package's content types, as `[part, type]`. Types are those of office documents. */
export function contentTypes(parts: readonly (readonly [part: string, type: string])[]): ZipEntry {
  const overrides = parts.map(([part, type]) => `<Override PartName="/${part}" ContentType="${TYPE}.${type}+xml"/>`);
  return {
    name: '[Content_Types].xml',
    content: `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
  };
}

/** The part that lists the relationships rId1, rId2 and so on of another part, as `[type, target]`. */
export function relationships(name: string, targets: readonly (readonly [type: string, target: string])[]): ZipEntry {
  const all = targets.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return {
    name,
    content: `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`,
  };
}

/** A Word document: title, paragraphs, table. */
export function wordOf({ title, paragraphs, table }: Document): ZipEntry[] {
  const paragraph = (text: string) => `<w:p><w:r><w:t>${xmlText(text)}</w:t></w:r></w:p>`;
  const grid = (table[0] ?? []).map(() => '<w:gridCol w:w="2000"/>').join('');
  const rows = table.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`);
  const body = `${[title, ...paragraphs].map(paragraph).join('')}<w:tbl><w:tblPr/><w:tblGrid>${grid}</w:tblGrid>${rows.join('')}</w:tbl>`;
  return [
    contentTypes([['word/document.xml', 'wordprocessingml.document.main']]),
    relationships('_rels/.rels', [['officeDocument', 'word/document.xml']]),
    {
      name: 'word/document.xml',
      content: `${XML}<w:document xmlns:w="${WORD}"><w:body>${body}<w:p/><w:sectPr/></w:body></w:document>`,
    },
  ];
}

/** An Excel workbook: the table on one sheet, the paragraphs on another. */
export function workbookOf({ title, paragraphs, table }: Document): ZipEntry[] {
  const sheet = (number: number, rows: readonly (readonly string[])[]): ZipEntry => {
    const cells = (row: readonly string[]) =>
      row.map((cell) => `<c t="inlineStr"><is><t>${xmlText(cell)}</t></is></c>`).join('');
    const all = rows.map((row, index) => `<row r="${index + 1}">${cells(row)}</row>`).join('');
    return {
      name: `xl/worksheets/sheet${number}.xml`,
      content: `${XML}<worksheet xmlns="${SHEET}"><sheetData>${all}</sheetData></worksheet>`,
    };
  };
  return [
    contentTypes([
      ['xl/workbook.xml', 'spreadsheetml.sheet.main'],
      ['xl/worksheets/sheet1.xml', 'spreadsheetml.worksheet'],
      ['xl/worksheets/sheet2.xml', 'spreadsheetml.worksheet'],
    ]),
    relationships('_rels/.rels', [['officeDocument', 'xl/workbook.xml']]),
    relationships('xl/_rels/workbook.xml.rels', [
      ['worksheet', 'worksheets/sheet1.xml'],
      ['worksheet', 'worksheets/sheet2.xml'],
    ]),
    {
      name: 'xl/workbook.xml',
      content: `${XML}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="Table" sheetId="1" r:id="rId1"/><sheet name="Notes" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    },
    sheet(1, table),
    sheet(
      2,
      [title, ...paragraphs].map((text) => [text]),
    ),
  ];
}
