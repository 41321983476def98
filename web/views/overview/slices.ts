import type { LogInfo } from '../../../analysis/schema/index.ts';
import { type Answer, ask, type Condition, type Filter, failureOf } from '../../api.ts';
import { date } from '../../format.ts';

/** A stretch of time of the log, as a condition on the cases that ended in it. */
export interface Slice {
  readonly title: string;
  readonly condition: Condition;
}

/** Larger logs are asked once, not once a slice. */
const largest = 2_000_000;
const most = 12;

/** The log's period in equal parts; none where the log is too large to be asked for each. */
export const slices = (log: LogInfo): readonly Slice[] => {
  const [from, to] = [Date.parse(log.firstEvent ?? ''), Date.parse(log.lastEvent ?? '') + 1];
  if (!(to - from > most * 3_600_000) || log.events > largest) return [];
  const at = (i: number) => new Date(from + ((to - from) * i) / most).toISOString();
  return Array.from({ length: most }, (_, i) => ({
    title: `${date(at(i))} – ${date(at(i + 1))}`,
    condition: { kind: 'time', keep: true, from: at(i), to: at(i + 1), mode: 'ended' },
  }));
};

/** The answer for each slice; null where no case ended in it. */
export const askSlices = (
  log: string,
  all: readonly Slice[],
  question: string,
  asking: { readonly params: unknown; readonly filter: Filter; readonly signal: AbortSignal },
): Promise<readonly (Answer | null)[]> =>
  Promise.all(
    all.map(({ condition }) =>
      ask(log, question, { ...asking, filter: [...asking.filter, condition] }).catch((error: unknown) => {
        if (failureOf(error).code === 'nothing-left') return null;
        throw error;
      }),
    ),
  );
