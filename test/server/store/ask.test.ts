import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { questions } from '../../../analysis/questions/index.ts';
import { filter } from '../../../analysis/schema/index.ts';
import { sql } from '../../../analysis/sql.ts';
import { trace } from '../../../analysis/variants.ts';
import { ask, askArrow, questionInfos } from '../../../server/store/ask.ts';
import { cases } from '../../../server/store/cases.ts';
import { variants } from '../../../server/store/variants.ts';
import { type Ground, ground, handLog, minute, word } from './hand.ts';

let its: Ground;

beforeAll(async () => {
  its = await ground();
  await handLog(its, 'hand', [
    { id: 'c1', amount: 10, events: word('abc') },
    { id: 'c2', amount: null, events: word('acb') },
    {
      id: 'ç3 is longer than twelve bytes',
      amount: 0.5,
      events: [
        { activity: 'a', start: 10, end: 20, team: 'x' },
        { activity: 'b', start: 25, end: 30, team: 'y' },
        { activity: 'a', start: 30, end: 45, team: 'x' },
      ],
    },
    { id: 'c4', amount: 7, events: word('acb') },
  ]);
});
afterAll(() => its.close());

const only = (...conditions: readonly unknown[]) => filter.parse(conditions);
const withB = only({ kind: 'follows', from: 'a', to: 'b' });
const nothing = only({ kind: 'case', cases: ['none of them'] });

describe('asking', () => {
  it('answers with the columns and units of the question, and says what made it', async () => {
    const { made, columns, rows } = await ask(its.scopes, 'hand', 'variants', { filter: withB });
    expect(made).toEqual({
      log: 'hand',
      by: 'variants',
      params: expect.any(Object),
      filter: withB,
      document: null,
      at: expect.any(String),
    });
    expect(columns.find(({ name }) => name === 'cases')).toEqual({ name: 'cases', title: 'Cases', unit: 'cases', type: 'number' });
    expect(rows.map(({ variant, activities, cases }) => ({ variant, activities, cases }))).toEqual([
      { variant: 1, activities: ['a', 'b', 'a'], cases: 1 },
      { variant: 2, activities: ['a', 'b', 'c'], cases: 1 },
    ]);
  });

  /** Parameters for the questions that cannot do without. */
  const required: Readonly<Record<string, unknown>> = { 'case-events': { case: 'c1' }, attributes: { column: 'amount' } };
  for (const question of questions)
    it(`"${question.id}" answers in the columns it names, filtered or not, and the same as Arrow`, async () => {
      const options = { params: required[question.id] };
      const shape = z.array(z.strictObject(question.row.shape));
      for (const conditions of [[], withB, nothing]) {
        const { columns, rows } = await ask(its.scopes, 'hand', question.id, { ...options, filter: conditions });
        expect(() => shape.parse(rows)).not.toThrow();
        const table = tableFromIPC(await askArrow(its.scopes, 'hand', question.id, { ...options, filter: conditions }));
        expect(table.schema.fields.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
        expect(table.numRows).toBe(rows.length);
        columns.forEach(({ name, type }, at) => {
          const seen = (value: unknown) =>
            value === null
              ? null
              : type === 'time'
                ? new Date(value as number).toISOString()
                : type === 'list'
                  ? [...(value as Iterable<unknown>)]
                  : value;
          expect(rows.map((row) => row[name])).toEqual(Array.from({ length: rows.length }, (_, i) => seen(table.getChildAt(at)?.get(i))));
        });
      }
    });

  it('gives every question a title, columns with titles and a schema of its parameters', () => {
    expect(questionInfos.map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
    for (const { columns, params } of questionInfos) {
      expect(columns.length).toBeGreaterThan(0);
      for (const { title } of columns) expect(title).not.toBe('');
      expect(params).toMatchObject({ type: 'object' });
    }
  });

  it('names every parameter that is wrong', async () => {
    await expect(ask(its.scopes, 'hand', 'variants', { params: { limit: 'many', colour: 1 } })).rejects.toMatchObject({
      code: 'bad-request',
      problems: [
        { message: expect.stringContaining('limit'), place: { element: 'limit' } },
        { message: expect.stringContaining('colour') },
      ],
    });
  });

  it('knows neither the log nor the question', async () => {
    await expect(ask(its.scopes, 'other', 'flow')).rejects.toMatchObject({ code: 'not-found', message: 'There is no log "other".' });
    await expect(ask(its.scopes, 'hand', 'why')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lists everything that is wrong with a filter, with the names most like it', async () => {
    const conditions = only(
      { kind: 'activity', activities: ['a', 'A'] },
      { kind: 'follows', from: 'a', to: 'z' },
      { kind: 'attribute', column: 'colour', values: ['red'] },
    );
    await expect(ask(its.scopes, 'hand', 'flow', { filter: conditions })).rejects.toMatchObject({
      code: 'bad-filter',
      problems: [
        { message: 'The log has no activity "A".', hint: expect.stringMatching(/^Most like it: a,/) },
        { message: 'The log has no activity "z".' },
        { message: expect.stringContaining('"colour"'), place: { column: 'colour' } },
      ],
    });
    // Not remembered as something that was found.
    await expect(ask(its.scopes, 'hand', 'flow', { filter: conditions })).rejects.toMatchObject({ code: 'bad-filter' });
  });
});

describe('variants and cases', () => {
  it('are those of the log', async () => {
    const { log, numbers } = await variants(its.scopes, 'hand');
    expect(Array.from(numbers, (_, v) => trace(log, v).join(''))).toEqual(['acb', 'aba', 'abc']);
    expect([...log.counts]).toEqual([2, 1, 1]);
    expect([...numbers]).toEqual([0, 1, 2]);
    expect(log.steps.buffer).toBeInstanceOf(SharedArrayBuffer);
    const { variant, startedMs, endedMs, id } = await cases(its.scopes, 'hand');
    expect([...variant]).toEqual([2, 0, 1, 0]);
    expect([...startedMs]).toEqual([0, 0, 10, 0].map(minute));
    expect([...endedMs]).toEqual([2, 2, 45, 2].map(minute));
    expect(Array.from(variant, (_, i) => id(i))).toEqual(['c1', 'c2', 'ç3 is longer than twelve bytes', 'c4']);
  });

  it('keep their numbers under a filter, with the cases that are left', async () => {
    const conditions = only({ kind: 'case', cases: ['c4', 'ç3 is longer than twelve bytes'] });
    const { log, numbers } = await variants(its.scopes, 'hand', conditions);
    expect([...numbers]).toEqual([0, 1]);
    expect([...log.counts]).toEqual([1, 1]);
    const { variant, id } = await cases(its.scopes, 'hand', conditions);
    expect([...variant]).toEqual([1, 0]);
    expect([id(0), id(1)]).toEqual(['ç3 is longer than twelve bytes', 'c4']);
  });

  it('know only the activities that occur', async () => {
    const { log } = await variants(its.scopes, 'hand', only({ kind: 'case', cases: ['ç3 is longer than twelve bytes'] }));
    expect(log.activities).toEqual(['a', 'b']);
    expect(trace(log, 0)).toEqual(['a', 'b', 'a']);
  });

  it('may be none', async () => {
    const { log, numbers } = await variants(its.scopes, 'hand', nothing);
    expect([...numbers, ...log.steps, ...log.counts, ...log.activities]).toEqual([]);
    expect([...log.offsets]).toEqual([0]);
    expect([...(await cases(its.scopes, 'hand', nothing)).variant]).toEqual([]);
  });
});

it('shadows the tables, so that any statement is within the filter', async () => {
  const read = await its.scopes.read(
    { log: 'hand', filter: withB },
    () =>
      sql`select (select count(*) from event) as events, (select count(*) from trace) as traces, (select sum(cases) from variant) as cases`,
  );
  expect(read.map(({ values }) => values.kind === 'number' && values.numbers[0])).toEqual([6, 2, 2]);
});
