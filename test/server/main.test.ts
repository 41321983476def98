import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { comparison, logInfo } from '../../analysis/schema/index.ts';
import { discovery } from '../../server/api.ts';
import { openStore } from '../../server/store/index.ts';
import { BPMN, CSV } from './ground.ts';

// The command line as a user runs it: another process, in another folder.

vi.setConfig({ testTimeout: 180_000 });

const program = fileURLToPath(new URL('../../server/desire-path.cjs', import.meta.url));
let home: string;
let temporary: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'desire-path-cli-'));
  temporary = join(home, 'tmp');
  await mkdir(temporary);
  await writeFile(join(home, 'small.csv'), CSV);
  await writeFile(join(home, 'abc.bpmn'), BPMN);
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  // biome-ignore lint/suspicious/noExplicitAny: what was printed is what the test says it is
  readonly json: () => any;
}

const begin = (args: readonly string[], env: Record<string, string> = {}) =>
  spawn(process.execPath, [program, ...args], { cwd: home, env: { PATH: process.env.PATH, TMPDIR: temporary, ...env } });

const run = (...args: string[]): Promise<Ran> => ran(begin(args));

const ran = (child: ReturnType<typeof begin>): Promise<Ran> =>
  new Promise((done, failed) => {
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code, out, err, json: () => JSON.parse(out) }));
  });

const nothingLeft = async (): Promise<void> =>
  expect((await readdir(temporary)).filter((name) => name.startsWith('desire-path-'))).toEqual([]);

describe('a file is asked without a server', () => {
  test('flow', async () => {
    const asked = await run('ask', 'flow', '--log', 'small.csv', '--json');
    expect(asked.code).toBe(0);
    expect(asked.err).toBe('Note: The times state no time zone; UTC is assumed.\n');
    expect(asked.out.trimEnd().split('\n')).toHaveLength(1);
    const edges = asked.json().rows.map((row: Record<string, unknown>) => [row.from, row.to, row.count]);
    expect(edges).toEqual(
      expect.arrayContaining([
        [null, 'a', 3],
        ['a', 'b', 2],
        ['b', 'c', 2],
        ['a', 'c', 1],
        ['c', null, 3],
      ]),
    );
    await nothingLeft();
  });

  test('variants, the most frequent first', async () => {
    const { rows } = (await run('ask', 'variants', '--log', 'small.csv', '--json')).json();
    expect(rows.map(({ activities, cases }: { activities: string[]; cases: number }) => [activities, cases])).toEqual([
      [['a', 'b', 'c'], 2],
      [['a', 'c'], 1],
    ]);
  });

  test('overview, with a filter and with other columns', async () => {
    const filter = JSON.stringify([{ kind: 'activity', activities: ['b'] }]);
    const filtered = (await run('ask', 'overview', '--log', 'small.csv', '--json', '--filter', filter)).json();
    expect(filtered.rows[0]).toMatchObject({
      cases: 2,
      events: 6,
      instances: 6,
      activities: 3,
      variants: 1,
      firstEvent: '2026-01-05T08:00:00.000Z',
    });
    const turned = (
      await run('ask', 'overview', '--log', 'small.csv', '--json', '--activity', 'Resource', '--resource', '', '--zone', 'Europe/Berlin')
    ).json();
    expect(turned.rows[0]).toMatchObject({ cases: 3, activities: 3, resources: 0, firstEvent: '2026-01-05T07:00:00.000Z' });
  });

  test('a table for people, with units', async () => {
    const { code, out } = await run('ask', 'flow', '--log', 'small.csv');
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^From +To +Times +Cases/);
    expect(out).toMatch(/a +b +2 +2 +1 h/);
    expect(new Set(lines.slice(1, 2).map((line) => line.replaceAll(/[─ ]/g, '')))).toEqual(new Set(['']));
    expect((await run('ask', 'flow', '--log', 'small.csv', '--csv')).out.split('\r\n')[0]).toMatch(/^from,to,count,cases/);
  });

  test('compare', async () => {
    const compared = await run('compare', '--log', 'small.csv', '--model', 'abc.bpmn', '--json', '--variants');
    expect(compared.code).toBe(0);
    const it = comparison.parse(compared.json());
    expect(it).toMatchObject({ cases: 3, variants: 2, totalCost: 1, conformingCases: 2, optimal: true });
    expect(it.exceptionRate.value).toBeCloseTo(1 / 3, 12);
    expect(it.fitness).toBeCloseTo(1 - 1 / (6 + 6 + 5), 12);
    expect(it.perVariant).toHaveLength(2);
    expect(it.deviations[0].examples).toEqual(['3']);
    expect((await run('compare', '--log', 'small.csv', '--model', 'abc.bpmn')).out).toMatch(/3 cases in 2 variants; 2 follow the document/);
    await nothingLeft();
  });

  test('discover', async () => {
    const found = await run('discover', '--log', 'small.csv', '--json', '--out', 'found.bpmn');
    expect(found.code).toBe(0);
    expect(discovery.parse(found.json()).soundness.verdict).toBe('sound');
    expect(await readFile(join(home, 'found.bpmn'), 'utf8')).toContain('definitions');
    // What was discovered explains what it was discovered from.
    const again = (await run('compare', '--log', 'small.csv', '--model', 'found.bpmn', '--json')).json();
    expect(again.totalCost).toBe(0);
    expect((await run('discover', '--log', 'small.csv', '--out', 'found.docx')).code).toBe(2);
  });

  test('report: one page, whole in itself, with nothing of the log run as markup', async () => {
    await writeFile(join(home, 'evil.csv'), CSV.replaceAll(',b,', ',<script>alert(1)</script>,'));
    const { code } = await run('report', '--log', 'evil.csv', '--model', 'abc.bpmn', '--out', 'report.html');
    expect(code).toBe(0);
    const page = await readFile(join(home, 'report.html'), 'utf8');
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/(src|href)="|url\(|@import/);
    expect(page).toContain('Where work waits');
    expect(page).toContain('abc.bpmn');
    await nothingLeft();
  });
});

test('a log that is imported stays, under its workflow, and is asked by its id', async () => {
  const imported = await run('import', 'small.csv', '--workflow', 'Purchases', '--name', 'Small', '--json');
  expect(imported.code).toBe(0);
  const log = logInfo.parse(imported.json());
  expect(log).toMatchObject({ name: 'Small', cases: 3, events: 8 });
  expect(existsSync(join(home, '.data', 'logs', `${log.id}.duckdb`))).toBe(true);
  const second = (await run('import', 'small.csv', '--workflow', 'Purchases', '--json')).json();
  expect(second.workflow).toBe(log.workflow);
  const asked = (await run('ask', 'overview', '--log', log.id, '--json')).json();
  expect(asked.rows[0].cases).toBe(3);
  // A model given as a file leaves nothing in the data folder.
  expect((await run('compare', '--log', log.id, '--model', 'abc.bpmn', '--json')).json().totalCost).toBe(1);
  expect(await readdir(join(home, '.data', 'uploads'))).toEqual([]);
  const store = await openStore({ dataDir: join(home, '.data') });
  for (const kind of ['document', 'report'] as const) expect(await store.catalog.list(kind)).toEqual([]);
  await store.close();
});

describe('what goes wrong', () => {
  test.concurrent.each([
    [['ask', 'flow', '--log', 'none.csv', '--json'], 1, /neither a file nor the id of a log/],
    [['ask', 'everything', '--log', 'small.csv', '--json'], 1, /There is no question "everything"/],
    [['ask', 'flow', '--log', 'abc.bpmn', '--json'], 1, /./],
    [['ask', 'flow', '--log', 'small.csv', '--json', '--end', 'When'], 1, /When/],
    [['ask', 'variants', '--log', 'small.csv', '--json', '--params', '{"limit":"x"}'], 1, /limit/],
    [['ask', 'flow', '--log', 'small.csv', '--json', '--filter', '[{"kind":"colour"}]'], 1, /filter/],
    [['compare', '--log', 'small.csv', '--model', 'small.csv', '--json'], 1, /./],
    [['discover', '--log', 'small.csv', '--by', 'magic', '--json'], 1, /magic/],
    [['report', '--log', 'small.csv', '--json', '--out', 'nowhere/report.html'], 1, /cannot be written: its folder does not exist/],
    [['discover', '--log', 'small.csv', '--json', '--out', 'small.csv/found.bpmn'], 1, /cannot be written: its folder is a file/],
    [['ask', 'flow', '--json'], 2, /--log is missing/],
    [['ask', 'flow', '--log', 'small.csv', '--colour', 'red'], 2, /--colour/],
    [['ask', 'flow', '--log', 'small.csv', '--filter', '{'], 2, /--filter is not JSON/],
    [['ask', 'flow', '--log', 'small.csv', '--lifecycle', 'both'], 2, /lifecycle/],
    [['dance'], 2, /There is no command "dance"/],
    [[], 2, /desire-path serve/],
  ] as const)('%j: exit %i, told on standard error alone', async (args, code, message) => {
    const failed = await run(...args);
    expect([failed.code, failed.out]).toEqual([code, '']);
    expect(failed.err).toMatch(message);
    expect(failed.err).not.toMatch(/\n\s+at /);
  });

  test('and none of it left anything behind', nothingLeft);

  test('Ctrl-C ends it, and leaves nothing', async () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `${i >> 3},step ${i & 7},2026-01-01T00:00:0${i & 7}Z\n`).join('');
    await writeFile(join(home, 'large.csv'), `case,activity,time\n${rows}`);
    const child = begin(['ask', 'flow', '--log', 'large.csv', '--json']);
    const whole = ran(child);
    await expect
      .poll(async () => (await readdir(temporary)).some((name) => name.startsWith('desire-path-')), { timeout: 20_000 })
      .toBe(true);
    child.kill('SIGINT');
    const { code, out, err } = await whole;
    expect([code, out]).toEqual([130, '']);
    expect(err).toMatch(/cancelled/i);
    await nothingLeft();
  });

  test('help is no failure', async () => {
    for (const args of [['--help'], ['ask', '-h'], ['--version']]) {
      const { code, out, err } = await run(...args);
      expect([code, err]).toEqual([0, '']);
      expect(out.length).toBeGreaterThan(4);
    }
    expect((await run('compare', '--help')).out).toContain('--lifecycle pair|keep');
  });
});

describe('serve', () => {
  const freePort = (): Promise<number> =>
    new Promise((done) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => done(port));
      });
    });
  const said = (child: ReturnType<typeof begin>, pattern: RegExp): Promise<string> =>
    new Promise((done, failed) => {
      let all = '';
      child.stdout.on('data', (chunk) => {
        all += chunk;
        const found = pattern.exec(all);
        if (found) done(found[1]);
      });
      child.stderr.on('data', (chunk) => {
        all += chunk;
      });
      child.on('close', () => failed(new Error(`It ended before it said so: ${all}`)));
    });

  test('a first start loads the sample and says where it is; a second finds it there; both end when told to', async () => {
    const env = { PORT: String(await freePort()), DATA_DIR: join(home, 'served') };
    const child = begin(['serve'], env);
    const whole = ran(child);
    const address = await said(child, /Desire Path is at (\S+)\n/);
    expect(address).toBe(`http://127.0.0.1:${env.PORT}`);
    const workflows = (await (await fetch(`${address}/api/workflows`)).json()) as { name: string; log: string; document: string }[];
    expect(workflows).toMatchObject([{ name: 'Purchase to pay', log: expect.any(String), document: expect.any(String) }]);
    const taken = await ran(begin(['serve'], { ...env, DATA_DIR: join(home, 'other') }));
    expect([taken.code, taken.out]).toEqual([1, '']);
    expect(taken.err).toMatch(/Port \d+ is in use/);
    const locked = await ran(begin(['serve'], { ...env, PORT: '0' }));
    expect(locked.code).toBe(1);
    expect(locked.err).toMatch(/in use by process/);
    child.kill('SIGTERM');
    const { out } = await whole;
    expect(out.trimEnd().split('\n').pop()).toBe(`Desire Path is at ${address}`);

    const again = begin(['serve'], env);
    const ended = ran(again);
    await said(again, /Desire Path is at (\S+)\n/);
    expect(await (await fetch(`${address}/api/workflows`)).json()).toEqual(workflows);
    again.kill('SIGINT');
    expect((await ended).err).not.toContain('sample');
  });

  test.each(['0.0.0.0', 'example.org'])('HOST %s is refused before anything is opened', async (HOST) => {
    const refused = await ran(begin(['serve'], { HOST, PORT: '0', DATA_DIR: join(home, 'never') }));
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toMatch(/no access control yet/);
    expect(existsSync(join(home, 'never'))).toBe(false);
  });

  test('a PORT that is none is refused', async () => {
    expect((await ran(begin(['serve'], { PORT: 'many' }))).code).toBe(2);
  });
});
