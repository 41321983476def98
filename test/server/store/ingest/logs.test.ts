import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mapping, mapping as mappingSchema } from '../../../../analysis/schema/index.ts';
import { stage } from '../../../../connectors/index.ts';
import { shared } from '../../../shared.ts';
import { type Workshop, workshop } from './harness.ts';

describe.skipIf(shared === null)('real logs', () => {
  let shop: Workshop;
  beforeAll(async () => {
    shop = await workshop();
  });
  afterAll(() => shop.close());

  const importLog = async (file: string, given: Partial<Mapping> = {}) => {
    const folder = mkdtempSync(join(shop.uploads, 'log-'));
    const staged = await stage({ path: `${shared}logs/${file}`, name: file }, folder, () => undefined);
    const info = await shop.importStaged(staged, { ...mappingSchema.parse(staged.proposal.mapping), lifecycle: 'keep', ...given });
    expect(info.quality.events + info.quality.leftOut).toBe(staged.records);
    return info;
  };

  test.each([
    ['xes/running-example.xes', 6, 42, 8, 6],
    ['csv/running-example.csv', 6, 42, 8, 6],
    ['xes/receipt.xes.gz', 1434, 8577, 27, 116],
    ['csv/receipt.csv.gz', 1434, 8577, 27, 116],
    ['xes/SEPSIS.xes.gz', 1050, 15214, 16, 846],
    ['xes/RTFMP.xes.gz', 150_370, 561_470, 11, 231],
    ['xes/bpi_Challenge_2013_incidents.xes.gz', 7554, 65_533, 4, 1511],
    ['xes/Production.xes.gz', 225, 9906, 26, 217],
    ['xes/PurchasingExample.xes.gz', 608, 18_238, 21, 70],
  ])('%s: %i cases, %i events, %i activities, %i variants', async (file, cases, events, activities, variants) => {
    expect(await importLog(file)).toMatchObject({ cases, events, instances: events, activities, variants, quality: { leftOut: 0 } });
  });

  test('a case that its export lost, and rows out of order', async () => {
    // The case NA became empty. In the order of the file there are 1,020 variants, the empty case among them.
    const info = await importLog('csv/hospital_billing_FULL_100k.csv.gz');
    expect(info).toMatchObject({ cases: 99_999, events: 451_358, activities: 18, variants: 1022, quality: { leftOut: 1 } });
    expect(info.quality.problems).toContainEqual(expect.objectContaining({ message: '1 row left out: no case.', rows: [214] }));
  });

  test('the most frequent variant of the road traffic fines', async () => {
    const info = await importLog('xes/RTFMP.xes.gz');
    expect(await shop.ask(info, 'select activities, cases from LOG.variant where variant = 0')).toEqual([
      {
        activities: ['Create Fine', 'Send Fine', 'Insert Fine Notification', 'Add penalty', 'Send for Credit Collection'],
        cases: 56_482,
      },
    ]);
  });

  test('starts and completes of the purchasing example make the instances that its table has as rows', async () => {
    const paired = await importLog('xes/PurchasingExample.xes.gz', { lifecycle: 'pair' });
    expect(paired).toMatchObject({ events: 18_238, instances: 9119, hasStarts: true, quality: { unpaired: 0 } });
    const intervals = await importLog('csv/PurchasingExample.csv.gz', { start: 'start_timestamp' });
    expect(intervals).toMatchObject({ events: 9119, instances: 9119, cases: 608 });
    const content =
      'select case_id, activity::varchar as activity, event.started, event.ended, resource::varchar as who from LOG.event join LOG.trace using (case_no) order by all';
    expect(await shop.ask(paired, content)).toEqual(await shop.ask(intervals, content));
  });
});
