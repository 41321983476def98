import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes, tables } from '../../tables.ts';
import { columns, office } from './office.ts';

const times = (mean: number, median: number, p90: number, total: number) => [
  minutes(mean),
  minutes(median),
  expect.closeTo(minutes(p90), 6),
  minutes(total),
];
const all = ['from', 'to', 'count', 'cases', 'meanMs', 'medianMs', 'p90Ms', 'totalMs'] as const;
const unknown = [null, null, null, null];

test('the office', async () => {
  const log = await office();
  expect(columns(await log.ask('flow'), ...all)).toEqual([
    ['Register', 'Check', 5, 4, ...times(12, 10, 22, 60)],
    [null, 'Register', 4, 4, ...unknown],
    ['Check', 'Approve', 3, 3, ...times(10, 10, 18, 30)],
    ['Approve', 'Pay', 2, 2, ...times(80, 80, 112, 160)],
    ['Pay', null, 2, 2, ...unknown],
    ['Approve', 'Reject', 1, 1, ...times(5, 5, 5, 5)],
    ['Check', 'Check', 1, 1, ...times(20, 20, 20, 20)],
    ['Check', 'Register', 1, 1, ...times(30, 30, 30, 30)],
    ['Check', null, 1, 1, ...unknown],
    ['Reject', null, 1, 1, ...unknown],
  ]);
  log.close();
});

test('the straight cases of the office, chosen by a filter', async () => {
  const log = await office();
  expect(columns(await log.ask('flow', {}, [{ kind: 'variant', keep: true, variants: [0] }]), ...all)).toEqual([
    [null, 'Register', 2, 2, ...unknown],
    ['Approve', 'Pay', 2, 2, ...times(80, 80, 112, 160)],
    ['Check', 'Approve', 2, 2, ...times(10, 10, 18, 20)],
    ['Pay', null, 2, 2, ...unknown],
    ['Register', 'Check', 2, 2, ...times(20, 20, 28, 40)],
  ]);
  log.close();
});

test('work that overlaps waits for nothing', async () => {
  const log = await tables([{ id: '1', events: ['A 0-30', 'B 10-40'] }]);
  expect((await log.ask('flow')).find(({ from }) => from === 'A')).toMatchObject({ to: 'B', meanMs: 0, totalMs: 0 });
  log.close();
});

/** Directly-follows by the definition, from the words themselves. */
const replayed = (words: readonly string[]) => {
  const edges = new Map<string, { count: number; cases: Set<number> }>();
  words.forEach((word, i) => {
    const path = [null, ...word, null];
    path.slice(1).forEach((to, p) => {
      const key = JSON.stringify([path[p], to]);
      const edge = edges.get(key) ?? { count: 0, cases: new Set() };
      edges.set(key, { count: edge.count + 1, cases: edge.cases.add(i) });
    });
  });
  return new Map([...edges].map(([key, { count, cases }]) => [key, { count, cases: cases.size }]));
};

const asked = async (words: readonly string[], rename: (letter: string) => string = (letter) => letter) => {
  const log = await tables(
    words.map((word, i) => ({ id: `${i}`, events: [...word].map((letter, minute) => `${rename(letter)} ${minute}`) })),
  );
  const rows = await log.ask('flow');
  log.close();
  return new Map(rows.map(({ from, to, count, cases }) => [JSON.stringify([from, to]), { count, cases }]));
};

const word = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 }).map((letters) => letters.join(''));
const words = fc.array(word, { minLength: 1, maxLength: 8 });

test('counts are those of replaying every case', async () => {
  await fc.assert(
    fc.asyncProperty(words, async (log) => {
      expect(await asked(log)).toEqual(replayed(log));
    }),
    { numRuns: 20 },
  );
});

test('new names for the activities only rename the edges; every case twice doubles every count', async () => {
  const next = (letter: string) => ({ a: 'b', b: 'c', c: 'd', d: 'a' })[letter] as string;
  await fc.assert(
    fc.asyncProperty(words, async (log) => {
      const once = await asked(log);
      const renamed = [...once].map(
        ([key, value]) => [JSON.stringify(JSON.parse(key).map((it: string | null) => it && next(it))), value] as const,
      );
      expect(await asked(log, next)).toEqual(new Map(renamed));
      const twice = [...once].map(([key, { count, cases }]) => [key, { count: 2 * Number(count), cases: 2 * Number(cases) }] as const);
      expect(await asked([...log, ...log])).toEqual(new Map(twice));
    }),
    { numRuns: 10 },
  );
});
