import { availableParallelism, totalmem } from 'node:os';
import { Piscina } from 'piscina';
import type { Tick } from '../../analysis/algorithm.ts';
import { Fault } from '../../analysis/fault.ts';
import type { Outcome, Task } from './task.ts';
import type * as tasks from './tasks.ts';

type Tasks = typeof tasks;
export type TaskName = Extract<keyof Tasks, string>;
export type Input<K extends TaskName> = Tasks[K] extends Task<infer I, unknown> ? I : never;
export type Output<K extends TaskName> = Tasks[K] extends Task<never, infer O> ? O : never;

/** Worker threads: bounded in number, queue and heap. */
export interface Threads {
  /** How many run at once. */
  readonly size: number;
  /**
   * Runs a task of tasks.ts in a thread of its own. Aborting the signal kills the thread and rejects with `Fault('cancelled')`;
   * a thread that outgrows its heap dies alone, as `Fault('overrun')`.
   */
  readonly run: <K extends TaskName>(
    task: K,
    input: Input<K>,
    options?: { readonly signal?: AbortSignal; readonly tick?: Tick },
  ) => Promise<Output<K>>;
  readonly close: () => Promise<void>;
}

export interface ThreadOptions {
  /** Default: one a core. */
  readonly threads?: number;
  /** The most heap a thread may have, in MB. Default: its share of three quarters of the memory, at most 4,096. */
  readonly heapMb?: number;
}

/** Enough for a comparison's pieces, few enough that a flood is refused and not hoarded. */
const MAX_WAITING = 1_000;
const POLL_MS = 100;
const IDLE_MS = 5 * 60_000;

interface Pool {
  readonly pool: Piscina;
  /** Why no thread can be started. */
  broken?: unknown;
}

const memory = (): number => Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

const faultOf = (error: unknown, signal: AbortSignal | undefined): unknown => {
  if (signal?.aborted) return new Fault('cancelled', 'It was cancelled.', { cause: error });
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new Fault(
      'overrun',
      'It needed more memory than one task may have, and was stopped. Narrow the log with a filter and try again.',
      {
        cause: error,
      },
    );
  return error;
};

/** One pool for the whole service. Threads start when they are first needed and end after some minutes without work. */
export const createThreads = (options: ThreadOptions = {}): Threads => {
  const size = options.threads ?? availableParallelism();
  let pool: Pool | null = null;
  const open = (): Pool => {
    const made = new Piscina({
      filename: new URL('./worker.cjs', import.meta.url).href,
      minThreads: 0,
      // One more than there are cores: reading a small file must not wait until a long comparison is through.
      maxThreads: size + 1,
      idleTimeout: IDLE_MS,
      maxQueue: MAX_WAITING,
      resourceLimits: {
        maxOldGenerationSizeMb: options.heapMb ?? Math.min(4_096, Math.floor((0.75 * memory()) / (size + 1) / 2 ** 20)),
      },
    });
    const opened: Pool = { pool: made };
    // A thread that died before it took a task: the pool would try for ever, and whoever waits would never hear of it. Destroyed, it rejects them all.
    // Several may die, and an error that nobody hears would end the process.
    made.on('error', (error) => {
      if (pool === opened) pool = null;
      opened.broken ??= error;
      void made.destroy();
    });
    return opened;
  };
  return {
    size,
    run: async (task, input, { signal, tick } = {}) => {
      signal?.throwIfAborted();
      pool ??= open();
      const mine = pool;
      // Progress is two numbers in shared memory: the task may write them as often as it likes, we look now and then.
      const progress = new Float64Array(new SharedArrayBuffer(16));
      const look = (): void => {
        if (progress[1] > 0) tick?.(progress[0], progress[1]);
      };
      const timer = tick && setInterval(look, POLL_MS);
      try {
        const outcome: Outcome<Output<typeof task>> = await mine.pool.run({ task, message: { input, progress } }, { signal });
        if ('fault' in outcome) throw new Fault(outcome.fault.code, outcome.fault.message, { problems: outcome.fault.problems });
        look();
        return outcome.value;
      } catch (error) {
        throw faultOf(error instanceof Fault ? error : (mine.broken ?? error), signal);
      } finally {
        clearInterval(timer);
      }
    },
    close: async () => {
      await pool?.pool.destroy();
    },
  };
};
