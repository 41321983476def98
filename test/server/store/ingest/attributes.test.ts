import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages, stagedText, type Workshop, workshop } from './harness.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.close());

/** A log of one case whose events carry these values in a column `x`. */
const column = async (values: readonly string[], zone = 'UTC') => {
  const { info, event } = await shop.importText(
    `case;activity;end;x\n${values.map((value, i) => `c;a;${1704067200 + i};${value}\n`).join('')}`,
    { timeFormat: 'epoch-s', zone, attributes: [{ column: 'x', of: 'event' }] },
    { delimiter: ';' },
  );
  return { type: info.attributes[0].type, values: event.map(({ x }) => x) };
};

test('a column has the type that all its values have', async () => {
  expect(await column(['1', '-2.5', '', '1e3', '.5'])).toEqual({ type: 'number', values: [1, -2.5, null, 1000, 0.5] });
  expect(await column(['true', 'FALSE', ''])).toEqual({ type: 'boolean', values: [true, false, null] });
  expect(await column(['2024-01-01', '2024-01-01T10:00:00+01:00'], 'Europe/Berlin')).toEqual({
    type: 'time',
    values: ['2023-12-31T23:00:00.000Z', '2024-01-01T09:00:00.000Z'],
  });
  expect(await column(['1', 'x'])).toEqual({ type: 'text', values: ['1', 'x'] });
  expect(await column(['', ''])).toEqual({ type: 'text', values: [null, null] });
});

test('what would lose something as a number, or only looks like one, stays text', async () => {
  for (const value of ['007', '12345678901234567', '1_000', '0x1F', 'nan', 'inf', '1,5', ' 1', '1 %'])
    expect((await column([value, '1'])).type).toBe('text');
  expect((await column(['1', 'true'])).type).toBe('text');
  expect((await column(['yes', 'no'])).type).toBe('text');
  expect((await column(['0', '-0.0', '123456789012345'])).type).toBe('number');
});

test('one value far down makes a column text', async () => {
  const values = [...Array.from({ length: 5_000 }, (_, i) => String(i)), 'n/a'];
  const found = await column(values);
  expect(found.type).toBe('text');
  expect(found.values.at(-1)).toBe('n/a');
});

test('more than 10,000 texts', async () => {
  const values = Array.from({ length: 10_050 }, (_, i) => `value ${i}`);
  expect(await column(values)).toEqual({ type: 'text', values });
});

test('a case attribute is the first value of its case; cases with several are counted', async () => {
  const { trace, info } = await shop.importText(
    `case,activity,end,kind,limit
c1,a,2024-01-02,,5
c1,b,2024-01-01,gold,5
c1,c,2024-01-03,silver,5
c2,a,2024-01-01,gold,7
c3,a,2024-01-01,,
`,
    {
      attributes: [
        { column: 'kind', of: 'case' },
        { column: 'limit', of: 'case' },
      ],
    },
  );
  expect(trace.map(({ case_id, kind, limit }) => [case_id, kind, limit])).toEqual([
    ['c1', 'gold', 5],
    ['c2', 'gold', 7],
    ['c3', null, null],
  ]);
  expect(info.quality.problems).toContainEqual(
    expect.objectContaining({
      message: '1 case with several values of the attribute "kind": the first one was kept.',
      count: 1,
      place: { column: 'kind' },
    }),
  );
});

test('empty and constant columns are named', async () => {
  const { info } = await shop.importText('case,activity,end,x,y,z\nc,a,2024-01-01,,k,k\nc,b,2024-01-02,,k,\n', {
    attributes: ['x', 'y', 'z'].map((name) => ({ column: name, of: 'event' as const })),
  });
  expect(messages(info)).toContain('The attribute "x" has no value anywhere.');
  expect(messages(info)).toContain('The attribute "y" has the same value everywhere.');
  expect(messages(info).some((message) => message.includes('"z"'))).toBe(false);
});

test('any name of a column survives beside the name it gets in the tables', async () => {
  const names = [
    'case_no',
    'EVENTS',
    'next_activity',
    'Amount',
    'amount',
    'select',
    '__proto__',
    'constructor',
    'a "quoted" name',
    "it's; drop table event --",
    'nul\0nul',
    '\u202eright to left',
    '  ',
    'line\nbreak',
    'n'.repeat(64 * 1024),
    `${'n'.repeat(64 * 1024)}2`,
    '🦆'.repeat(200),
    '%s \\',
  ];
  const staged = {
    ...stagedText(`x\nc,a,2024-01-01,${names.map((_, i) => i).join(',')}\n`, shop.uploads),
    columns: ['case', 'activity', 'end', ...names],
  };
  const { info, event, trace } = await shop.read(
    await shop.importStaged(staged, {
      attributes: names.map((name, i) => ({ column: name, of: i % 2 === 0 ? ('event' as const) : ('case' as const) })),
    }),
  );
  expect(info.attributes.map(({ name }) => name)).toEqual(names);
  expect(new Set(info.attributes.map(({ column: of }) => of.toLowerCase())).size).toBe(names.length);
  const columns = info.attributes.map(({ column: of }) => of);
  expect(columns.slice(0, 7)).toEqual(['case_no_2', 'EVENTS_2', 'next_activity_2', 'Amount', 'amount_2', 'select', '__proto___2']);
  expect(Math.max(...columns.map((of) => [...of].length))).toBeLessThan(130);
  for (const [i, { column: of, of: where }] of info.attributes.entries()) {
    const row = (where === 'event' ? event : trace)[0];
    expect(Object.entries(row).find(([name]) => name === of)?.[1]).toBe(i);
  }
});

test('hostile values survive', async () => {
  const values = ["'; drop table event; --", '__proto__', '"', '\u202e\ufeff', 'x'.repeat(1_000_000), '🦆', 'a\r\nb', '%s'];
  const csv = values.map((value) => `"${value.replaceAll('"', '""')}"`);
  const staged = stagedText(
    `case,activity,end,x\n${csv.map((value, i) => `${value},${value},2024-01-0${i + 1},${value}\n`).join('')}`,
    shop.uploads,
    {
      maxRecordBytes: 3_000_100,
    },
  );
  const { event, trace } = await shop.read(
    await shop.importStaged(staged, { resource: 'x', team: 'x', attributes: [{ column: 'x', of: 'event' }] }),
  );
  expect(event.map(({ x }) => x)).toEqual(values);
  expect(event.map(({ activity }) => activity)).toEqual(values);
  expect(event.map(({ resource }) => resource)).toEqual(values);
  expect(trace.map(({ case_id }) => case_id)).toEqual(values);
});

test('hundreds of columns, each with the type of its own values, in little memory', async () => {
  const kinds = ['7', 'x', 'true', '2024-01-01'];
  const names = Array.from({ length: 300 }, (_, i) => `k${i}`);
  const row = (i: number) => `c${i % 3},a,2024-01-0${1 + i},${names.map((_, k) => kinds[k % 4]).join()}`;
  const before = process.memoryUsage().rss;
  const { info } = await shop.importText(`case,activity,end,${names.join()}\n${[0, 1, 2, 3].map(row).join('\n')}\n`, {
    attributes: names.map((column) => ({ column, of: 'event' })),
  });
  expect(info.attributes.map(({ name, type }) => [name, type])).toEqual(
    names.map((name, k) => [name, ['number', 'text', 'boolean', 'time'][k % 4]]),
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 29);
});
