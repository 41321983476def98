import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages, shortly, stagedText, type Workshop, workshop } from './harness.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.close());

test('every row is an event or left out, and each reason is counted with its rows', async () => {
  const { info, event } = await shop.importText(
    `case,activity,start,end
c1,a,2024-01-01T08:00:00Z,2024-01-01T09:00:00Z
,a,,2024-01-01T09:00:00Z
c1,,,2024-01-01T09:00:00Z
c1,  ,,soon
c1,b,2024-01-01T09:00:00Z,
c1,c,2024-01-01T12:00:00Z,2024-01-01T11:00:00Z
c1,d,later,2024-01-01T12:00:00Z
c1,e,,
c1,f,,n/a
`,
    { start: 'start' },
    { nulls: ['n/a'] },
  );
  expect(shortly(event, 'activity', 'started', 'ended', 'row')).toEqual(['a 08:00 09:00 2', 'b - 09:00 6', 'c - 11:00 7', 'd - 12:00 8']);
  expect(info.quality).toMatchObject({ sourceRows: 9, events: 4, leftOut: 5 });
  const found = info.quality.problems.map(({ severity, message, count, rows, place }) => [severity, message, count, rows, place?.column]);
  expect(found.slice(0, 7)).toEqual([
    ['warning', '1 row left out: no case.', 1, [3], 'case'],
    ['warning', '2 rows left out: no activity.', 2, [4, 5], 'activity'],
    ['warning', '2 rows left out: no time.', 2, [9, 10], 'end'],
    ['warning', '1 row left out: the time cannot be read as ISO 8601, such as "soon".', 1, [5], 'end'],
    ['warning', '1 row kept without a start: it cannot be read as ISO 8601, such as "later".', 1, [8], 'start'],
    ['warning', '1 row kept without a start: it lies after the end, so how long the work took is unknown.', 1, [7], 'start'],
    ['info', '1 row without an end kept at the time of the start: how long the work took is unknown.', 1, [6], 'end'],
  ]);
});

test('a text that means "no value" may be the id of a case, but no case is larger than all others', async () => {
  const rows = ['c1,NIL', 'c1,b', 'NIL,a', 'NIL,b', '?,a', '?,b', '?,c'].map((row, i) => `${row},2024-01-01T0${i}:00:00Z\n`);
  const { info, trace } = await shop.importText(`case,activity,end\n${rows.join('')}`, {}, { nulls: ['NIL', '?'] });
  expect(shortly(trace, 'case_id', 'events')).toEqual(['c1 1', 'NIL 2']);
  expect(messages(info).slice(0, 2)).toEqual(['3 rows left out: no case.', '1 row left out: no activity.']);
});

test('at most twenty rows are named, the first ones', async () => {
  const bad = Array.from({ length: 50 }, () => 'c,a,never\n').join('');
  const { info } = await shop.importText(`case,activity,end\nc,a,2024-01-01\n${bad}`);
  expect(info.quality.problems[0]).toMatchObject({ count: 50, rows: Array.from({ length: 20 }, (_, i) => i + 3) });
});

test('ties, rows out of order and equal rows', async () => {
  const { info, event } = await shop.importText(
    `case,activity,end
c1,b,2024-01-02T10:00Z
c1,a,2024-01-01T10:00Z
c2,x,2024-01-01T10:00Z
c2,y,2024-01-01T10:00Z
c2,x,2024-01-01T10:00Z
c3,z,2024-01-01T10:00Z
c3,z,2024-01-01T11:00Z
`,
  );
  expect(shortly(event, 'case_no', 'pos', 'activity', 'row')).toEqual([
    '0 0 a 3',
    '0 1 b 2',
    '1 0 x 4',
    '1 1 y 5',
    '1 2 x 6',
    '2 0 z 7',
    '2 1 z 8',
  ]);
  expect(info.quality.casesWithTies).toBe(1);
  expect(messages(info)).toEqual([
    '1 case with events at the same time: there the order is that of the file.',
    '1 event stood in the file after a later one of the case: they were put in the order of their times.',
    '1 event equal to another in everything that was kept: kept all the same.',
  ]);
  expect(info.quality.problems.slice(1).map(({ rows }) => rows)).toEqual([[2], [6]]);
});

test('equal ends are no tie where starts tell them apart', async () => {
  const { info, event } = await shop.importText(
    'case,activity,start,end\nc,b,2024-01-01T09:00:00Z,2024-01-01T10:00:00Z\nc,a,2024-01-01T08:00:00Z,2024-01-01T10:00:00Z\n',
    { start: 'start' },
  );
  expect(event.map(({ activity }) => activity)).toEqual(['a', 'b']);
  expect(info.quality.casesWithTies).toBe(0);
});

test('the rows are those of the file, line breaks inside values and the connector’s first row notwithstanding', async () => {
  const text = 'case,activity,end\nc,"a\nb",2024-01-01\nc,"x\n\ny",2024-01-02\nc,z,never\n';
  const { info, event } = await shop.importText(text);
  expect(event.map(({ activity, row }) => [activity, row])).toEqual([
    ['a\nb', 2],
    ['x\n\ny', 3],
  ]);
  expect(info.quality.problems[0].rows).toEqual([4]);
  const staged = { ...stagedText('case,activity,end\nc,a,2024-01-01\n', shop.uploads), firstRow: 17 };
  expect((await shop.read(await shop.importStaged(staged))).event[0].row).toBe(17);
});

test('the problems of the connector come first', async () => {
  const problem = { message: 'Blank lines.', severity: 'info' as const, count: 2 };
  const info = await shop.importStaged({ ...stagedText('case,activity,end\nc,a,2024-01-01\n', shop.uploads), problems: [problem] });
  expect(info.quality.problems[0]).toEqual(problem);
});

test('rows keep their numbers when the file is read in parallel', async () => {
  const rows = 200_000;
  const lines = Array.from({ length: rows }, (_, i) => `c${i % 1000},a${i % 7},${1_600_000_000 + i},"v,${'x'.repeat(i % 90)},${i}"\n`);
  const staged = stagedText(`case,activity,end,x\n${lines.join('')}`, shop.uploads, { lineBreaks: false });
  const info = await shop.importStaged(staged, { timeFormat: 'epoch-s', attributes: [{ column: 'x', of: 'event' }] });
  expect(info.quality).toMatchObject({ sourceRows: rows, events: rows });
  expect(await shop.ask(info, "select count(*) as wrong from LOG.event where not ends_with(x, ',' || (row - 2))")).toEqual([{ wrong: 0 }]);
  expect(
    await shop.ask(
      info,
      'select count(*) as wrong from (select place, lag(place) over () as last from (select case_no * 1000000::bigint + pos as place from LOG.event)) where last >= place',
    ),
  ).toEqual([{ wrong: 0 }]);
});
