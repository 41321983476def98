import { expect, test } from 'vitest';
import { Fault } from '../../../analysis/index.ts';
import { columns, office } from './office.ts';

const all = ['value', 'count', 'cases', 'share'] as const;

test('values of events and of cases', async () => {
  const log = await office();
  expect(columns(await log.ask('attributes', { column: 'team' }), ...all)).toEqual([
    ['back', 7, 4, 1],
    ['front', 5, 4, 1],
    ['board', 4, 3, 0.75],
    [null, 1, 1, 0.25],
  ]);
  expect(columns(await log.ask('attributes', { column: 'amount' }), ...all)).toEqual([
    ['35', 2, 2, 0.5],
    ['35.5', 1, 1, 0.25],
    [null, 1, 1, 0.25],
  ]);
  log.close();
});

test('every value that is answered can be filtered by, and finds as many cases', async () => {
  const log = await office();
  for (const column of ['activity', 'resource', 'team', ...log.attributes.map((attribute) => attribute.column)])
    for (const { value, cases } of await log.ask('attributes', { column })) {
      const kept = await log.keeps([{ kind: 'attribute', keep: true, column, values: [value as string | null] }]);
      expect({ column, value, cases: kept.length }).toEqual({ column, value, cases });
    }
  log.close();
});

test('searched, paged, filtered', async () => {
  const log = await office();
  expect(columns(await log.ask('attributes', { column: 'team', search: 'B', limit: 1, offset: 1 }), 'value', 'ofValues')).toEqual([
    ['board', 2],
  ]);
  const kept = await log.ask('attributes', { column: 'resource' }, [{ kind: 'case', keep: true, cases: ['c4'] }]);
  expect(columns(kept, 'value', 'cases', 'share')).toEqual([
    ['ann', 1, 1],
    ['bob', 1, 1],
    [null, 1, 1],
  ]);
  log.close();
});

test('a column that is not there is a fault that says which are', async () => {
  const log = await office();
  await expect(log.ask('attributes', { column: 'colour' })).rejects.toThrow(Fault);
  await expect(log.ask('attributes', { column: 'colour' })).rejects.toThrow(/"colour".*activity, resource, team, amount/);
  log.close();
});
