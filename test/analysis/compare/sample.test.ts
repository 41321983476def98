import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../analysis/compare/index.ts';
import { align } from '../../../analysis/conformance/index.ts';
import { readDocument } from '../../../analysis/models/index.ts';
import { fromTraces } from '../../../analysis/variants.ts';

const fixtures = new URL('../../../fixtures/', import.meta.url);

interface Case {
  readonly id: string;
  readonly activities: readonly string[];
  readonly startedMs: number;
  readonly endedMs: number;
}

/** The sample's cases: its file has no quoted field, and its order within a case is that of completion. */
const readCases = (): readonly Case[] => {
  const [, ...lines] = gunzipSync(readFileSync(new URL('sample/purchase-to-pay.csv.gz', fixtures)))
    .toString('utf8')
    .trim()
    .split('\n');
  const events = new Map<string, { activity: string; started: number; ended: number }[]>();
  for (const line of lines) {
    const [id, activity, started, ended] = line.split(',');
    events.set(id, [...(events.get(id) ?? []), { activity, started: Date.parse(started), ended: Date.parse(ended) }]);
  }
  return [...events].map(([id, list]) => {
    list.sort((a, b) => a.ended - b.ended || a.started - b.started);
    return {
      id,
      activities: list.map(({ activity }) => activity),
      startedMs: Math.min(...list.map(({ started }) => started)),
      endedMs: list[list.length - 1].ended,
    };
  });
};

describe('the sample workflow', () => {
  it('shows what was planted: each cause in one sentence, with its exact number of cases and its date', async () => {
    const planted = JSON.parse(readFileSync(new URL('expected/purchase-to-pay.json', fixtures), 'utf8'));
    const cases = readCases();
    const { net } = await readDocument(readFileSync(new URL('sample/purchase-to-pay.bpmn', fixtures), 'utf8'), 'purchase-to-pay.bpmn');
    const variants = new Map<string, Case[]>();
    for (const each of cases) {
      const key = JSON.stringify(each.activities);
      variants.set(key, [...(variants.get(key) ?? []), each]);
    }
    const groups = [...variants.values()];
    const log = fromTraces(groups.map((group) => ({ activities: group[0].activities, cases: group.length })));
    const flat = groups.flatMap((group, v) => group.map((each) => ({ ...each, v })));
    const result = compare({
      made: { log: 'sample', by: 'alignment', params: {}, filter: [], document: 'sample', at: '2026-07-01T00:00:00.000Z' },
      net,
      log,
      numbers: Uint32Array.from(groups.keys()),
      alignments: align.run({ net, log }, align.params.parse({}), () => {}),
      cases: {
        variant: Uint32Array.from(flat, ({ v }) => v),
        startedMs: Float64Array.from(flat, ({ startedMs }) => startedMs),
        endedMs: Float64Array.from(flat, ({ endedMs }) => endedMs),
        id: (i) => flat[i].id,
      },
    });

    expect([result.cases, result.variants, result.cases - result.conformingCases]).toEqual([
      planted.cases,
      planted.variants,
      planted.exceptions,
    ]);
    const told = result.deviations.map(({ kind, activity, steps, cases: n, since, element }) => [
      kind,
      activity,
      steps.length,
      n,
      since,
      element,
    ]);
    expect(told).toEqual([
      ['unexpected', 'Call Supplier', 1, planted.supplierCalled, '2025-08', 'send_order'],
      ['skipped', 'Approve Purchase Order', 1, planted.approvalSkipped, '2025-10', 'approve_order'],
      ['skipped', 'Check Budget', 5, planted.informal, null, 'check_budget'],
      ['moved', 'Create Purchase Order', 1, planted.informal, null, 'receive_invoice'],
      ['skipped', 'Update Order Tracker', 1, planted.trackerForgotten, null, 'update_tracker'],
    ]);
    expect(result.deviations[1].text).toMatch(
      /^1,035 cases \(20\.7 %\) skip \*Approve Purchase Order\* after \*Create Purchase Order\*; since October 2025; their median throughput time is [\d.]+ d instead of [\d.]+ d\.$/,
    );
  });
});
