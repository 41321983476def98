import { Fault } from '../fault.ts';
import { activities } from './activities.ts';
import { approvals } from './approvals.ts';
import { attributes } from './attributes.ts';
import { bottlenecks } from './bottlenecks.ts';
import { caseEvents } from './case-events.ts';
import { cases } from './cases.ts';
import { durations } from './durations.ts';
import { flow } from './flow.ts';
import { handoffSteps } from './handoff-steps.ts';
import { handoffs } from './handoffs.ts';
import { overhead } from './overhead.ts';
import { overheadSummary } from './overhead-summary.ts';
import { overview } from './overview.ts';
import type { Question } from './question.ts';
import { rework } from './rework.ts';
import { throughput } from './throughput.ts';
import { variants } from './variants.ts';

export * from './question.ts';

/** Every question that can be asked: one file and one line each. */
export const questions: readonly Question[] = [
  overview,
  flow,
  activities,
  variants,
  throughput,
  durations,
  handoffs,
  handoffSteps,
  rework,
  bottlenecks,
  overhead,
  overheadSummary,
  approvals,
  cases,
  caseEvents,
  attributes,
];

/** The question of that id. Throws `not-found`, naming those there are. */
export const questionById = (id: string): Question => {
  const found = questions.find((question) => question.id === id);
  if (!found)
    throw new Fault('not-found', `There is no question "${id}". There are: ${questions.map((question) => question.id).join(', ')}.`);
  return found;
};
