import type { Comparison } from '../../../analysis/schema/index.ts';
import { lead } from '../../components/spoken.ts';
import { atMost, count, counted, duration, month, share } from '../../format.ts';

type Row = Readonly<Record<string, unknown>>;

/** Something worth acting on, as a sentence with its *names* between asterisks. */
export interface Finding {
  readonly id: string;
  readonly text: string;
  /** What it costs: waiting or extra time in milliseconds; null where only cases can be counted. */
  readonly costMs: number | null;
  /** What the cost is: “of waiting”. */
  readonly of: string;
  /** The cost is a difference of medians times cases, not a sum. */
  readonly estimated?: boolean;
  readonly cases: number;
  /** Where it can be seen. */
  readonly to: { readonly view: string; readonly params: Readonly<Record<string, string>> };
}

export interface Evidence {
  readonly comparison: Comparison | null;
  readonly handoffs: readonly Row[];
  /** The steps between which the first of `handoffs` happens. */
  readonly steps: readonly Row[];
  readonly between: 'teams' | 'people';
  /** Rows of kind edge. */
  readonly bottlenecks: readonly Row[];
  readonly approvals: readonly Row[];
}

const hour = 3_600_000;

/**
 * The findings most worth acting on: of each kind the largest, so that three findings are three different things; those that cost most time
 * first, then those with most cases. Waiting on a way between activities fills up where there are fewer, unless it is the same handoff again.
 */
export const findings = (it: Evidence, most = 3): readonly Finding[] =>
  [handoff(it), approval(it), deviation(it), bottleneck(it)]
    .filter((found) => found !== null)
    .slice(0, most)
    .sort((a, b) => (b.costMs ?? 0) - (a.costMs ?? 0) || b.cases - a.cases);

/** Whether most of it hardly waits and some of it very long: then the median says nothing of the waiting there is. */
export const isRare = (row: Row): boolean => Number(row.p90Ms) > 50 * Number(row.medianMs);

const waits = (row: Row): string =>
  isRare(row) ? `waits ${duration(Number(row.p90Ms))} or longer in one case of ten` : `waits a median of ${duration(Number(row.medianMs))}`;

const handoff = ({ handoffs, steps, between }: Evidence): Finding | null => {
  const [row] = handoffs;
  if (row === undefined || Number(row.totalMs) < hour) return null;
  const [step] = steps;
  const where = step === undefined ? '' : `, mostly before *${step.to}*`;
  return {
    id: 'handoff',
    text: `Work that passes from *${row.from}* to *${row.to}* ${waits(row)}${where}: ${share(Number(row.waitShare))} of all waiting between ${between}.`,
    costMs: Number(row.totalMs),
    of: 'of waiting',
    cases: Number(row.cases),
    to: { view: 'handoffs', params: { from: String(row.from), to: String(row.to), ...(between === 'people' ? { by: 'resource' } : {}) } },
  };
};

const bottleneck = ({ handoffs, steps, bottlenecks }: Evidence): Finding | null => {
  const seen = handoffs.length > 0 ? steps.slice(0, 3) : [];
  const row = bottlenecks.find(({ from, to }) => !seen.some((step) => step.from === from && step.to === to));
  if (row === undefined || Number(row.totalMs) < hour) return null;
  return {
    id: 'bottleneck',
    text: `Between *${row.from}* and *${row.to}* work ${waits(row)}: ${share(Number(row.share))} of all waiting in the log.`,
    costMs: Number(row.totalMs),
    of: 'of waiting',
    cases: Number(row.cases),
    to: { view: 'bottlenecks', params: { from: String(row.from), to: String(row.to) } },
  };
};

const approval = ({ approvals }: Evidence): Finding | null => {
  const cost = (row: Row) => Number(row.waitBeforeMs ?? 0) + Number(row.effortMs ?? 0);
  const [row] = approvals.filter(({ rubberStamp }) => rubberStamp === true).sort((a, b) => cost(b) - cost(a));
  if (row === undefined) return null;
  const caught = Number(row.caught);
  return {
    id: 'approval',
    text: `*${row.activity}* ${caught === 0 ? 'never rejects anything' : `catches ${count(caught)}`} in ${counted(Number(row.decisions), 'decision')} (${atMost(Number(row.yieldHigh))}), and cases wait and are worked on for it.`,
    costMs: cost(row),
    of: 'of waiting and work',
    cases: Number(row.count),
    to: { view: 'overhead', params: {} },
  };
};

const deviation = ({ comparison }: Evidence): Finding | null => {
  const [found] = [...(comparison?.deviations ?? [])].sort((a, b) => b.cases - a.cases);
  if (found === undefined) return null;
  const extra = found.differenceMs !== null && found.differenceMs > 0 ? found.differenceMs * found.cases : null;
  return {
    id: 'deviation',
    text: `${lead(found.text)}${found.since === null ? '' : `; since ${month(found.since)}`}.`,
    costMs: extra,
    of: 'longer than other cases',
    estimated: true,
    cases: found.cases,
    to: { view: 'compare', params: { deviation: found.id } },
  };
};
