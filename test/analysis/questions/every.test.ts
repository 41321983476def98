import { expect, test } from 'vitest';
import { z } from 'zod';
import { Fault, questionById, questions } from '../../../analysis/index.ts';
import { tables } from '../../tables.ts';
import { office } from './office.ts';

const params: Readonly<Record<string, unknown>> = { attributes: { column: 'team' }, 'case-events': { case: 'c1' } };
const nothing = [{ kind: 'case' as const, keep: true, cases: ['no such case'] }];

test.each(questions.map((question) => question.id))('%s binds, and its columns are those of its row', async (id) => {
  const log = await office();
  expect(await log.columns(id, params[id])).toEqual(Object.keys(questionById(id).row.shape));
  log.close();
});

test.each(questions.map((question) => question.id))('%s answers what its row says', async (id) => {
  const log = await office();
  const rows = await log.ask(id, params[id]);
  expect(rows.length).toBeGreaterThan(0);
  expect(z.array(questionById(id).row.strict()).safeParse(rows).error).toBeUndefined();
  log.close();
});

test.each(questions.map((question) => question.id))('%s has an answer where nothing is left', async (id) => {
  const empty = await tables([]);
  const filtered = await office();
  const expected = id === 'overview' ? 1 : 0;
  expect(await empty.ask(id, params[id])).toHaveLength(expected);
  expect(await filtered.ask(id, params[id], nothing)).toHaveLength(expected);
  empty.close();
  filtered.close();
});

test('every column says what it is, and every parameter too', () => {
  for (const question of questions)
    for (const [name, schema] of [...Object.entries(question.row.shape), ...Object.entries(question.params.shape)]) {
      const { title, description } = z.globalRegistry.get(schema as z.ZodType) ?? {};
      expect({ question: question.id, name, title: Boolean(title), description: Boolean(description) }).toEqual({
        question: question.id,
        name,
        title: true,
        description: true,
      });
    }
});

test('ids are the only ones of their kind, and an unknown one is named with those there are', () => {
  expect(new Set(questions.map((question) => question.id)).size).toBe(questions.length);
  expect(() => questionById('flows')).toThrow(Fault);
  expect(() => questionById('flows')).toThrow(/"flows".*overview, flow/);
});
