import type { DuckDBConnection } from '@duckdb/node-api';
import { Fault } from '../../analysis/fault.ts';

const reason = (signal: AbortSignal, cause?: unknown): Fault =>
  signal.reason instanceof Fault ? signal.reason : new Fault('cancelled', 'The work was cancelled.', { cause });

/** DuckDB's errors in our words, where the user can do something about them; everything else stays what it is. */
const asFault = (error: unknown, aborted: AbortSignal | undefined): unknown => {
  if (error instanceof Fault || !(error instanceof Error)) return error;
  if (aborted && error.message.startsWith('INTERRUPT Error')) return reason(aborted, error);
  if (error.message.startsWith('Out of Memory Error'))
    return new Fault('overrun', 'This needs more memory than the service may use. Narrow it with a filter, or give the service more.', {
      cause: error,
    });
  if (error.message.includes('No space left on device'))
    return new Fault('overrun', 'The disk of the data folder is full. Make room and try again.', { cause: error });
  return error;
};

/**
 * Runs `work` on a connection, interrupted when one of the signals aborts: then it throws the `Fault` that the signal carries, else "cancelled",
 * even if `work` came to its end. Out of memory or disk is a `Fault` ("overrun").
 */
export const interruptible = async <T>(
  connection: DuckDBConnection,
  signals: readonly (AbortSignal | undefined)[],
  work: () => Promise<T>,
): Promise<T> => {
  const aborted = () => signals.find((signal) => signal?.aborted);
  // An interrupt that falls between two statements is lost, so it is repeated until the work has ended.
  let again: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), 20);
  };
  for (const signal of signals) signal?.addEventListener('abort', interrupt, { once: true });
  try {
    // An abort before this point has told no listener.
    const before = aborted();
    if (before) throw reason(before);
    const result = await work();
    const after = aborted();
    if (after) throw reason(after);
    return result;
  } catch (error) {
    throw asFault(error, aborted());
  } finally {
    clearInterval(again);
    for (const signal of signals) signal?.removeEventListener('abort', interrupt);
  }
};
