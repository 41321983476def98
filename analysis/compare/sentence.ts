import type { Pattern, Step } from './patterns.ts';
import { count, duration, enumerate, monthName, percent, step, whole } from './words.ts';

/** What a sentence tells beside the pattern itself. */
export interface Findings {
  /** Share of all cases, 0–1. */
  readonly share: number;
  /** YYYY-MM, or null. */
  readonly since: string | null;
  readonly medianMs: number | null;
  readonly otherMedianMs: number | null;
  /** Patterns that nearly the same cases have. */
  readonly together: readonly Pattern[];
}

const spot = (steps: readonly Step[], after: number): string => (after < 0 ? 'at the start' : `after ${step(steps[after].label)}`);

const verb = (pattern: Pattern, one: boolean): string => {
  const name = step(pattern.activity);
  const [skip, doIt, repeat] = one ? ['skips', 'does', 'repeats'] : ['skip', 'do', 'repeat'];
  if (pattern.kind === 'skipped') return `${skip} ${name}`;
  if (pattern.kind === 'moved') return `${doIt} ${name} out of order`;
  if (pattern.step < 0) return `${doIt} ${name}, which the document does not know,`;
  return 2 * pattern.repeats > pattern.occurrences ? `${repeat} ${name}` : `${doIt} ${name} where the document does not expect it`;
};

const where = (pattern: Pattern, steps: readonly Step[]): string => {
  const here = spot(steps, pattern.spot.after);
  const certain =
    pattern.atSpot >= 0.9 * pattern.occurrences
      ? here
      : 2 * pattern.atSpot >= pattern.occurrences
        ? `mostly ${here}`
        : `most often ${here}`;
  if (pattern.wanted === null) return certain;
  return pattern.wanted.after === pattern.spot.after
    ? `${certain}${pattern.wanted.before < 0 ? '' : ` instead of before ${step(steps[pattern.wanted.before].label)}`}`
    : `${certain} instead of ${spot(steps, pattern.wanted.after)}`;
};

/** “412 cases (9.1 %) skip *Approve* after *Check credit*; since March 2025; their median throughput time is 6.2 d instead of 9.8 d.” */
export const sentence = (pattern: Pattern, steps: readonly Step[], findings: Findings): string => {
  const { share, since, medianMs, otherMedianMs, together } = findings;
  const times = pattern.occurrences >= 1.2 * pattern.cases ? ` (${whole(pattern.occurrences)} times)` : '';
  const parts = [
    `${count(pattern.cases, 'case')} (${percent(share)}) ${verb(pattern, pattern.cases === 1)}${times} ${where(pattern, steps)}`.replace(
      ', (',
      ' (',
    ),
  ];
  if (since !== null) parts.push(`since ${monthName(since)}`);
  if (medianMs !== null && otherMedianMs !== null) {
    const [mine, others] = [duration(medianMs), duration(otherMedianMs)];
    parts.push(
      mine === others
        ? `their median throughput time is ${mine} like that of the others`
        : `their median throughput time is ${mine} instead of ${others}`,
    );
  }
  const also =
    together.length === 0
      ? ''
      : ` Mostly the same cases ${enumerate(together.slice(0, 3).map((other) => verb(other, false).replace(/,$/, '')))}.`;
  return `${parts.join('; ')}.${also}`;
};
