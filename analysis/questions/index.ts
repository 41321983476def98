import { Fault } from '../fault.ts';
import { activities } from './activities.ts';
import { flow } from './flow.ts';
import { overview } from './overview.ts';
import type { Question } from './question.ts';
import { variants } from './variants.ts';

export * from './question.ts';

/** Every question that can be asked: one file and one line each. */
export const questions: readonly Question[] = [overview, flow, activities, variants];

/** The question of that id. Throws `not-found`, naming those there are. */
export const questionById = (id: string): Question => {
  const found = questions.find((question) => question.id === id);
  if (!found)
    throw new Fault('not-found', `There is no question "${id}". There are: ${questions.map((question) => question.id).join(', ')}.`);
  return found;
};
