import { type Alignments, decode, tokenReplay } from '../conformance/index.ts';
import type { Problem } from '../fault.ts';
import type { AlignedVariant, Comparison, Deviation, Made, PetriNet } from '../schema/index.ts';
import { cases as casesOf, size, trace, type VariantLog } from '../variants.ts';
import { type Months, monthsOf } from './calendar.ts';
import { type Pattern, patternsOf } from './patterns.ts';
import { sentence } from './sentence.ts';
import { mediansInAndOut, practiceSince, share } from './statistics.ts';
import { type Step, stepsOf } from './steps.ts';

/** The cases of a log in flat arrays: the stored number of the variant, first and last time in epoch milliseconds. */
export interface CaseTimes {
  readonly variant: Uint32Array;
  readonly startedMs: Float64Array;
  readonly endedMs: Float64Array;
  readonly id: (i: number) => string;
}

export interface CompareInput {
  readonly made: Made;
  readonly net: PetriNet;
  readonly log: VariantLog;
  /** The stored number of variant v. */
  readonly numbers: Uint32Array;
  readonly alignments: Alignments;
  readonly cases: CaseTimes;
  /** Whether to give the alignment of every variant as well. */
  readonly perVariant?: boolean;
}

/**
 * What the alignments of a log with a document mean: how well they agree, month by month, and every way in which cases leave the document.
 * Deviations come with the greatest effect first: those that happened most often, of equals those that cost more.
 */
export const compare = ({ made, net, log, numbers, alignments, cases, perVariant = false }: CompareInput): Comparison => {
  const { cost, shortestRun } = alignments;
  const total = casesOf(log);
  const lengthOf = (v: number): number => log.offsets[v + 1] - log.offsets[v];
  const fitnessOf = (v: number): number => {
    const most = lengthOf(v) + shortestRun;
    return most === 0 ? 1 : 1 - cost[v] / most;
  };
  const weighted = (of: (v: number) => number): number => log.counts.reduce((sum, count, v) => sum + count * of(v), 0);
  const totalCost = weighted((v) => cost[v]);
  const most = weighted((v) => lengthOf(v) + shortestRun);
  const conformingCases = weighted((v) => (cost[v] === 0 ? 1 : 0));

  const timed = timeline(cases, numbers);
  const exceptions = new Uint32Array(timed.months.names.length);
  timed.variantOf.forEach((v, i) => {
    if (cost[v] > 0) exceptions[timed.months.ofCase[i]]++;
  });
  const { steps } = stepsOf(net);
  const patterns = [...patternsOf(alignments, net, log)].sort((a, b) => b.occurrences - a.occurrences || b.cost - a.cost);
  return {
    made,
    cases: total,
    variants: size(log),
    totalCost,
    fitness: most === 0 ? 1 : 1 - totalCost / most,
    meanTraceFitness: total === 0 ? 1 : weighted(fitnessOf) / total,
    tokenReplay: tokenReplay.run({ net, log }, tokenReplay.params.parse({}), () => {}),
    conformingCases,
    exceptionRate: share(total - conformingCases, total),
    optimal: alignments.optimal.every((proven) => proven === 1) && alignments.shortestRunProven,
    bounds: { lower: weighted((v) => alignments.lower[v]), upper: totalCost },
    shortestRun,
    engine: alignments.engine,
    deviations: describe(patterns, steps, log, numbers, timed, cases),
    onlyInLog: alignments.onlyInLog.map((activity) => ({
      activity: log.activities[activity],
      cases: weighted((v) => (log.steps.subarray(log.offsets[v], log.offsets[v + 1]).includes(activity) ? 1 : 0)),
    })),
    onlyInDocument: [...alignments.onlyInDocument],
    notes: alignments.notes.map((note: Problem) => ({ ...note })),
    months: timed.months.names.map((month, i) => ({ month, cases: timed.months.cases[i], exceptions: exceptions[i] })),
    perVariant: perVariant
      ? Array.from(
          cost,
          (_, v): AlignedVariant => ({
            variant: numbers[v],
            activities: [...trace(log, v)],
            cases: log.counts[v],
            cost: cost[v],
            fitness: fitnessOf(v),
            optimal: alignments.optimal[v] === 1,
            moves: decode(alignments, net, log, v),
          }),
        )
      : undefined,
  };
};

/** Cases in time: by month of completion, and by ascending throughput time. */
interface Timeline {
  readonly months: Months;
  /** Per case: its variant in the log at hand. */
  readonly variantOf: Uint32Array;
  /** Throughput times in milliseconds, ascending, and the variant each belongs to. */
  readonly durations: Float64Array;
  readonly durationVariant: Uint32Array;
}

const timeline = (cases: CaseTimes, numbers: Uint32Array): Timeline => {
  const index = new Map<number, number>();
  numbers.forEach((number, v) => {
    index.set(number, v);
  });
  const variantOf = Uint32Array.from(cases.variant, (number) => {
    const v = index.get(number);
    if (v === undefined) throw new Error(`A case has variant ${number}, which is not among those aligned.`);
    return v;
  });
  const took = Float64Array.from(cases.endedMs, (ended, i) => ended - cases.startedMs[i]);
  const order = Uint32Array.from(took.keys()).sort((a, b) => took[a] - took[b]);
  return {
    months: monthsOf(cases.endedMs),
    variantOf,
    durations: Float64Array.from(order, (i) => took[i]),
    durationVariant: Uint32Array.from(order, (i) => variantOf[i]),
  };
};

/** Patterns whose cases overlap by this much (Jaccard) are told together. */
const TOGETHER = 0.8;

const describe = (
  patterns: readonly Pattern[],
  steps: readonly Step[],
  log: VariantLog,
  numbers: Uint32Array,
  { months, variantOf, durations, durationVariant }: Timeline,
  cases: CaseTimes,
): Deviation[] => {
  const total = casesOf(log);
  const inside = new Uint8Array(size(log));
  const used = new Map<string, number>();
  const identify = (pattern: Pattern): string => {
    const base = `${pattern.kind}-${pattern.parts[0].activity.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}`;
    const before = used.get(base) ?? 0;
    used.set(base, before + 1);
    return before === 0 ? base : `${base}-${before + 1}`;
  };
  return patterns.map((pattern): Deviation => {
    inside.fill(0);
    for (const v of pattern.variants) inside[v] = 1;
    const perMonth = new Uint32Array(months.names.length);
    const latest: number[] = [];
    for (let i = 0; i < variantOf.length; i++)
      if (inside[variantOf[i]] === 1) {
        perMonth[months.ofCase[i]]++;
        keepLatest(latest, i, cases.endedMs);
      }
    const medians = mediansInAndOut(durations, durationVariant, inside);
    const since = practiceSince(Array.from(perMonth, (part, i) => ({ part, of: months.cases[i] })));
    const findings = {
      share: pattern.cases / total,
      others: total - pattern.cases,
      since: since < 0 ? null : months.names[since],
      medianMs: medians.inside,
      otherMedianMs: medians.outside,
      together: patterns.filter((other) => !sameThing(other, pattern) && overlap(other, inside, pattern.cases, log) >= TOGETHER),
    };
    const elementOf = (step: number): string | null => (step < 0 ? null : steps[step].element);
    const label = (step: number): string | null => (step < 0 ? null : steps[step].label);
    const mark = pattern.kind === 'skipped' ? pattern.parts[0].step : pattern.spot.after;
    return {
      id: identify(pattern),
      kind: pattern.kind,
      activity: pattern.parts[0].activity,
      steps: pattern.parts.map(({ activity, step }) => ({ activity, element: elementOf(step) })),
      after: label(pattern.spot.after),
      before: label(pattern.spot.before),
      element: elementOf(mark),
      text: sentence(pattern, steps, findings),
      cases: pattern.cases,
      occurrences: pattern.occurrences,
      share: share(pattern.cases, total),
      variants: pattern.variants.map((v) => numbers[v]),
      medianMs: medians.inside,
      otherMedianMs: medians.outside,
      differenceMs: medians.inside === null || medians.outside === null ? null : medians.inside - medians.outside,
      since: findings.since,
      months: months.names.map((month, i) => ({ month, cases: perMonth[i], of: months.cases[i] })),
      examples: latest.map(cases.id),
    };
  });
};

/** Keeps the three cases that ended last, latest first; of equals those that come first. */
const keepLatest = (latest: number[], i: number, endedMs: Float64Array): void => {
  let at = latest.length;
  while (at > 0 && endedMs[latest[at - 1]] < endedMs[i]) at--;
  if (at === 3) return;
  latest.splice(at, 0, i);
  if (latest.length > 3) latest.pop();
};

/** Whether two patterns are one thing, perhaps in two places. */
const sameThing = (a: Pattern, b: Pattern): boolean =>
  a.kind === b.kind && a.parts.length === b.parts.length && a.parts.every(({ activity }, i) => activity === b.parts[i].activity);

/** Jaccard similarity, in cases, of a pattern and the variants inside. */
const overlap = (pattern: Pattern, inside: Uint8Array, insideCases: number, log: VariantLog): number => {
  // Sets of unlike size cannot overlap by more than their ratio: most pairs end here.
  const most = Math.min(pattern.cases, insideCases) / Math.max(pattern.cases, insideCases);
  if (most < TOGETHER) return most;
  let both = 0;
  for (const v of pattern.variants) if (inside[v] === 1) both += log.counts[v];
  return both / (pattern.cases + insideCases - both);
};
