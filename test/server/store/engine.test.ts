import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../../analysis/fault.ts';
import { buildLog, type Engine, folders, openEngine, sweepLogs } from '../../../server/store/engine.ts';

let dataDir: string;
let engine: Engine | null;

const open = async (memoryLimit = '500MB'): Promise<Engine> => {
  engine = await openEngine({ dataDir, memoryLimit, threads: 2 });
  return engine;
};

const rows = (over: Engine, statement: string) =>
  over.withConnection([], async (connection) => (await connection.runAndReadAll(statement)).getRowsJson());

const slow = 'select count(*) from range(1000000) as a, range(1000000) as b where hash(a.range, b.range) = 0';

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  engine = null;
});
afterEach(async () => {
  await engine?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the folder', () => {
  it('is owned by one store at a time, and given back', async () => {
    const first = await open();
    await expect(openEngine({ dataDir })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('this process') });
    await first.close();
    await (await open()).withConnection([], (connection) => connection.run('select 1'));
  });

  it('is refused while another process has it, and taken over once that is killed', async () => {
    const script = `import { openEngine } from ${JSON.stringify(new URL('../../../server/store/engine.ts', import.meta.url).href)};
      await openEngine({ dataDir: process.argv[1] }); console.log('open'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(openEngine({ dataDir })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`process ${child.pid}`),
    });
    rmSync(join(dataDir, 'store.lock'));
    await expect(openEngine({ dataDir })).rejects.toMatchObject({ code: 'conflict' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await open();
  });

  it('takes over the lock of a process that is no more', async () => {
    writeFileSync(join(dataDir, 'store.lock'), '999999999\n1\n');
    await open();
    await engine?.close();
    // The same number, but a process that started at another time.
    writeFileSync(join(dataDir, 'store.lock'), `${process.pid}\n1\n`);
    await open();
  });

  it('may have any name, be relative, or be a link', async () => {
    const odd = join(dataDir, `it's "ödd" ; -- $1`);
    const link = join(dataDir, 'link');
    mkdirSync(odd);
    symlinkSync(odd, link);
    for (const folder of [odd, link, relative(process.cwd(), odd)]) {
      const it = await openEngine({ dataDir: folder, threads: 1 });
      await buildLog(it, 'a', undefined, (connection, alias) => connection.run(`create table ${alias}.trace as select 1 as x`));
      expect(await it.withLog('a', (alias) => rows(it, `select x from ${alias}.trace`))).toEqual([[1]]);
      await expect(openEngine({ dataDir: odd })).rejects.toMatchObject({ code: 'conflict' });
      await it.removeLog('a');
      await it.close();
    }
  });

  it('must be a folder that can be written', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    await expect(openEngine({ dataDir: join(dataDir, 'file') })).rejects.toMatchObject({ code: 'refused' });
  });

  it('is the only place SQL can reach', async () => {
    const it = await open();
    const outside = join(tmpdir(), 'outside-of-the-store.csv');
    await expect(rows(it, `select * from read_csv('/etc/passwd')`)).rejects.toThrow(/disabled|Permission/);
    await expect(rows(it, `copy (select 1) to '${outside}'`)).rejects.toThrow(/disabled|Permission/);
    await expect(rows(it, `attach '${outside}' as outside`)).rejects.toThrow(/disabled|Permission/);
    await expect(rows(it, `set enable_external_access = true`)).rejects.toThrow(/locked|Cannot change/);
    await rows(it, `copy (select 42 as x) to '${join(dataDir, 'inside.csv')}'`);
    expect(await rows(it, `select x from read_csv('${join(dataDir, 'inside.csv')}')`)).toEqual([['42']]);
    expect(await rows(it, `select current_setting('TimeZone')`)).toEqual([['UTC']]);
  });
});

describe('building a log', () => {
  const build = (over: Engine, id: string, signal?: AbortSignal) =>
    buildLog(over, id, signal, async (connection, alias) => {
      await connection.run(`create table ${alias}.trace as select range as case_no from range(1000)`);
      return 'built';
    });

  it('leaves one file, which can be read while used and is gone when removed', async () => {
    const it = await open();
    expect(await build(it, 'a')).toBe('built');
    expect(readdirSync(folders(dataDir).logs)).toEqual(['a.duckdb']);
    expect(await it.withLog('a', (alias) => rows(it, `select count(*) from ${alias}.trace`))).toEqual([['1000']]);
    await expect(it.withLog('a', (alias) => rows(it, `insert into ${alias}.trace values (1)`))).rejects.toThrow(/read-only/);
    await it.removeLog('a');
    expect(readdirSync(folders(dataDir).logs)).toEqual([]);
  });

  it('leaves nothing when it fails, and the id can be used again', async () => {
    const it = await open();
    await expect(
      buildLog(it, 'a', undefined, async (connection, alias) => {
        await connection.run(`create table ${alias}.trace as select 1 as x`);
        throw new Fault('bad-mapping', 'no');
      }),
    ).rejects.toMatchObject({ code: 'bad-mapping' });
    expect(readdirSync(folders(dataDir).logs)).toEqual([]);
    expect(await build(it, 'a')).toBe('built');
  });

  it('is interrupted by its signal, and leaves nothing', async () => {
    const it = await open();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const began = performance.now();
    await expect(buildLog(it, 'a', controller.signal, (connection) => connection.run(slow))).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(5_000);
    await expect(build(it, 'b', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folders(dataDir).logs)).toEqual([]);
  });

  it('refuses an id that would lead out of the folder', async () => {
    await expect(build(await open(), '../a')).rejects.toThrow(/cannot be the id/);
  });
});

it('removing a log ends what is asked of it', async () => {
  const it = await open();
  await buildLog(it, 'a', undefined, (connection, alias) => connection.run(`create table ${alias}.trace as select 1 as x`));
  const asked = it.withLog('a', (_, removed) => it.withConnection([removed], (connection) => connection.run(slow)));
  await it.withLog('a', async () => undefined);
  await Promise.all([expect(asked).rejects.toMatchObject({ code: 'not-found' }), it.removeLog('a')]);
  expect(existsSync(join(folders(dataDir).logs, 'a.duckdb'))).toBe(false);
});

it('keeps working with more logs than stay attached', async () => {
  const it = await open();
  for (let i = 0; i < 70; i++)
    await buildLog(it, `l${i}`, undefined, (connection, alias) => connection.run(`create table ${alias}.trace as select ${i} as x`));
  for (const i of [...Array(70).keys(), 3, 69])
    expect(await it.withLog(`l${i}`, (alias) => rows(it, `select x from ${alias}.trace`))).toEqual([[i]]);
  expect(await rows(it, `select count(*)::integer from duckdb_databases() where database_name like 'log %'`)).toEqual([[64]]);
});

it('closing interrupts what is under way', async () => {
  const it = await open();
  const asked = it.withConnection([], (connection) => connection.run(slow));
  await Promise.all([expect(asked).rejects.toMatchObject({ code: 'interrupted' }), it.close()]);
  await expect(it.withConnection([], (connection) => connection.run('select 1'))).rejects.toMatchObject({ code: 'interrupted' });
  const next = await open();
  await it.close();
  expect(await rows(next, 'select 1')).toEqual([[1]]);
});

it('running out of memory is a fault that keeps its cause', async () => {
  const it = await open('100MB');
  await expect(rows(it, `select list(range) from range(50000000)`)).rejects.toMatchObject({ code: 'overrun', cause: expect.any(Error) });
  expect(await rows(it, 'select 1')).toEqual([[1]]);
});

it('sweeping keeps the logs of the catalogue and nothing else', () => {
  const { logs } = folders(dataDir);
  mkdirSync(logs, { recursive: true });
  for (const file of ['a.duckdb', 'b.duckdb', 'a.duckdb.part', 'a.duckdb.wal', 'c.duckdb.part.wal', 'x'])
    writeFileSync(join(logs, file), '');
  sweepLogs(dataDir, new Set(['a']));
  expect(readdirSync(logs)).toEqual(['a.duckdb']);
});
