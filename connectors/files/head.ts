import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const usual = 1 << 20;
const largest = 64 << 20;

/** The beginning of a file: a megabyte, or more (up to 64) where that holds fewer than twenty lines. */
export const readHead = (path: string): { readonly head: Buffer; readonly whole: boolean } => {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    for (let length = Math.min(size, usual); ; length = Math.min(size, length * 8, largest)) {
      const head = Buffer.alloc(length);
      let read = 0;
      for (let got = -1; read < length && got !== 0; read += got) got = readSync(file, head, read, length - read, read);
      if (length === size || length >= largest || linesIn(head) >= 20) return { head: head.subarray(0, read), whole: read >= size };
    }
  } finally {
    closeSync(file);
  }
};

const linesIn = (head: Buffer): number => {
  let lines = 0;
  for (const sign of [10, 13]) for (let at = head.indexOf(sign); at >= 0 && lines < 40; at = head.indexOf(sign, at + 1)) lines++;
  return lines;
};
