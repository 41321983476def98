import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../analysis/index.ts';
import { stage } from '../../../connectors/index.ts';
import { openStore, type Store } from '../../../server/store/index.ts';
import { shared } from '../../shared.ts';

// The answers of a reference tool, PM4Py, for six public logs. Every source event is an instance of its own there, as `lifecycle: keep` has it.
// It took the clock of each time and left out its offset from UTC, so that its durations across a change of summer time are an hour off: durations
// are compared on a copy of the log that says what it read, all else on the log as it is. The two large logs are imported once, as they are.

type Json = Record<string, unknown>;
type Edge = readonly [from: string, to: string, count: number];
const logs: readonly (readonly [folder: string, file: string])[] = [
  ['running-example', 'running-example.xes'],
  ['roadtraffic100traces', 'roadtraffic100traces.xes'],
  ['receipt', 'receipt.xes.gz'],
  ['sepsis', 'SEPSIS.xes.gz'],
  ['bpic2012', 'BPIC12.xes.gz'],
  ['road_fine', 'RTFMP.xes.gz'],
];

const answer = <T = Json>(folder: string, name: string): T =>
  JSON.parse(readFileSync(`${shared}oracle/${folder}/${name}.json`, 'utf8')) as T;

/** The reference adds up seconds as floating-point numbers, in its own order. */
const seconds = (expected: number) => expect.closeTo(expected, expected > 1e9 ? 2 : 5);
const inSeconds = (ms: unknown): number => Number(ms) / 1000;
const byText = <T>(rows: readonly T[]): T[] => rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

interface Imported {
  readonly store: Store;
  readonly log: string;
  readonly ask: (question: string, params?: unknown) => Promise<readonly Json[]>;
  readonly close: () => Promise<void>;
}

const imported = async (file: string, offsets: boolean): Promise<Imported> => {
  const place = mkdtempSync(join(tmpdir(), 'oracle-'));
  const store = await openStore({ dataDir: place });
  // The store reads only what lies in its own folder.
  const staging = mkdtempSync(join(place, 'staging-'));
  const given = `${shared}logs/xes/${file}`;
  const clocks = join(staging, 'clocks.xes');
  if (!offsets) {
    const bytes = readFileSync(given);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
    writeFileSync(clocks, text.replaceAll(/(key="time:timestamp" value="[^"]*)[+-]\d\d:\d\d"/g, '$1Z"'), 'latin1');
  }
  const staged = await stage(offsets ? { path: given, name: file } : { path: clocks, name: 'clocks.xes' }, staging, () => undefined);
  const mapping = { ...staged.proposal.mapping, start: null, lifecycle: 'keep' as const };
  const { id: log } = await store.ingest(staged, { mapping, name: file, workflow: null });
  return {
    store,
    log,
    ask: async (question, params = {}) => (await store.ask(log, question, { params })).rows,
    close: async () => {
      await store.close();
      rmSync(place, { recursive: true });
    },
  };
};

describe.skipIf(shared === null).each(logs)('%s', (folder, file) => {
  let log: Imported;
  beforeAll(async () => {
    log = await imported(file, true);
  });
  afterAll(() => log.close());

  test('counts', async () => {
    const { events, cases, activities } = answer<{ events: number; cases: number; activities: number }>(folder, 'meta');
    const { total } = answer<{ total: number }>(folder, 'variants');
    const [row] = await log.ask('overview');
    expect(row).toMatchObject({ events, instances: events, cases, activities, variants: total, hasStarts: false, medianActiveMs: null });
  });

  test('activities', async () => {
    const { activity_counts: expected } = answer<{ activity_counts: Record<string, number> }>(folder, 'meta');
    expect(Object.fromEntries((await log.ask('activities')).map(({ activity, count }) => [activity, count]))).toEqual(expected);
  });

  test('directly-follows, start and end activities', async () => {
    const { dfg, start, end } = answer<{ dfg: Edge[]; start: Record<string, number>; end: Record<string, number> }>(folder, 'dfg');
    const expected = [
      ...dfg,
      ...Object.entries(start).map(([activity, count]) => [null, activity, count]),
      ...Object.entries(end).map(([activity, count]) => [activity, null, count]),
    ];
    expect(byText((await log.ask('flow')).map(({ from, to, count }) => [from, to, count]))).toEqual(byText(expected));
  });

  test('variants', async () => {
    interface Variant {
      readonly count: number;
      readonly activities: readonly string[];
    }
    const { all, top50 } = answer<{ all?: Variant[]; top50: Variant[] }>(folder, 'variants');
    const expected = all ?? top50;
    const rows = (await log.ask('variants')).map(({ cases, activities }) => ({ count: cases, activities }));
    expect(rows.slice(0, expected.length).map(({ count }) => count)).toEqual(expected.map(({ count }) => count));
    // The last ones of a list that was cut may be any of several that are equally frequent.
    const least = all ? 0 : expected[expected.length - 1].count;
    expect(byText(rows.filter(({ count }) => Number(count) > least))).toEqual(byText(expected.filter(({ count }) => count > least)));
  });

  test('rework', async () => {
    const expected = answer<{ rework_cases: Record<string, number>; total_extra_occurrences: Record<string, number> }>(folder, 'rework');
    const rows = await log.ask('rework');
    expect(Object.fromEntries(rows.map(({ activity, reworkCases }) => [activity, reworkCases]))).toEqual(expected.rework_cases);
    expect(Object.fromEntries(rows.map(({ activity, surplus }) => [activity, surplus]))).toEqual(expected.total_extra_occurrences);
  });

  // SEPSIS names no resources.
  test.skipIf(folder === 'sepsis')('handovers between resources, with themselves', async () => {
    const { counts, pairs_with_both_resources: pairs } = answer<{ counts: Edge[]; pairs_with_both_resources: number }>(folder, 'handover');
    const rows = (await log.ask('handoffs', { by: 'resource', includeSelf: true })).map(
      ({ from, to, count }) => [from, to, Number(count)] as const,
    );
    expect(byText(rows)).toEqual(byText(counts));
    expect(rows.reduce((sum, [, , count]) => sum + count, 0)).toBe(pairs);
  });
});

describe.skipIf(shared === null).each(logs.slice(0, 4))('%s by its clocks', (folder, file) => {
  let log: Imported;
  beforeAll(async () => {
    log = await imported(file, false);
  });
  afterAll(() => log.close());

  test('first and last event', async () => {
    const { first_ts, last_ts } = answer<{ first_ts: string; last_ts: string }>(folder, 'meta');
    const [{ firstEvent, lastEvent }] = await log.ask('overview');
    expect([firstEvent, lastEvent].map((time) => Date.parse(String(time)))).toEqual([first_ts, last_ts].map((time) => Date.parse(time)));
  });

  test('time between: mean, median and sum of every edge', async () => {
    const { edges } = answer<{ edges: (readonly [string, string, { mean: number; median: number; sum: number }])[] }>(
      folder,
      'performance_dfg',
    );
    const rows = (await log.ask('flow'))
      .filter(({ from, to }) => from !== null && to !== null)
      .map(({ from, to, meanMs, medianMs, totalMs }) => [from, to, inSeconds(meanMs), inSeconds(medianMs), inSeconds(totalMs)] as const);
    expect(byText(rows)).toEqual(
      byText(edges).map(([from, to, { mean, median, sum }]) => [from, to, seconds(mean), seconds(median), seconds(sum)]),
    );
  });

  test('case durations', async () => {
    const expected = answer<Record<'min' | 'median' | 'mean' | 'max' | 'sum' | 'p90_linear', number>>(folder, 'case_durations');
    const [row] = await log.ask('overview');
    const times = [row.minThroughputMs, row.medianThroughputMs, row.meanThroughputMs, row.maxThroughputMs, row.p90ThroughputMs];
    expect(times.map(inSeconds)).toEqual([expected.min, expected.median, expected.mean, expected.max, expected.p90_linear].map(seconds));
    const whole = sql`select cast(sum(epoch_us(ended) - epoch_us(started)) AS DOUBLE) / 1e6 AS total from trace`;
    const [{ total }] = await log.store.query(log.log, whole);
    expect(total).toEqual(seconds(expected.sum));
  });

  test('the duration of every case', async () => {
    const { 'per_case (pandas)': expected } = answer<{ 'per_case (pandas)': Record<string, number> }>(folder, 'case_durations');
    const rows = await log.ask('cases', { limit: null });
    expect(Object.fromEntries(rows.map(({ caseId, durationMs }) => [caseId, inSeconds(durationMs)]))).toEqual(
      Object.fromEntries(Object.entries(expected).map(([id, duration]) => [id, seconds(duration)])),
    );
  });
});
