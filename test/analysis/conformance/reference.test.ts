import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { align } from '../../../analysis/conformance/index.ts';
import { parsePnml } from '../../../analysis/models/index.ts';
import { fromTraces, size } from '../../../analysis/variants.ts';
import { shared } from '../../shared.ts';
import { replay } from './replay.ts';

interface Answered {
  readonly activities: readonly string[];
  readonly count: number;
  readonly cost: number;
}

interface Reference {
  readonly name: string;
  readonly net: string;
  readonly variants: readonly Answered[];
}

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** Alignment costs that two other tools gave for public logs and their models: a folder for each log. */
const references = (folder: string): readonly Reference[] =>
  readdirSync(folder).flatMap((file): Reference[] => {
    const [, tool, model] = /^(rust4pm_align|conf)_(.*)\.json$/.exec(file) ?? [];
    const net = `${folder}/models/${model}.pnml`;
    if (tool === undefined || !existsSync(net)) return [];
    const content = json(`${folder}/${file}`);
    const variants: readonly Answered[] =
      tool === 'conf'
        ? (content.alignments?.per_variant ?? []).map((each: Answered & { cost_moves: number }) => ({ ...each, cost: each.cost_moves }))
        : content.per_variant;
    return variants.length === 0 ? [] : [{ name: `${model} by ${tool === 'conf' ? 'PM4Py' : 'rust4pm'}`, net, variants }];
  });

/** Nets with more states than fit, or so many that they take long: their searches are given less to do, and their bounds are tested. */
const HARD = /^(alpha|heuristics|im|im_fixed|08_receipt-im_ptml) /;

describe.skipIf(shared === null).each(['running-example', 'roadtraffic100traces', 'road_fine', 'receipt', 'sepsis', 'bpic2012'])(
  'reference costs of %s',
  (log) => {
    const all = shared === null ? [] : references(`${shared}oracle/${log}`);
    it.each(all.filter(({ name }) => !HARD.test(name)))('$name', ({ net, variants }) => check(net, variants, {}, true));
    it.each(all.filter(({ name }) => HARD.test(name)))('$name, within bounds', ({ net, variants }) =>
      check(net, variants.slice(0, 60), { budget: 30_000, maxMarkings: 10_000 }, false),
    );
  },
);

const check = (file: string, variants: readonly Answered[], params: object, exact: boolean): void => {
  const { net } = parsePnml(readFileSync(file, 'utf8'));
  const log = fromTraces(variants.map(({ activities, count }) => ({ activities, cases: count })));
  const result = align.run({ net, log }, align.params.parse(params), () => {});
  variants.forEach(({ cost }, v) => {
    expect(result.lower[v]).toBeLessThanOrEqual(cost);
    expect(result.cost[v]).toBeGreaterThanOrEqual(cost);
    if (exact || result.optimal[v] === 1) expect(result.cost[v]).toBe(cost);
  });
  const every = Math.ceil(size(log) / 100);
  for (let v = 0; v < size(log); v += every) expect(replay(result, net, log, v)).toBe(result.cost[v]);
};
