import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../../analysis/fault.ts';
import type { Job } from '../../server/api.ts';
import { createJobs, finish, isOver, type Jobs, type Work } from '../../server/jobs/index.ts';
import { createThreads } from '../../server/jobs/threads.ts';
import { openStore } from '../../server/store/index.ts';
import type { Store } from '../../server/store/store.ts';
import { ask, CSV, ended, importLog, service, upload } from './ground.ts';

let folder: string;
let store: Store;
let jobs: Jobs;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desire-path-jobs-'));
  store = await openStore({ dataDir: folder });
  jobs = await createJobs({ store, threads: 2 });
});
afterAll(async () => {
  await jobs.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const work = (run: Work['run'], more: Partial<Work> = {}): Work => ({ kind: 'discover', title: 'Test', run, ...more });
const until = (signal: AbortSignal): Promise<never> =>
  new Promise((_, failed) => signal.addEventListener('abort', () => failed(signal.reason)));
const watched = async (id: string): Promise<Job[]> => {
  const seen: Job[] = [];
  for await (const job of jobs.watch(id)) seen.push(job);
  return seen;
};

const withResolvers = () => {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

test('a job is watched from its beginning to its end, and found afterwards', async () => {
  const { promise, resolve } = withResolvers();
  const job = await jobs.start(
    work(async ({ progress }) => {
      progress(0.25, 'Half of a half');
      await promise;
      return 'made';
    }),
  );
  expect(job).toMatchObject({ state: 'running', kind: 'discover', title: 'Test', ended: null, result: null });
  const seen = watched(job.id);
  await expect.poll(async () => (await jobs.get(job.id)).share).toBe(0.25);
  resolve();
  const states = await seen;
  expect(states[states.length - 1]).toMatchObject({ state: 'done', share: 1, result: 'made' });
  expect(states.slice(0, -1).every((state) => !isOver(state))).toBe(true);
  expect(await store.catalog.get('job', job.id)).toEqual(states[states.length - 1]);
  expect(await watched(job.id)).toEqual([states[states.length - 1]]);
});

test('a fault is kept with its problems, anything else as internal without its words', async () => {
  const problems = [{ severity: 'error', message: 'row 3 is bad', place: { row: 3 } }] as const;
  const failing = await jobs.start(work(() => Promise.reject(new Fault('bad-file', 'No good.', { problems }))));
  await expect(finish(jobs, failing)).rejects.toMatchObject({ code: 'bad-file', message: 'No good.', problems });
  const broken = await jobs.start(work(() => Promise.reject(new Error('secret path /etc'))));
  await expect(finish(jobs, broken)).rejects.toThrow('Test');
  const { error } = await jobs.get(broken.id);
  expect(error?.code).toBe('internal');
  expect(JSON.stringify(error)).not.toContain('secret');
});

test('who asks for the same while it is under way watches the same job', async () => {
  const gate = withResolvers();
  let runs = 0;
  const same = work(
    async () => {
      runs++;
      await gate.promise;
      return 'one';
    },
    { key: 'same' },
  );
  const [first, second] = [await jobs.start(same), await jobs.start(same)];
  expect(second.id).toBe(first.id);
  gate.resolve();
  await finish(jobs, first);
  expect(runs).toBe(1);
  const third = await jobs.start(same);
  expect(third.id).not.toBe(first.id);
  await finish(jobs, third);
});

test('cancelling answers when everything has stopped; what has ended stays', async () => {
  let stopped = false;
  const job = await jobs.start(
    work(async ({ signal }) => {
      try {
        return await until(signal);
      } finally {
        stopped = true;
      }
    }),
  );
  const cancelled = await jobs.cancel(job.id);
  expect(stopped).toBe(true);
  expect(cancelled).toMatchObject({ state: 'cancelled', error: null, result: null });
  expect(await jobs.cancel(job.id)).toEqual(cancelled);
  await expect(jobs.cancel('none')).rejects.toMatchObject({ code: 'not-found' });
});

test('of what has ended the latest are remembered, also while the service runs', async () => {
  const old = (i: number): Job => ({
    id: `old-${i}`,
    kind: 'import',
    title: 'Old',
    state: 'done',
    share: 1,
    step: '',
    created: new Date(Date.UTC(2020, 0, 1, 0, 0, i)).toISOString(),
    ended: '2020-01-02T00:00:00.000Z',
    result: 'x',
    error: null,
  });
  for (let i = 0; i < 210; i++) await store.catalog.put('job', `old-${i}`, old(i));
  const { id } = await jobs.start(work(async () => 'new'));
  for await (const _ of jobs.watch(id));
  const left = await jobs.list();
  expect(left).toHaveLength(200);
  expect(left[0].id).toBe(id);
  expect(left[199].created > old(9).created).toBe(true);
});

test('a flood is refused', async () => {
  const begun: Job[] = [];
  const more = async (): Promise<void> => {
    for (let i = 0; i < 100; i++) begun.push(await jobs.start(work(({ signal }) => until(signal))));
  };
  await expect(more()).rejects.toMatchObject({ code: 'conflict' });
  expect(begun.length).toBeLessThan(100);
  await Promise.all(begun.map(({ id }) => jobs.cancel(id)));
});

describe('after the process has gone', () => {
  test('what was under way says so; what had ended is as it was', async () => {
    const gone = await mkdtemp(join(tmpdir(), 'desire-path-gone-'));
    const first = await openStore({ dataDir: gone });
    const done: Job = {
      id: 'd',
      kind: 'import',
      title: 'Done',
      state: 'done',
      share: 1,
      step: '',
      created: '2026-01-01T00:00:00.000Z',
      ended: '2026-01-01T00:00:01.000Z',
      result: 'x',
      error: null,
    };
    // As a killed process leaves it: entered at its start, never again.
    await first.catalog.put('job', 'd', done);
    await first.catalog.put('job', 'r', { ...done, id: 'r', state: 'running', ended: null, result: null });
    await first.close();
    const second = await openStore({ dataDir: gone });
    const later = await createJobs({ store: second, threads: 1 });
    expect(await later.get('d')).toEqual(done);
    expect(await later.get('r')).toMatchObject({ state: 'interrupted', error: { code: 'interrupted' } });
    // A graceful end says the same.
    const cut = await later.start(work(({ signal }) => until(signal)));
    await later.close();
    expect(await second.catalog.get('job', cut.id)).toMatchObject({ state: 'interrupted' });
    await expect(later.start(work(async () => 'x'))).rejects.toMatchObject({ code: 'interrupted' });
    await second.close();
    await rm(gone, { recursive: true, force: true });
  });
});

describe('threads', () => {
  const bpmn = (tasks: number): string => {
    // Parallel branches: the state space doubles with each.
    const branches = Array.from(
      { length: tasks },
      (_, i) =>
        `<task id="t${i}" name="t${i}"/><sequenceFlow id="a${i}" sourceRef="g" targetRef="t${i}"/><sequenceFlow id="b${i}" sourceRef="t${i}" targetRef="j"/>`,
    ).join('');
    return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="g"/><parallelGateway id="g"/>${branches}<parallelGateway id="j"/><sequenceFlow id="l" sourceRef="j" targetRef="e"/><endEvent id="e"/></process></definitions>`;
  };

  test('a task runs elsewhere and answers; its faults arrive with code and problems', async () => {
    const document = await jobs.threads.run('readDocument', { source: bpmn(2), name: 'two.bpmn' });
    expect(document.steps.map(({ label }) => label)).toEqual(['t0', 't1']);
    const refused = jobs.threads.run('readDocument', { source: '<a>', name: 'no.bpmn' });
    await expect(refused).rejects.toBeInstanceOf(Fault);
    await expect(refused).rejects.toMatchObject({ code: 'bad-model' });
  });

  test('a thread is killed at once, and the next task finds another', async () => {
    const controller = new AbortController();
    const running = jobs.threads.run('readDocument', { source: bpmn(4_000), name: 'many.bpmn' }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(jobs.threads.run('readDocument', { source: bpmn(1), name: 'one.bpmn' }, { signal: controller.signal })).rejects.toThrow();
    expect((await jobs.threads.run('readDocument', { source: bpmn(1), name: 'one.bpmn' })).steps).toHaveLength(1);
  });

  test('a thread that outgrows its heap dies alone', async () => {
    const small = createThreads({ threads: 1, heapMb: 48 });
    const huge = `<!--${' '.repeat(100)}-->${bpmn(30_000)}`;
    await expect(small.run('readDocument', { source: huge, name: 'huge.bpmn' })).rejects.toMatchObject({ code: 'overrun' });
    expect((await small.run('readDocument', { source: bpmn(1), name: 'one.bpmn' })).steps).toHaveLength(1);
    await small.close();
  });

  test('threads that cannot even start end those who wait, and not the process', async () => {
    const tiny = createThreads({ threads: 1, heapMb: 2 });
    const run = () => tiny.run('readDocument', { source: bpmn(1), name: 'one.bpmn' });
    for (const it of await Promise.allSettled([run(), run(), run(), run()]))
      expect(it).toMatchObject({ status: 'rejected', reason: { code: 'overrun' } });
    await expect(run()).rejects.toMatchObject({ code: 'overrun' });
    await tiny.close();
  });
});

describe('cancelled half-way', () => {
  const rows = (count: number): string =>
    `case,activity,time,resource\n${Array.from({ length: count }, (_, i) => `${i >> 3},step ${i & 7},2026-01-01T00:00:0${i & 7}Z,person ${i % 97}\n`).join('')}`;

  test('a file that is being read is gone, and its thread with it', async () => {
    const it = await service();
    const reading = await ask(it.app, 'POST', '/api/uploads?name=large.csv', rows(400_000));
    for await (const job of it.jobs.watch(reading.json.id)) if (job.share !== null || isOver(job)) break;
    const cancelled = await ask(it.app, 'DELETE', `/api/jobs/${reading.json.id}`);
    expect(cancelled.json).toMatchObject({ state: 'cancelled', result: null, error: null });
    expect(await readdir(join(it.folder, 'uploads'))).toEqual([]);
    // The service goes on as if nothing had been.
    expect(await importLog(it.app, 'small.csv', CSV)).toBeTruthy();
    await it.close();
  });

  test('a log that is being made is not there; its upload is, to try again', async () => {
    const it = await service();
    const { result } = await upload(it.app, 'large.csv', rows(400_000));
    const { json } = await ask(it.app, 'GET', `/api/uploads/${result}`);
    const body = { upload: result, name: 'Large', mapping: json.proposal.mapping };
    const begun = (await ask(it.app, 'POST', '/api/logs', body)).json;
    // Whoever asks again while it is under way gets the same job.
    expect((await ask(it.app, 'POST', '/api/logs', body)).json.id).toBe(begun.id);
    const other = (await ask(it.app, 'POST', '/api/logs', { ...body, name: 'Other' })).json;
    expect(other.id).not.toBe(begun.id);
    for await (const job of it.jobs.watch(begun.id)) if ((job.share ?? 0) > 0 || isOver(job)) break;
    expect((await ask(it.app, 'DELETE', `/api/jobs/${begun.id}`)).json.state).toBe('cancelled');
    await ask(it.app, 'DELETE', `/api/jobs/${other.id}`);
    expect((await ask(it.app, 'GET', '/api/logs')).json).toEqual([]);
    expect(await readdir(join(it.folder, 'logs'))).toEqual([]);
    expect((await ended(it.app, (await ask(it.app, 'POST', '/api/logs', body)).json)).state).toBe('done');
    expect((await ask(it.app, 'GET', '/api/logs')).json).toMatchObject([{ name: 'Large', events: 400_000, cases: 50_000, variants: 1 }]);
    await it.close();
  });
});
