import { isUtf8 } from 'node:buffer';
import { Fault } from '../../analysis/fault.ts';
import { detectEncoding, headAsUtf8, wholeUtf8 } from './encoding.ts';

const magic: readonly (readonly [bytes: string, what: string])[] = [
  ['\x1f\x8b', 'packed with gzip twice. Unpack it once'],
  ['PAR1', 'a Parquet file, which is not read yet. Export it as CSV'],
  ['%PDF', 'a PDF document. Export the table behind it as CSV'],
  ['SQLite format 3', 'a SQLite database. Export the table of events as CSV'],
  ['\xd0\xcf\x11\xe0', 'an old Excel or Word file. Open it and save the sheet as CSV (UTF-8)'],
  ['7z\xbc\xaf', 'a 7z archive. Unpack it and upload the file inside'],
  ['Rar!', 'a RAR archive. Unpack it and upload the file inside'],
  ['BZh', 'a bzip2 archive. Unpack it, or pack it with gzip'],
  ['\xfd7zXZ', 'an xz archive. Unpack it, or pack it with gzip'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive. Unpack it, or pack it with gzip'],
  ['\x89PNG', 'a picture (PNG)'],
  ['\xff\xd8\xff', 'a picture (JPEG)'],
  ['GIF8', 'a picture (GIF)'],
  ['\x7fELF', 'a program'],
  ['{\\rtf', 'a rich text document. Save the table in it as CSV'],
  ['ARROW1', 'an Arrow file, which is not read yet. Export it as CSV'],
  ['Obj\x01', 'an Avro file, which is not read yet. Export it as CSV'],
];

const zipped = (head: Buffer): string => {
  const names = head.toString('latin1');
  if (names.includes('xl/') || /\.xlsx$/i.test(names)) return 'an Excel workbook. Open it and save the sheet as CSV (UTF-8)';
  if (names.includes('word/')) return 'a Word document. Save the table in it as CSV';
  if (names.includes('opendocument.spreadsheet')) return 'a LibreOffice spreadsheet. Open it and save the sheet as CSV (UTF-8)';
  if (names.includes('[Content_Types].xml')) return 'an Office document, probably a workbook. Open it and save the sheet as CSV (UTF-8)';
  return 'a zip archive. Unpack it and upload the file inside (a .gz is read as it is)';
};

/** Control characters that tables of text do hold: tab, line breaks, form feed, escape-like separators (28–31). */
const textControls = new Set([9, 10, 12, 13, 28, 29, 30, 31]);

/** What a file that is no table of text seems to be, and what to do about it; null where it may be one. Looks at its first bytes only. */
export const whatItIs = (bytes: Uint8Array): string | null => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (head.length === 0) return null;
  const start = head.toString('latin1', 0, 16);
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return zipped(head);
  for (const [bytes, what] of magic) if (start.startsWith(bytes)) return what;
  const text = headAsUtf8(head.subarray(0, 64 * 1024), detectEncoding(head)).toString();
  const begins = text.slice(0, 4096).trimStart();
  if (/^<(!doctype html|html|head|body)/i.test(begins)) return 'a web page (HTML). Was a login or error page saved instead of the file?';
  if (/^<(\?xml|!--|!doctype|[a-z_][\w:.-]*[\s/>])/i.test(begins)) return 'XML, but not XES';
  if (/^[{[]\s*["{[\]}]/.test(begins) && /^[{[][\s\S]*?["\]}]\s*[:,\]}[]/.test(begins))
    return 'JSON, which is not read yet. Export it as CSV';
  let [odd, zeros] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0) zeros++;
    else if (code === 127 || (code < 32 && !textControls.has(code))) odd++;
  }
  const broken = !isUtf8(wholeUtf8(head)) && odd > 0;
  if (odd + zeros > text.length * (broken ? 0.02 : 0.1)) return 'a binary file';
  return null;
};

const roots: Readonly<Record<string, string>> = {
  definitions: 'a BPMN (or DMN) model. Upload it as a document, not as a log',
  pnml: 'a Petri net (PNML). Upload it as a document, not as a log',
  ptml: 'a process tree (PTML), not a log',
  html: 'a web page. Was a login or error page saved instead of the file?',
  WorkflowLog: 'an MXML log, the forerunner of XES. Convert it to XES, for example with ProM',
  workbook: 'a spreadsheet in XML. Save it as CSV',
  Workbook: 'a spreadsheet in XML. Save it as CSV',
  mxfile: 'a draw.io drawing, not a log',
  svg: 'a picture (SVG), not a log',
};

/** What an XML file with this root seems to be, as a fault. */
export const notXes = (root: string): Fault => {
  const local = root.slice(root.lastIndexOf(':') + 1);
  const what = Object.hasOwn(roots, local) ? roots[local] : `XML of another kind: its root is <${root.slice(0, 80)}>, that of XES is <log>`;
  return new Fault('bad-file', `This is not an event log but ${what}.`);
};
