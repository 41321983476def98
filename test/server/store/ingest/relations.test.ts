import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Imported, Workshop } from './harness.ts';
import { workshop } from './harness.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.close());

const row = fc.record({
  id: fc.constantFrom('c1', 'c2', 'c3', ''),
  activity: fc.constantFrom('a', 'b', 'c', ''),
  transition: fc.constantFrom('start', 'complete', 'schedule', ''),
  who: fc.constantFrom('ann', 'bob', ''),
  bad: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
type Row = { readonly id: string; readonly activity: string; readonly transition: string; readonly who: string; readonly bad: boolean };
type Timed = Row & { readonly time: string };

/** Rows with times of their own, all different, in the order of the list. */
const timed = (rows: readonly Row[]): readonly Timed[] =>
  rows.map((it, i) => ({ ...it, time: it.bad ? 'never' : String(1_600_000_000 + i) }));

const imported = (rows: readonly Timed[], lifecycle: 'keep' | 'pair') =>
  shop.importText(
    `case,activity,end,transition,who\nkept,a,1600000000,complete,ann\n${rows.map((it) => `${it.id},${it.activity},${it.time},${it.transition},${it.who}\n`).join('')}`,
    { timeFormat: 'epoch-s', transition: 'transition', resource: 'who', lifecycle, attributes: [{ column: 'who', of: 'event' }] },
  );

/** The tables without what the order of the file decides: the numbers of cases and rows. */
const content = ({ event, trace, variant }: Imported) => ({
  cases: trace
    .map(({ case_no, ...of }) => ({
      ...of,
      events: event.filter((it) => it.case_no === case_no).map(({ case_no: _, row: __, ...rest }) => rest),
    }))
    .toSorted((a, b) => ((a as Record<string, unknown>).case_id as string).localeCompare((b as Record<string, unknown>).case_id as string)),
  variant,
});

const runs = { numRuns: 15 };

test('the order of the rows does not matter', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 30 }),
      fc.constantFrom('keep' as const, 'pair' as const),
      fc.infiniteStream(fc.nat()),
      async (rows, lifecycle, keys) => {
        const inOrder = timed(rows);
        const shuffled = inOrder
          .map((it) => ({ it, key: keys.next().value }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ it }) => it);
        expect(content(await imported(shuffled, lifecycle))).toEqual(content(await imported(inOrder, lifecycle)));
      },
    ),
    runs,
  );
});

test('every row is counted once, and the tables agree with each other and with a plain reckoning', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
      const log = await imported(timed(rows), 'keep');
      const { info, event, trace, variant } = log;
      const good = rows.filter((it) => it.id !== '' && it.activity !== '' && !it.bad);
      expect(info.quality.sourceRows).toBe(rows.length + 1);
      expect(info.events).toBe(good.length + 1);
      expect(info.quality.events + info.quality.leftOut).toBe(info.quality.sourceRows);
      expect(event).toHaveLength(info.instances);
      for (const { case_no, case_id, variant: number, events } of trace) {
        const expected = case_id === 'kept' ? ['a'] : good.filter((it) => it.id === case_id).map((it) => it.activity);
        const own = event.filter((it) => it.case_no === case_no);
        expect(own.map((it) => it.activity)).toEqual(expected);
        expect(own.map((it) => it.pos)).toEqual(own.map((_, i) => i));
        expect(own.map((it) => it.next_activity)).toEqual([...expected.slice(1), null]);
        expect(variant[number as number].activities).toEqual(expected);
        expect(events).toBe(expected.length);
      }
      const sizes = variant.map(({ cases }) => cases as number);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      expect(sizes.reduce((sum, cases) => sum + cases, 0)).toBe(info.cases);
      expect(new Set(variant.map(({ activities }) => JSON.stringify(activities))).size).toBe(variant.length);
    }),
    runs,
  );
});

/** First in, first out, said a second time: queues of open starts by resource, then what is left over regardless of it. */
const pairByHand = (rows: readonly Timed[]) => {
  const good = rows.filter((it) => it.id !== '' && it.activity !== '' && !it.bad && it.transition !== 'schedule');
  const partner = new Map<Timed, Timed>();
  for (const sameWho of [true, false]) {
    const left = good.filter((it) => !partner.has(it) && ![...partner.values()].includes(it));
    const open: Timed[] = [];
    for (const it of left)
      if (it.transition === 'start') open.push(it);
      else {
        const at = open.findIndex((start) => start.id === it.id && start.activity === it.activity && (!sameWho || start.who === it.who));
        if (at >= 0) partner.set(it, open.splice(at, 1)[0]);
      }
  }
  const used = new Set(partner.values());
  return good
    .filter((it) => !used.has(it))
    .map((it) => `${it.id} ${it.activity} ${partner.get(it)?.time ?? '-'} ${it.time}`)
    .toSorted();
};

test('pairing is what queues of open starts give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
      const all = timed(rows);
      const { event, trace, info } = await imported(all, 'pair');
      const ids = new Map(trace.map(({ case_no, case_id }) => [case_no, case_id]));
      const seconds = (time: unknown) => (time === null ? '-' : String(Date.parse(time as string) / 1000));
      const found = event
        .map((it) => `${ids.get(it.case_no)} ${it.activity} ${seconds(it.started)} ${seconds(it.ended)}`)
        .filter((it) => !it.startsWith('kept'));
      expect(found.toSorted()).toEqual(pairByHand(all));
      expect(info.quality.events + info.quality.leftOut).toBe(info.quality.sourceRows);
      const pairs = event.filter(({ started }) => started !== null).length;
      const work =
        (info.quality.problems.find(({ message }) => message.includes('no work of their own'))?.count ?? 0) + info.instances + pairs;
      expect(info.events).toBeLessThanOrEqual(work);
    }),
    { numRuns: 40 },
  );
});
