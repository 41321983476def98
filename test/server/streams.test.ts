import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../server/api.ts';
import { eventStream } from '../../server/routes/events.ts';
import { createUploads } from '../../server/uploads.ts';
import { type Service, service } from './ground.ts';

// What only a real connection can show.

let it: Service;
let port: number;
beforeAll(async () => {
  it = await service({ maxUploadBytes: 20_000_000 });
  port = Number(new URL(await it.app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(() => it.close());

const post = (path: string, headers: Record<string, string | number> = {}): ClientRequest =>
  request({ host: '127.0.0.1', port, path, method: 'POST', headers });
const replied = (sent: ClientRequest): Promise<{ status: number; text: string }> =>
  new Promise((done, failed) => {
    sent.on('error', failed).on('response', (reply) => {
      let text = '';
      reply.on('data', (chunk) => {
        text += chunk;
      });
      reply.on('end', () => done({ status: reply.statusCode ?? 0, text }));
    });
  });
const uploads = (): Promise<string[]> => readdir(join(it.folder, 'uploads')).catch(() => []);

test('an address may hold a filter of thousands of variants', async () => {
  const filter = JSON.stringify([{ kind: 'variant', keep: true, variants: Array.from({ length: 20_000 }, (_, i) => i) }]);
  const { status } = await replied(request({ host: '127.0.0.1', port, path: `/api/health?f=${encodeURIComponent(filter)}` }).end());
  expect(status).toBe(200);
});

describe('uploads', () => {
  test('one that breaks off leaves nothing', async () => {
    const sent = post('/api/uploads?name=half.csv', { 'content-length': 10_000_000 });
    sent.on('error', () => undefined);
    sent.write('case,activity,time\n'.repeat(10_000));
    await expect.poll(async () => (await uploads()).length).toBe(1);
    sent.destroy();
    await expect.poll(uploads).toEqual([]);
    expect(await it.jobs.list()).toEqual([]);
  });

  test('a file larger than any JSON may be is taken, whatever it says it is', async () => {
    const rows = Array.from({ length: 120_000 }, (_, i) => `${i >> 2},step ${i & 3},2026-01-01T00:00:0${i & 3}Z\n`).join('');
    const sent = post('/api/uploads?name=big.csv', { 'content-type': 'application/json' });
    sent.write('case,activity,time\n');
    for (let i = 0; i < 2; i++) sent.write(rows);
    sent.end();
    const { status, text } = await replied(sent);
    expect([status, JSON.parse(text).kind]).toEqual([200, 'stage']);
    let last: Job | undefined;
    for await (last of it.jobs.watch(JSON.parse(text).id));
    expect(last).toMatchObject({ state: 'done' });
    await createUploads(it.folder, 1).drop(last?.result as string);
  });

  test('one beyond the limit is refused while it still comes', async () => {
    const sent = post('/api/uploads?name=endless.csv');
    const reply = replied(sent);
    const chunk = 'x'.repeat(1_000_000);
    let written = 0;
    const timer = setInterval(() => {
      if (written++ < 200) sent.write(chunk);
    }, 1);
    const { status } = await reply.finally(() => clearInterval(timer));
    expect(status).toBe(413);
    sent.destroy();
    await expect.poll(uploads).toEqual([]);
  });

  test('torsos and what nobody came back for go at the start, the rest stays', async () => {
    const root = join(it.folder, 'uploads');
    const make = async (id: string, days: number | null): Promise<void> => {
      await mkdir(join(root, id), { recursive: true });
      await writeFile(join(root, id, 'source'), 'x');
      if (days === null) return;
      await writeFile(join(root, id, 'upload.json'), '{"scan":{"path":"source"}}');
      const then = new Date(Date.now() - days * 86_400_000);
      await utimes(join(root, id, 'upload.json'), then, then);
    };
    const id = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
    await make(id(1), null);
    await make(id(2), 8);
    await make(id(3), 6);
    const again = createUploads(it.folder, 1_000);
    await again.sweep();
    expect(await uploads()).toEqual([id(3)]);
    expect((await again.get(id(3))).scan.path).toBe(join(root, id(3), 'source'));
    await expect(again.get('../../catalog')).rejects.toMatchObject({ code: 'not-found' });
    await again.drop(id(3));
  });

  test('one that is being read goes when that has ended', async () => {
    const some = createUploads(it.folder, 1_000);
    const { id } = await some.receive(Readable.from(['x']), 'x.csv');
    const there = async (): Promise<boolean> => (await uploads()).includes(id);
    await some.using(id, async () => {
      await some.drop(id);
      expect(await there()).toBe(true);
    });
    expect(await there()).toBe(false);
  });

  test('a name with a path in it stays a name', async () => {
    const received = await createUploads(it.folder, 1_000).receive(Readable.from(['x']), '../../etc\\passwd');
    expect(received.name).toBe('passwd');
    expect(received.path.startsWith(join(it.folder, 'uploads'))).toBe(true);
  });
});

describe('events', () => {
  test('a line is kept alive while nothing changes, and ends with the jobs', async () => {
    const job = { id: 'x' } as Job;
    const jobs = async function* (): AsyncGenerator<Job> {
      yield job;
      await new Promise((done) => setTimeout(done, 60));
      yield { ...job, share: 1 };
    };
    let text = '';
    for await (const chunk of eventStream(jobs(), 10)) text += chunk;
    const events = text.split('\n\n').filter(Boolean);
    expect(events[0]).toBe('data: {"id":"x"}');
    expect(events[events.length - 1]).toBe('data: {"id":"x","share":1}');
    expect(events.slice(1, -1).length).toBeGreaterThan(1);
    expect(new Set(events.slice(1, -1))).toEqual(new Set([': still here']));
  });

  test('who leaves is not written to, and the job goes on', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((done) => {
      open = done;
    });
    const job = await it.jobs.start({
      kind: 'discover',
      title: 'Slow',
      run: async () => {
        await gate;
        return 'x';
      },
    });
    const sent = request({ host: '127.0.0.1', port, path: `/api/jobs/${job.id}/events` });
    const first = await new Promise<string>((done) => {
      sent.on('response', (reply) => reply.once('data', (chunk) => done(String(chunk))));
      sent.end();
    });
    expect(first).toContain('"state":"running"');
    sent.destroy();
    open();
    await expect.poll(async () => (await it.jobs.get(job.id)).state).toBe('done');
  });
});
