import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Fault } from '../analysis/fault.ts';
import type { Staged } from '../connectors/connector.ts';

/** A file that was given to us, before it is read. */
export interface Received {
  readonly id: string;
  readonly name: string;
  /** Its bytes. */
  readonly path: string;
  /** An empty folder beside it for what its connector leaves. */
  readonly folder: string;
}

/**
 * Files between their upload and their import, each in a folder of its own under the data folder.
 * A folder is an upload once it holds `upload.json`; whatever has none is a torso, and is removed.
 */
export interface Uploads {
  /** Writes a stream to disk as it comes. A stream that breaks off or is longer than the limit leaves nothing. */
  readonly receive: (bytes: Readable, name: string) => Promise<Received>;
  /** Takes a file that is already on this machine. */
  readonly copy: (path: string) => Promise<Received>;
  /** Makes a received file an upload: the last step, all at once. */
  readonly keep: (received: Received, staged: Staged) => Promise<void>;
  readonly get: (id: string) => Promise<Staged>;
  /** Runs something that reads an upload's file; a drop meanwhile waits for its end. */
  readonly using: <T>(id: string, run: () => Promise<T>) => Promise<T>;
  /** Forgets an upload, at the latest when nobody reads it any more. */
  readonly drop: (id: string) => Promise<void>;
  /** Removes torsos and what nobody came back for in a week. To be called before anything is received. */
  readonly sweep: () => Promise<void>;
}

/** The most that one file may have, unless MAX_UPLOAD_BYTES says otherwise: 20 GiB. */
export const MAX_UPLOAD_BYTES = 20 * 2 ** 30;

const WEEK_MS = 7 * 24 * 3_600_000;

const limited = (maxBytes: number): Transform => {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > maxBytes ? tooLarge(maxBytes) : null, chunk);
    },
  });
};

const tooLarge = (maxBytes: number): Fault =>
  new Fault('too-large', `The file is larger than ${maxBytes} bytes, which is the most that is taken. MAX_UPLOAD_BYTES changes the limit.`);

/** The file system names its call in an error of its own; whatever else goes wrong is the line to whoever sends. */
const asFault = (error: unknown): unknown => {
  if (error instanceof Fault) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return new Fault('overrun', 'The disk of the data folder is full. Make room and try again.', { cause: error });
  return syscall === 'write' || syscall === 'open' ? error : new Fault('cancelled', 'The upload broke off.', { cause: error });
};

export const createUploads = (dataDir: string, maxBytes: number): Uploads => {
  const root = resolve(dataDir, 'uploads');
  const home = (id: string): string => {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Fault('not-found', `There is no upload "${id}".`);
    return join(root, id);
  };
  const readers = new Map<string, number>();
  const doomed = new Set<string>();
  const prepare = async (name: string): Promise<Received> => {
    const id = randomUUID();
    await mkdir(join(home(id), 'staged'), { recursive: true });
    return { id, name, path: join(home(id), 'source'), folder: join(home(id), 'staged') };
  };
  const orNothing = async (received: Received, write: () => Promise<void>): Promise<Received> => {
    try {
      await write();
      return received;
    } catch (error) {
      await rm(home(received.id), { recursive: true, force: true });
      throw error;
    }
  };
  return {
    receive: async (bytes, name) => {
      const received = await prepare(basename(name.replaceAll('\\', '/')) || 'upload');
      return orNothing(received, async () => {
        try {
          await pipeline(bytes, limited(maxBytes), createWriteStream(received.path));
        } catch (error) {
          throw asFault(error);
        }
      });
    },
    copy: async (path) => {
      const received = await prepare(basename(path));
      return orNothing(received, () => copyFile(path, received.path));
    },
    keep: async ({ id }, staged) => {
      const target = join(home(id), 'upload.json');
      // The path is kept relative, so that a data folder may be moved.
      const scan = { ...staged.scan, path: relative(home(id), staged.scan.path) };
      await writeFile(`${target}.new`, JSON.stringify({ ...staged, scan }));
      await rename(`${target}.new`, target);
    },
    get: async (id) => {
      try {
        const staged = JSON.parse(await readFile(join(home(id), 'upload.json'), 'utf8')) as Staged;
        return { ...staged, scan: { ...staged.scan, path: join(home(id), staged.scan.path) } };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
          throw new Fault('not-found', `There is no upload "${id}". It may have been imported or dropped.`, { cause: error });
        throw error;
      }
    },
    using: async (id, run) => {
      readers.set(id, (readers.get(id) ?? 0) + 1);
      try {
        return await run();
      } finally {
        const left = (readers.get(id) ?? 1) - 1;
        if (left > 0) readers.set(id, left);
        else {
          readers.delete(id);
          if (doomed.delete(id)) await rm(home(id), { recursive: true, force: true });
        }
      }
    },
    drop: async (id) => {
      const folder = home(id);
      if (readers.has(id)) doomed.add(id);
      else await rm(folder, { recursive: true, force: true });
    },
    sweep: async () => {
      await mkdir(root, { recursive: true });
      for (const id of await readdir(root)) {
        const kept = await stat(join(root, id, 'upload.json')).catch(() => null);
        if (!kept || Date.now() - kept.mtimeMs > WEEK_MS) await rm(join(root, id), { recursive: true, force: true });
      }
    },
  };
};
