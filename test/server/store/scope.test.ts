import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Filter, filter } from '../../../analysis/schema/index.ts';
import { sql } from '../../../analysis/sql.ts';
import { ask } from '../../../server/store/ask.ts';
import { cases } from '../../../server/store/cases.ts';
import { type Ground, ground, type HandCase, handLog, word } from './hand.ts';

const letters = 'abcde';

/** 300 cases of 1 to 8 steps, always the same. */
const log: readonly HandCase[] = fc
  .sample(fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 8 }), { numRuns: 300, seed: 7 })
  .map((steps, i) => ({ id: `case ${i}`, amount: i % 10, events: word(steps.join('')) }));

let its: Ground;
beforeAll(async () => {
  its = await ground();
  await handLog(its, 'many', everyCase);
});
afterAll(() => its.close());

/** Filters beside what they mean, said again in JavaScript. */
const conditions = fc.oneof(
  fc.tuple(fc.constantFrom(...letters), fc.boolean()).map(([activity, keep]) => ({
    condition: { kind: 'activity', activities: [activity], keep },
    holds: (steps: string) => steps.includes(activity) === keep,
  })),
  fc.tuple(fc.constantFrom(...letters), fc.boolean()).map(([activity, keep]) => ({
    condition: { kind: 'starts', activities: [activity], keep },
    holds: (steps: string) => steps.startsWith(activity) === keep,
  })),
  fc.tuple(fc.constantFrom(...letters), fc.constantFrom(...letters)).map(([from, to]) => ({
    condition: { kind: 'follows', from, to },
    holds: (steps: string) => steps.includes(from + to),
  })),
  fc.constantFrom(...letters).map((activity) => ({
    condition: { kind: 'rework', activity },
    holds: (steps: string) => steps.indexOf(activity) !== steps.lastIndexOf(activity),
  })),
);
const filters = fc.array(conditions, { minLength: 1, maxLength: 3 }).map((parts) => ({
  filter: filter.parse(parts.map(({ condition }) => condition)),
  holds: (steps: string) => parts.every(({ holds }) => holds(steps)),
}));

const idsOf = async (kept: Filter): Promise<readonly string[]> => {
  const { variant, id } = await cases(its.scopes, 'many', kept);
  return Array.from(variant, (_, i) => id(i));
};

const everyCase: readonly HandCase[] = [{ id: 'all', events: word(letters) }, ...log];
const stepsOf = ({ events }: HandCase): string => events.map(({ activity }) => activity).join('');

it('keeps the cases that the conditions say, whole', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async ({ filter: kept, holds }) => {
      const expected = everyCase.filter((it) => holds(stepsOf(it)));
      expect(await idsOf(kept)).toEqual(expected.map(({ id }) => id));
      const [{ values }] = await its.scopes.read({ log: 'many', filter: kept }, () => sql`select count(*)::INTEGER as n from event`);
      expect(values).toMatchObject({ numbers: Int32Array.of(expected.reduce((sum, { events }) => sum + events.length, 0)) });
    }),
    { numRuns: 40 },
  );
});

it('answers as a log of only those cases would', async () => {
  const sampled = fc.sample(filters, { numRuns: 12, seed: 11 });
  for (const [i, { filter: kept, holds }] of sampled.entries()) {
    const part = everyCase.filter((it) => holds(stepsOf(it)));
    if (part.length === 0) continue;
    await handLog(its, `part-${i}`, part);
    for (const question of ['flow', 'overview', 'activities', 'rework', 'throughput', 'durations'])
      expect((await ask(its.scopes, 'many', question, { filter: kept })).rows).toEqual((await ask(its.scopes, `part-${i}`, question)).rows);
  }
});

it('shows the statement that the log cannot answer', async () => {
  await expect(its.scopes.read({ log: 'many' }, () => sql`select nonsense from event`)).rejects.toThrow(
    /nonsense.*in the statement\nselect nonsense from event/s,
  );
});

describe('many at once', () => {
  it('get what they get one by one', async () => {
    const asked = fc.sample(filters, { numRuns: 20, seed: 3 }).map(({ filter: kept }) => kept);
    // Some of them the same.
    const all = [...asked, ...asked.slice(0, 10), [], []];
    const both = (kept: Filter) => Promise.all([ask(its.scopes, 'many', 'flow', { filter: kept }), idsOf(kept)]);
    const together = await Promise.all(all.map(both));
    await its.scopes.forget('many');
    for (const [i, kept] of all.entries()) {
      expect(together[i][0].rows).toEqual((await ask(its.scopes, 'many', 'flow', { filter: kept })).rows);
      expect(together[i][1]).toEqual(await idsOf(kept));
    }
  });

  it('do not feel when one of them is cancelled', async () => {
    const controller = new AbortController();
    const kept = filter.parse([{ kind: 'activity', activities: ['a'] }]);
    const slow = its.scopes.read(
      { log: 'many', filter: kept, signal: controller.signal },
      () => sql`select count(*) from event as a, event as b, event as c, event as d`,
    );
    const others = Promise.all(Array.from({ length: 10 }, () => ask(its.scopes, 'many', 'flow', { filter: kept })));
    setTimeout(() => controller.abort(), 20);
    await expect(slow).rejects.toMatchObject({ code: 'cancelled' });
    for (const { rows } of await others) expect(rows.length).toBeGreaterThan(0);
  });

  it('are cancelled while they wait in line, and before they begin', async () => {
    const controller = new AbortController();
    const asked = Array.from({ length: 12 }, () =>
      its.scopes.read(
        { log: 'many', signal: controller.signal },
        () => sql`select count(*) from event as a, event as b, event as c, event as d`,
      ),
    );
    setTimeout(() => controller.abort(), 20);
    for (const one of await Promise.allSettled(asked)) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    await expect(ask(its.scopes, 'many', 'flow', { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('what is remembered', () => {
  const tables = () =>
    its.engine.withConnection([], async (connection) =>
      Number(
        (
          await connection.runAndReadAll(`select count(*) from duckdb_tables() where database_name = 'memory' and table_name like 'kept_%'`)
        ).getRows()[0][0],
      ),
    );
  beforeEach(async () => {
    await its.scopes.forget('many');
  });

  it('is bounded', async () => {
    for (let i = 0; i < 40; i++) await idsOf(filter.parse([{ kind: 'case', cases: [`case ${i}`] }]));
    expect(await tables()).toBe(16);
    await Promise.all(Array.from({ length: 40 }, (_, i) => idsOf(filter.parse([{ kind: 'case', cases: [`case ${i}`] }]))));
    expect(await tables()).toBe(16);
  });

  it('is found once for all who ask at once, and forgotten with the log', async () => {
    const kept = filter.parse([{ kind: 'starts', activities: ['a'] }]);
    await Promise.all(Array.from({ length: 10 }, () => idsOf(kept)));
    expect(await tables()).toBe(1);
    await its.scopes.forget('many');
    expect(await tables()).toBe(0);
  });
});
