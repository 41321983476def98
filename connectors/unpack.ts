import { closeSync, createReadStream, createWriteStream, openSync, readSync, statSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Tick } from '../analysis/algorithm.ts';
import { Fault } from '../analysis/fault.ts';

/** How far a packed file may expand before it is taken for a trap. */
export interface UnpackLimits {
  /** Bytes unpacked at most. */
  readonly bytes: number;
  /** Unpacked bytes for each packed one at most, looked at beyond 100 MB. */
  readonly ratio: number;
}

/** 64 GiB, and a thousand bytes for each packed one. */
export const usualLimits: UnpackLimits = { bytes: 64 * 2 ** 30, ratio: 1000 };

const freeBytes = 100e6;

/** Whether the file is packed with gzip, by its first bytes. */
export const isGzip = (path: string): boolean => {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(3);
    return readSync(file, head, 0, 3, 0) === 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
  } finally {
    closeSync(file);
  }
};

/** Unpacks a gzip file as a stream. Throws a `Fault` where it is damaged, cut off, or expands beyond the limits. */
export const unpack = async (from: string, to: string, name: string, limits: UnpackLimits, tick: Tick): Promise<void> => {
  const packed = statSync(from).size;
  let unpacked = 0;
  const source = createReadStream(from, { highWaterMark: 1 << 20 });
  const guard = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      tick(source.bytesRead, packed);
      if (unpacked > limits.bytes || (unpacked > freeBytes && unpacked > packed * limits.ratio)) {
        done(
          new Fault(
            'too-large',
            `${name} unpacks to more than ${unpacked > limits.bytes ? `${limits.bytes} bytes` : `${limits.ratio} times its size`}, which is refused. Unpack it and upload what is inside if that is right.`,
          ),
        );
      } else done(null, chunk);
    },
  });
  try {
    await pipeline(source, createGunzip({ chunkSize: 262144 }), guard, createWriteStream(to, { flags: 'wx' }));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR')
      throw new Fault('bad-file', `${name} is cut off: the packed data ends too early. Upload it again.`, { cause: error });
    if (code?.startsWith('Z_'))
      throw new Fault('bad-file', `${name} is damaged and cannot be unpacked. Pack or upload it again.`, { cause: error });
    throw error;
  }
};
