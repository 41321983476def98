import { z } from 'zod';
import { filter } from './filter.ts';
import { problem } from './log.ts';

/** What a result was made from: enough to make it again. */
export const made = z.object({
  log: z.string(),
  by: z.string().meta({ title: 'Question or algorithm' }),
  params: z.unknown(),
  filter,
  document: z.string().nullable(),
  at: z.string(),
});
export type Made = z.output<typeof made>;

/** One move of an alignment. sync: both; log: the case did it, the document has no place for it; model: the document wants it, the case left it out; invisible: routing only. */
export const move = z.object({
  kind: z.enum(['sync', 'log', 'model', 'invisible']),
  activity: z.string().nullable(),
  transition: z.string().nullable(),
});
export type Move = z.output<typeof move>;

/** The alignment of one variant. `variant` is its number in the log; fitness = 1 − cost / (length + shortest run). */
export const alignedVariant = z.object({
  variant: z.number(),
  activities: z.array(z.string()),
  cases: z.number(),
  cost: z.number(),
  fitness: z.number(),
  optimal: z.boolean(),
  moves: z.array(move),
});
export type AlignedVariant = z.output<typeof alignedVariant>;

/** A share with its n and 95 % Wilson interval. */
export const share = z.object({
  value: z.number(),
  n: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Share = z.output<typeof share>;

/** One way in which cases leave the document. */
export const deviation = z.object({
  id: z.string(),
  /** skipped: the document wants it, the case leaves it out; unexpected: the case does what the document has no place for; moved: the case does it elsewhere than the document wants it. */
  kind: z.enum(['skipped', 'unexpected', 'moved']),
  /** The first of `steps`. */
  activity: z.string(),
  /** All steps that are skipped, added or moved together for one cause, each with the element that draws it (null: the document does not know it). */
  steps: z.array(z.object({ activity: z.string(), element: z.string().nullable() })),
  /** The last step that document and case agreed on before it; null at the start. */
  after: z.string().nullable(),
  /** The next one they agree on; null at the end. */
  before: z.string().nullable(),
  /** Where to mark it in the document: the (first) skipped step; else the step after which it happens, null at the start. */
  element: z.string().nullable(),
  /** In plain words. */
  text: z.string(),
  cases: z.number(),
  occurrences: z.number(),
  share,
  variants: z.array(z.number()),
  /** Median throughput time of the cases with it and without it, in milliseconds. */
  medianMs: z.number().nullable(),
  otherMedianMs: z.number().nullable(),
  differenceMs: z.number().nullable(),
  /** The month (YYYY-MM) from which it is a practice and no longer an accident; null if it never became or always was one. */
  since: z.string().nullable(),
  months: z.array(z.object({ month: z.string(), cases: z.number(), of: z.number() })),
  examples: z.array(z.string()).meta({ title: 'Three case ids' }),
});
export type Deviation = z.output<typeof deviation>;

/**
 * Every case played on the net, token by token: fitness = ½ (1 − missing ÷ consumed) + ½ (1 − remaining ÷ produced), each summed over cases.
 * `approximate`: the net has invisible or equally named transitions, between which a replay can only guess.
 */
export const tokenReplay = z.object({
  produced: z.number(),
  consumed: z.number(),
  missing: z.number(),
  remaining: z.number(),
  fitness: z.number(),
  approximate: z.boolean(),
});
export type TokenReplay = z.output<typeof tokenReplay>;

/** Documented against actual. Costs: log move 1, visible model move 1, others 0; every case weighs 1. */
export const comparison = z.object({
  made,
  cases: z.number(),
  variants: z.number(),
  totalCost: z.number(),
  /** 1 − Σ cost / Σ (length + shortest run). */
  fitness: z.number(),
  /** Mean over cases of 1 − cost / (length + shortest run). */
  meanTraceFitness: z.number(),
  /** A second opinion in the textbook's numbers; null where the net piles up more tokens than can be counted. */
  tokenReplay: tokenReplay.nullable(),
  conformingCases: z.number(),
  exceptionRate: share,
  optimal: z.boolean(),
  /** Bounds of the total cost: equal when optimal. */
  bounds: z.object({ lower: z.number(), upper: z.number() }),
  shortestRun: z.number(),
  engine: z.string(),
  deviations: z.array(deviation),
  /** Names that only one side knows. */
  onlyInLog: z.array(z.object({ activity: z.string(), cases: z.number() })),
  onlyInDocument: z.array(z.string()),
  /** Names of the two sides that were taken for the same although spelled differently. */
  notes: z.array(problem),
  /** By month of case completion (YYYY-MM). */
  months: z.array(z.object({ month: z.string(), cases: z.number(), exceptions: z.number() })),
  perVariant: z.array(alignedVariant).optional(),
});
export type Comparison = z.output<typeof comparison>;
