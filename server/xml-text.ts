import { Fault } from '../analysis/fault.ts';

const BOMS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** The text of an XML file: by its byte order mark, else by the encoding it declares, else UTF-8. Bytes that do not fit are a `Fault('bad-model')`. */
export const xmlText = (bytes: Uint8Array, name: string): string => {
  const marked = BOMS.find(([mark]) => mark.every((byte, i) => bytes[i] === byte))?.[1];
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const encoding = marked ?? /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Fault('bad-model', `“${name}” cannot be read as text in ${encoding}. Save it as UTF-8 and try again.`, { cause });
  }
};
