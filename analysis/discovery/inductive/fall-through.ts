import type { ProcessTree } from '../../schema/index.ts';
import { findCut } from './cuts.ts';
import { graphOf } from './graph.ts';
import { alphabetOf, casesOf, count, project, type Words } from './words.ts';

/** How to go on where no cut is found: a tree with holes, and the logs that fill them in order. */
export interface FallThrough {
  readonly logs: readonly Words[];
  readonly build: (trees: readonly ProcessTree[]) => ProcessTree;
}

const TAU: ProcessTree = { tau: true };
const beside = ([one, others]: readonly ProcessTree[]): ProcessTree => ({ op: 'parallel', children: [one, others] });
const repeated = ([body]: readonly ProcessTree[]): ProcessTree => ({ op: 'loop', children: [body, TAU] });

const apart = (words: Words, activity: number): readonly Words[] => [
  project(words, (each) => each === activity),
  project(words, (each) => each !== activity),
];

/** An activity that every trace has exactly once may stand beside everything else. */
const oncePerTrace = (words: Words): FallThrough | null => {
  const alphabet = alphabetOf(words);
  if (alphabet.length < 2) return null;
  const once = alphabet.find((activity) => {
    const letter = String.fromCharCode(activity);
    return [...words.keys()].every((word) => {
      const first = word.indexOf(letter);
      return first >= 0 && word.indexOf(letter, first + 1) < 0;
    });
  });
  return once === undefined ? null : { logs: apart(words, once), build: beside };
};

/** An activity without which the rest has a cut may stand beside it. */
const concurrent = (words: Words): FallThrough | null => {
  const alphabet = alphabetOf(words);
  if (alphabet.length < 3) return null;
  const beyond = alphabet.find((activity) => findCut(graphOf(words, activity)));
  return beyond === undefined ? null : { logs: apart(words, beyond), build: beside };
};

/** Cuts every trace where `border` says so; null if that cuts nothing. */
const cutWhere = (words: Words, border: (before: number, after: number) => boolean): FallThrough | null => {
  const pieces = new Map<string, number>();
  for (const [word, cases] of words) {
    let begin = 0;
    for (let i = 1; i <= word.length; i++)
      if (i === word.length || border(word.charCodeAt(i - 1), word.charCodeAt(i))) {
        count(pieces, word.slice(begin, i), cases);
        begin = i;
      }
  }
  return casesOf(pieces) > casesOf(words) ? { logs: [pieces], build: repeated } : null;
};

/** Fall-throughs in the order of Leemans' thesis (section 6.1.3), for a log without empty traces; null: only a flower is left. */
export const fallThrough = (words: Words): FallThrough | null => {
  const { starts, ends } = graphOf(words);
  return (
    oncePerTrace(words) ??
    concurrent(words) ??
    cutWhere(words, (before, after) => ends.has(before) && starts.has(after)) ??
    cutWhere(words, (_, after) => starts.has(after))
  );
};
