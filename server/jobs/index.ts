import { randomUUID } from 'node:crypto';
import { Fault } from '../../analysis/fault.ts';
import type { Job } from '../api.ts';
import { isFaultCode, jobError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { createThreads, type ThreadOptions, type Threads } from './threads.ts';

/** What a piece of work may use while it runs. */
export interface Context {
  readonly store: Store;
  readonly threads: Threads;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
  /** `share` is 0–1, or null when it cannot be known; `step` says in words what is being done. */
  readonly progress: (share: number | null, step: string) => void;
}

/** Something that takes time. */
export interface Work {
  readonly kind: Job['kind'];
  readonly title: string;
  /** Works under way with the same key are one job: whoever asks second watches the first. */
  readonly key?: string;
  /** Does it and answers the id of what it made. Whatever it has begun it undoes itself when it throws. */
  readonly run: (context: Context) => Promise<string>;
}

/** Work that takes time, as jobs that can be watched, cancelled and found again after a restart. */
export interface Jobs {
  /** Begins at once and answers the job as it is now. */
  readonly start: (work: Work) => Promise<Job>;
  readonly get: (id: string) => Promise<Job>;
  /** Under way and lately ended, the newest first. */
  readonly list: () => Promise<readonly Job[]>;
  /** The job now, then whenever it changes, until it has ended or the signal says so. */
  readonly watch: (id: string, signal?: AbortSignal) => AsyncGenerator<Job, void, undefined>;
  /** Answers when everything has stopped. A job that has ended stays as it is. */
  readonly cancel: (id: string) => Promise<Job>;
  readonly threads: Threads;
  /** Stops what runs and remembers it as interrupted. */
  readonly close: () => Promise<void>;
}

interface Running {
  job: Job;
  readonly key: string | undefined;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  /** Called once at the next change. */
  readonly waiting: Set<() => void>;
}

const MAX_RUNNING = 32;
const MAX_REMEMBERED = 200;

export const isOver = (job: Job): boolean => job.state !== 'queued' && job.state !== 'running';

/** Follows a job to its end and answers its result. A job that did not get there throws its error as a `Fault`. Aborting cancels it. */
export const finish = async (
  jobs: Jobs,
  job: Job,
  { signal, progress }: { readonly signal?: AbortSignal; readonly progress?: (job: Job) => void } = {},
): Promise<string> => {
  let last = job;
  for await (last of jobs.watch(job.id, signal)) progress?.(last);
  if (signal?.aborted) last = await jobs.cancel(job.id);
  if (last.state === 'done' && last.result !== null) return last.result;
  if (last.error) {
    if (!isFaultCode(last.error.code)) throw new Error(`${last.title}: ${last.error.message}`);
    throw new Fault(last.error.code, last.error.message, { problems: last.error.problems });
  }
  throw new Fault('cancelled', `${last.title}: cancelled.`);
};

const newestFirst = (jobs: Iterable<Job>): Job[] => [...jobs].sort((a, b) => (a.created < b.created ? 1 : -1));

/** Of what has ended only the latest is kept. */
const forgetOld = async ({ catalog }: Store): Promise<void> => {
  const over = newestFirst(await catalog.list<Job>('job')).filter(isOver);
  for (const { id } of over.slice(MAX_REMEMBERED)) await catalog.remove('job', id);
};

/** What a restart cut off says so. */
const tidy = async (store: Store): Promise<void> => {
  for (const job of await store.catalog.list<Job>('job')) if (!isOver(job)) await store.catalog.put('job', job.id, interrupted(job));
  await forgetOld(store);
};

const interrupted = (job: Job): Job => ({
  ...job,
  state: 'interrupted',
  ended: new Date().toISOString(),
  error: {
    code: 'interrupted',
    message: 'The service was stopped while this was under way. Nothing half-made is left; start it again.',
    problems: [],
  },
});

/** Jobs over one store. What a former process left unfinished is marked as interrupted first. */
export const createJobs = async ({ store, ...options }: { readonly store: Store } & ThreadOptions): Promise<Jobs> => {
  const threads = createThreads(options);
  const running = new Map<string, Running>();
  let closing = false;
  await tidy(store);

  const change = (it: Running, patch: Partial<Job>): void => {
    it.job = { ...it.job, ...patch };
    for (const wake of it.waiting) wake();
    it.waiting.clear();
  };

  const perform = async (work: Work, id: string, it: () => Running, controller: AbortController): Promise<void> => {
    let last: Partial<Job>;
    try {
      const result = await work.run({
        store,
        threads,
        signal: controller.signal,
        progress: (share, step) => {
          if (!controller.signal.aborted) change(it(), { share, step });
        },
      });
      last = { state: 'done', share: 1, step: '', result };
    } catch (error) {
      if (closing) last = interrupted(it().job);
      else if (controller.signal.aborted) last = { state: 'cancelled', step: '' };
      else {
        const failure = jobError(error, id);
        if (failure.code === 'internal') console.error(`Job ${id} (${work.title}) failed:`, error);
        last = { state: 'failed', error: failure };
      }
    }
    const job: Job = { ...it().job, ...last, ended: new Date().toISOString() };
    // Entered before it is told: who hears of the end finds it in the catalogue.
    try {
      await store.catalog.put('job', id, job);
      await forgetOld(store);
    } catch (error) {
      console.error(`The end of job ${id} (${work.title}) could not be written:`, error);
    }
    change(it(), job);
    running.delete(id);
  };

  const start: Jobs['start'] = async (work) => {
    for (const it of running.values()) if (work.key !== undefined && it.key === work.key && !it.controller.signal.aborted) return it.job;
    if (closing) throw new Fault('interrupted', 'The service is shutting down.');
    if (running.size >= MAX_RUNNING)
      throw new Fault('conflict', `${MAX_RUNNING} jobs are already under way. Wait until one has ended, or cancel one.`);
    const id = randomUUID();
    const controller = new AbortController();
    const job: Job = {
      id,
      kind: work.kind,
      title: work.title,
      state: 'running',
      share: null,
      step: '',
      created: new Date().toISOString(),
      ended: null,
      result: null,
      error: null,
    };
    const entered = store.catalog.put('job', id, job);
    const it: Running = {
      job,
      key: work.key,
      controller,
      waiting: new Set(),
      ended: entered.then(
        () => perform(work, id, () => it, controller),
        () => void running.delete(id),
      ),
    };
    running.set(id, it);
    await entered;
    return it.job;
  };

  const get: Jobs['get'] = async (id) => running.get(id)?.job ?? (await store.catalog.get<Job>('job', id));

  return {
    threads,
    start,
    get,
    list: async () => {
      const known = new Map((await store.catalog.list<Job>('job')).map((job) => [job.id, job]));
      for (const { job } of running.values()) known.set(job.id, job);
      return newestFirst(known.values());
    },
    watch: async function* (id, signal) {
      const gone = new Promise<void>((wake) => signal?.addEventListener('abort', () => wake(), { once: true }));
      while (!signal?.aborted) {
        const it = running.get(id);
        const changed = it && new Promise<void>((wake) => it.waiting.add(wake));
        const job = await get(id);
        yield job;
        if (!changed || isOver(job)) return;
        await Promise.race([changed, gone]);
      }
    },
    cancel: async (id) => {
      const it = running.get(id);
      it?.controller.abort(new Fault('cancelled', 'It was cancelled.'));
      await it?.ended;
      return get(id);
    },
    close: async () => {
      closing = true;
      for (const it of running.values()) it.controller.abort(new Fault('interrupted', 'The service is shutting down.'));
      await Promise.all([...running.values()].map((it) => it.ended));
      await threads.close();
    },
  };
};
