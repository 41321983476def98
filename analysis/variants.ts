import { Fault } from './fault.ts';

/**
 * A log seen only as activity sequences.
 * Variant v is `steps[offsets[v]] … steps[offsets[v + 1] - 1]`, each an index into `activities`; `counts[v]` is its number of cases.
 * `offsets` has one entry more than there are variants. Arrays sit on SharedArrayBuffer: a worker gets the log for nothing.
 */
export interface VariantLog {
  readonly activities: readonly string[];
  readonly offsets: Uint32Array;
  readonly steps: Uint16Array;
  readonly counts: Uint32Array;
}

/** The most activities a log can have: a step is 16 bits. */
export const MAX_ACTIVITIES = 65_535;

const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

/** Room for a log of known size; the caller fills the arrays. More than 65,535 activities is a `Fault`. */
export const allocate = (activities: readonly string[], variants: number, steps: number): VariantLog => {
  if (activities.length > MAX_ACTIVITIES)
    throw new Fault('too-large', `The log has ${activities.length} activities; at most ${MAX_ACTIVITIES} can be analysed.`);
  return {
    activities,
    offsets: new Uint32Array(shared(4 * (variants + 1))),
    steps: new Uint16Array(shared(2 * steps)),
    counts: new Uint32Array(shared(4 * variants)),
  };
};

/** A log from activity sequences with their case counts, in the order given. */
export const fromTraces = (
  traces: readonly {
    readonly activities: readonly string[];
    readonly cases: number;
  }[],
): VariantLog => {
  const index = new Map<string, number>();
  for (const trace of traces) for (const activity of trace.activities) if (!index.has(activity)) index.set(activity, index.size);
  const log = allocate(
    [...index.keys()],
    traces.length,
    traces.reduce((sum, trace) => sum + trace.activities.length, 0),
  );
  let at = 0;
  traces.forEach((trace, v) => {
    for (const activity of trace.activities) log.steps[at++] = index.get(activity) as number;
    log.offsets[v + 1] = at;
    log.counts[v] = trace.cases;
  });
  return log;
};

/** A log written by hand, one letter an activity: `variantLog({ abc: 3, acb: 1 })`. */
export const variantLog = (counts: Readonly<Record<string, number>>): VariantLog =>
  fromTraces(
    Object.entries(counts).map(([word, cases]) => ({
      activities: [...word],
      cases,
    })),
  );

/** The activities of variant v, by name. */
export const trace = (log: VariantLog, v: number): readonly string[] =>
  Array.from(log.steps.subarray(log.offsets[v], log.offsets[v + 1]), (step) => log.activities[step]);

/** The number of variants. */
export const size = (log: VariantLog): number => log.counts.length;

/** The number of cases. */
export const cases = (log: VariantLog): number => log.counts.reduce((sum, count) => sum + count, 0);
