import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogInfo } from '../../../../analysis/schema/index.ts';
import { sql } from '../../../../analysis/sql.ts';
import { stage } from '../../../../connectors/index.ts';
import { openStore } from '../../../../server/store/index.ts';
import { shared } from '../../../shared.ts';

const ROUNDS = 20;

describe.skipIf(shared === null)('killed in the middle of an import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'));
  const stagedPath = join(folder, 'staged.json');
  beforeAll(async () => {
    const upload = join(folder, 'uploads', 'rtfmp');
    mkdirSync(upload, { recursive: true });
    const staged = await stage({ path: `${shared}logs/xes/RTFMP.xes.gz`, name: 'RTFMP.xes.gz' }, upload, () => undefined);
    writeFileSync(stagedPath, JSON.stringify(staged));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Imports in a process of its own, killed so long after it begins; without a time it may end. How long it ran, and whether it ended. */
  const run = (killAfterMs?: number): Promise<{ readonly tookMs: number; readonly ended: boolean }> =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', fileURLToPath(new URL('import-child.ts', import.meta.url)), folder, stagedPath],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let [begunAt, ended] = [0, false];
      child.stdout.on('data', (data: Buffer) => {
        const text = data.toString();
        if (text.includes('begins')) {
          begunAt = performance.now();
          if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
        }
        if (text.includes('ended')) ended = true;
      });
      child.on('error', reject);
      child.on('exit', (code, signal) =>
        begunAt > 0 && (code === 0 || signal === 'SIGKILL')
          ? resolve({ tookMs: performance.now() - begunAt, ended })
          : reject(new Error(`the import ended with ${code ?? signal}`)),
      );
    });

  /** Opens the store as at the next start: how many logs there are. Each must be whole. */
  const logsAfter = async (): Promise<number> => {
    const store = await openStore({ dataDir: folder });
    try {
      const logs = await store.catalog.list<LogInfo>('log');
      expect(readdirSync(join(folder, 'logs')).toSorted()).toEqual(logs.map(({ id }) => `${id}.duckdb`).toSorted());
      for (const { id } of logs) {
        const [found] = await store.query(
          id,
          sql`select (select count(*) from event) as events, (select count(*) from trace) as cases, (select sum(cases) from variant) as cases_of_variants`,
        );
        expect(Object.values(found).map(Number)).toEqual([561_470, 150_370, 150_370]);
        await store.dropLog(id);
      }
      return logs.length;
    } finally {
      await store.close();
    }
  };

  test(`${ROUNDS} times: no log or the whole log, and the store opens`, { timeout: 600_000 }, async () => {
    const whole = await run();
    expect(whole.ended).toBe(true);
    expect(await logsAfter()).toBe(1);
    let torn = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { ended } = await run(Math.random() * whole.tookMs);
      const logs = await logsAfter();
      expect(logs).toBeLessThanOrEqual(1);
      if (ended) expect(logs).toBe(1);
      if (logs === 0) torn++;
    }
    expect(torn).toBeGreaterThan(0);
  });
});
