import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../../analysis/fault.ts';
import type { Mapping } from '../../../analysis/schema/index.ts';
import { stagedText, type Workshop, workshop } from './ingest/harness.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.close());

const files = () => readdirSync(join(shop.folder, 'logs'));

/** The fault of an import that must fail, which leaves nothing behind. */
const fault = async (text: string, given: Partial<Mapping> = {}): Promise<Fault> => {
  const before = files();
  const error = await shop.importText(text, given).then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Fault);
  expect(files()).toEqual(before);
  return error as Fault;
};

const text = 'case,activity,end\nc,a,2024-01-01\n';

test('everything wrong with a mapping is said at once', async () => {
  const error = await fault(text, {
    case: 'Case',
    end: 'when',
    resource: 'who',
    lifecycle: 'pair',
    attributes: [
      { column: 'cost', of: 'event' },
      { column: 'activity', of: 'event' },
      { column: 'activity', of: 'case' },
    ],
  });
  expect(error.code).toBe('bad-mapping');
  expect(error.message).toBe('The mapping does not fit the file, which has the columns "case", "activity", "end".');
  expect(error.problems.map(({ message, place }) => [message, place?.column])).toEqual([
    ['The case should come from the column "Case", which the file does not have.', 'Case'],
    ['The end time should come from the column "when", which the file does not have.', 'when'],
    ['The resource should come from the column "who", which the file does not have.', 'who'],
    ['The attribute "cost" is not a column of the file.', 'cost'],
    ['The attribute "activity" is named more than once.', 'activity'],
    ['Start and complete should be paired, but no column says which is which.', undefined],
  ]);
});

test('a file without a usable row is a fault that says why of each', async () => {
  const error = await fault('case,activity,end\n,a,2024-01-01\nc,,2024-01-01\nc,a,soon\n');
  expect(error.code).toBe('bad-mapping');
  expect(error.problems.map(({ rows }) => rows)).toEqual([[2], [3], [4]]);
  expect((await fault('case,activity,end\n')).message).toBe('The file holds no rows.');
  expect((await fault('case,activity,end,t\nc,a,2024-01-01,schedule\n', { transition: 't', lifecycle: 'pair' })).code).toBe('bad-mapping');
});

test('a file that changed since it was looked at is refused', async () => {
  const staged = { ...stagedText(text, shop.uploads), records: 2 };
  await expect(shop.importStaged(staged)).rejects.toMatchObject({
    code: 'bad-file',
    message: expect.stringContaining('had 2 rows when it was looked at, and has 1 now'),
  });
});

test('more than 65,535 activities are too many, 65,535 are not', async () => {
  const log = (activities: number) => `case,activity,end\n${Array.from({ length: activities }, (_, i) => `c,a${i},${i}\n`).join('')}`;
  const error = await fault(log(65_536), { timeFormat: 'epoch-s' });
  expect(error.code).toBe('too-large');
  expect(error.message).toBe('The log has 65,536 activities; at most 65,535 can be analysed.');
  const info = await shop.importStaged(stagedText(log(65_535), shop.uploads), { timeFormat: 'epoch-s' });
  expect(info.activities).toBe(65_535);
});

test('cancelling at any moment leaves nothing behind', async () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => `case ${i % 20_000},activity ${i % 31},${1_600_000_000 + i}\n`).join('');
  const staged = stagedText(`case,activity,end\n${rows}`, shop.uploads);
  const before = files();
  const steps = new Set<string>();
  for (const afterMs of [0, 20, 60, 120, 200, 300]) {
    const abort = new AbortController();
    const importing = shop.importStaged(
      staged,
      { timeFormat: 'epoch-s' },
      { signal: abort.signal, progress: (_, step) => steps.add(step) },
    );
    const outcome = importing.then(
      () => 'done',
      (error) => (error as Fault).code,
    );
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    abort.abort();
    const ended = await outcome;
    // A fast machine may be done before the last of these moments.
    if (ended === 'done') break;
    expect(ended).toBe('cancelled');
    expect(files()).toEqual(before);
  }
  expect(steps.size).toBeGreaterThan(0);
  const already = AbortSignal.abort();
  await expect(shop.importStaged(staged, { timeFormat: 'epoch-s' }, { signal: already })).rejects.toMatchObject({ code: 'cancelled' });
});

test('progress only grows and names its steps', async () => {
  const heard: [number, string][] = [];
  await shop.importStaged(stagedText(text, shop.uploads), {}, { progress: (share, step) => heard.push([share, step]) });
  const shares = heard.map(([share]) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  expect(new Set(heard.map(([, step]) => step)).size).toBe(heard.length);
});

test('imports at the same time do not disturb each other', async () => {
  const logs = await Promise.all([1, 2, 3, 4].map((n) => shop.importText(`case,activity,end\n${'c,a,2024-01-01\n'.repeat(n)}`)));
  expect(logs.map(({ info }) => info.events)).toEqual([1, 2, 3, 4]);
});

test('rows keep their numbers however long the file, whatever has to be understood of them', async () => {
  const rows = Array.from(
    { length: 300_000 },
    (_, i) => `case ${i % 30_000},activity ${i % 7},2024-01-01,${i % 3 ? 'complete' : 'resume'},${i + 2}\n`,
  );
  const nulls = ['?', 'NULL', 'null', 'N/A', 'n/a', 'NaN', 'nan'];
  const staged = stagedText(`case,activity,end,t,number\n${rows.join('')}`, shop.uploads, { nulls, lineBreaks: false });
  for (const lifecycle of ['pair', 'keep', 'keep'] as const) {
    const info = await shop.importStaged(staged, { transition: 't', lifecycle, attributes: [{ column: 'number', of: 'event' }] });
    expect(await shop.ask(info, 'select count(*) as wrong from LOG.event where row <> number')).toEqual([{ wrong: 0 }]);
  }
});
