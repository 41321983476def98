import type { Pattern } from './patterns.ts';
import type { Step } from './steps.ts';
import { count, duration, enumerate, monthName, percent, step, whole } from './words.ts';

/** With fewer cases on either side a difference of medians is not worth a sentence. */
const FEW = 30;

/** What a sentence tells beside the pattern itself. */
export interface Findings {
  /** Share of all cases, 0–1. */
  readonly share: number;
  /** Cases without it. */
  readonly others: number;
  /** YYYY-MM, or null. */
  readonly since: string | null;
  readonly medianMs: number | null;
  readonly otherMedianMs: number | null;
  /** Patterns that nearly the same cases have. */
  readonly together: readonly Pattern[];
}

const spot = (steps: readonly Step[], after: number): string => (after < 0 ? 'at the start' : `after ${step(steps[after].label)}`);

/** Names beyond the third are only counted. */
const listed = (pattern: Pattern): string => {
  const names = pattern.parts.map(({ activity }) => step(activity));
  return enumerate(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more steps`] : names);
};

/** The deed alone: “skip *a* and *b*”. */
const deed = (pattern: Pattern, one: boolean): string => {
  const [skip, doIt, repeat] = one ? ['skips', 'does', 'repeats'] : ['skip', 'do', 'repeat'];
  if (pattern.kind === 'skipped') return `${skip} ${listed(pattern)}`;
  if (pattern.kind === 'moved') return `${doIt} ${listed(pattern)} out of order`;
  return `${isRepeat(pattern) ? repeat : doIt} ${listed(pattern)}`;
};

const isUnknown = (pattern: Pattern): boolean => pattern.parts.every((part) => part.step < 0);
const isRepeat = (pattern: Pattern): boolean => !isUnknown(pattern) && 2 * pattern.repeats > pattern.occurrences;

/** What is unexpected about it, where the deed does not say so, and what sets it off from the place. */
const objection = (pattern: Pattern): string => {
  if (pattern.kind === 'moved') return ',';
  if (pattern.kind === 'skipped' || isRepeat(pattern)) return '';
  if (isUnknown(pattern)) return ', which the document does not know,';
  return ` where the document does not expect ${pattern.parts.length === 1 ? 'it' : 'them'},`;
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
  if (pattern.wanted.after !== pattern.spot.after) return `${certain} instead of ${spot(steps, pattern.wanted.after)}`;
  return pattern.wanted.before < 0 ? certain : `${certain} instead of before ${step(steps[pattern.wanted.before].label)}`;
};

/** “412 cases (9.1 %) skip *Approve* after *Check credit*; since March 2025; their median throughput time is 6.2 d instead of 9.8 d.” */
export const sentence = (pattern: Pattern, steps: readonly Step[], findings: Findings): string => {
  const { share, others, since, medianMs, otherMedianMs, together } = findings;
  const times = pattern.occurrences >= 1.2 * pattern.cases ? `, ${whole(pattern.occurrences)} times in all,` : '';
  const parts = [
    `${count(pattern.cases, 'case')} (${percent(share)})${times} ${deed(pattern, pattern.cases === 1)}${objection(pattern)} ${where(pattern, steps)}`,
  ];
  if (since !== null) parts.push(`since ${monthName(since)}`);
  if (medianMs !== null && otherMedianMs !== null && Math.min(pattern.cases, others) >= FEW) {
    const [mine, theirs] = [duration(medianMs), duration(otherMedianMs)];
    parts.push(
      mine === theirs
        ? `their median throughput time is ${mine}, like that of the others`
        : `their median throughput time is ${mine} instead of ${theirs}`,
    );
  }
  const also = together.length === 0 ? '' : ` Mostly the same cases ${enumerate(together.slice(0, 3).map((other) => deed(other, false)))}.`;
  return `${parts.join('; ')}.${also}`;
};
