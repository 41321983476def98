import { Readable } from 'node:stream';
import type { Job } from '../api.ts';

/** Longer than this without a word, and something between us and the browser may think the line dead. */
const KEEP_ALIVE_MS = 15_000;

/** Jobs as server-sent events, one `data:` each, and a comment now and then while nothing changes. Ends when they end. */
export const eventStream = (jobs: AsyncIterable<Job>, keepAliveMs = KEEP_ALIVE_MS): Readable => {
  const stream = new Readable({ read() {} });
  const timer = setInterval(() => stream.push(': still here\n\n'), keepAliveMs);
  stream.once('close', () => clearInterval(timer));
  const pump = async (): Promise<void> => {
    for await (const job of jobs) {
      if (stream.destroyed) return;
      stream.push(`data: ${JSON.stringify(job)}\n\n`);
    }
    clearInterval(timer);
    stream.push(null);
  };
  pump().catch((error) => stream.destroy(error));
  return stream;
};
