/** File formats: how each encodes a document, and the tail that identifies a file. */
import type { Document } from './document.js';
import { wordOf, workbookOf } from './office.js';
import { pdfOf } from './pdf.js';
import { pngEnd, pngOf } from './png.js';
import { slidesOf } from './slides.js';
import { csvOf, jsonOf, markdownOf, textOf } from './text.js';
import { zipComment, zipOf } from './zip.js';

/** A format. A file is `template(document)` followed by `tail(stamp)`. */
export interface Format {
  readonly mediaType: string;
  template(document: Document): Buffer | string;
  /** The end of a file, which identifies it. `stamp` is short ASCII text without quotes. */
  tail(stamp: string): Buffer | string;
}

const office = (kind: string): string => `application/vnd.openxmlformats-officedocument.${kind}`;

/** The formats by extension. */
export const FORMATS = {
  txt: { mediaType: 'text/plain', template: textOf, tail: (stamp) => `${stamp}\n` },
  md: { mediaType: 'text/markdown', template: markdownOf, tail: (stamp) => `${stamp}\n` },
  csv: { mediaType: 'text/csv', template: csvOf, tail: (stamp) => `"${stamp}","","",""\r\n` },
  json: { mediaType: 'application/json', template: jsonOf, tail: (stamp) => `"revision":"${stamp}"}\n` },
  // Readers search the last kilobyte of a PDF for its end, so a comment may follow it.
  pdf: { mediaType: 'application/pdf', template: pdfOf, tail: (stamp) => `% ${stamp}\n` },
  png: { mediaType: 'image/png', template: pngOf, tail: pngEnd },
  docx: {
    mediaType: office('wordprocessingml.document'),
    template: (document) => zipOf(wordOf(document)),
    tail: zipComment,
  },
  xlsx: {
    mediaType: office('spreadsheetml.sheet'),
    template: (document) => zipOf(workbookOf(document)),
    tail: zipComment,
  },
  pptx: {
    mediaType: office('presentationml.presentation'),
    template: (document) => zipOf(slidesOf(document)),
    tail: zipComment,
  },
  zip: { mediaType: 'application/zip', template: archiveOf, tail: zipComment },
} satisfies Record<string, Format>;

/** A known extension. */
export type Extension = keyof typeof FORMATS;

/** The extension of a name, in lower case; null for none or an unknown one. */
export function extensionOf(name: string): Extension | null {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return isExtension(extension) && extension.length < name.length - 1 ? extension : null;
}

const isExtension = (text: string): text is Extension => Object.hasOwn(FORMATS, text);

/** A document in three formats. */
function archiveOf(document: Document): Buffer {
  return zipOf([
    { name: 'document.txt', content: textOf(document) },
    { name: 'table.csv', content: csvOf(document) },
    { name: 'document.docx', content: Buffer.concat([zipOf(wordOf(document)), zipComment('')]) },
  ]);
}
