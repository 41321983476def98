import { expect, test } from 'vitest';
import { at, minutes } from '../../tables.ts';
import { columns, office } from './office.ts';

test('one page: who, when, how long, and its attributes', async () => {
  const log = await office();
  const rows = await log.ask('cases', { sort: 'durationMs', desc: true, limit: 2, offset: 1 });
  expect(columns(rows, 'caseId', 'started', 'ended', 'durationMs', 'events', 'variant', 'resources', 'teams', 'ofCases')).toEqual([
    ['c3', at(20), at(150), minutes(130), 6, 1, 4, 3, 4],
    ['c1', at(0), at(110), minutes(110), 4, 0, 3, 3, 4],
  ]);
  expect(JSON.parse(String(rows[1].attributes))).toEqual({
    amount: 35,
    'a \'b\' "c"': 'x',
    urgent: true,
    due: '2024-01-31T08:00:00.000001Z',
  });
  expect(JSON.parse(String(rows[0].attributes))).toEqual({ amount: 35, 'a \'b\' "c"': 'x', urgent: null, due: null });
  log.close();
});

test.each([
  ['caseId', ['c1', 'c2', 'c3', 'c4']],
  ['started', ['c1', 'c2', 'c3', 'c4']],
  ['ended', ['c4', 'c1', 'c3', 'c2']],
  ['durationMs', ['c4', 'c1', 'c3', 'c2']],
  ['events', ['c4', 'c1', 'c2', 'c3']],
  ['variant', ['c1', 'c2', 'c3', 'c4']],
])('sorted by %s', async (sort, expected) => {
  const log = await office();
  expect((await log.ask('cases', { sort })).map(({ caseId }) => caseId)).toEqual(expected);
  log.close();
});

test('found by a part of the id, in capitals or not, and under a filter', async () => {
  const log = await office();
  expect(columns(await log.ask('cases', { search: 'C4' }), 'caseId', 'ofCases', 'resources')).toEqual([['c4', 1, 2]]);
  expect(await log.ask('cases', { search: "%' or true --" })).toEqual([]);
  expect(await log.ask('cases', { search: 'c4' }, [{ kind: 'case', keep: true, cases: ['c1'] }])).toEqual([]);
  log.close();
});
