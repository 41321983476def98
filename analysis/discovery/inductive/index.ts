import { z } from 'zod';
import type { Algorithm, Tick } from '../../algorithm.ts';
import { Fault } from '../../fault.ts';
import { reduceTree } from '../../models/index.ts';
import type { ProcessTree } from '../../schema/index.ts';
import type { VariantLog } from '../../variants.ts';
import { findCut } from './cuts.ts';
import { fallThrough } from './fall-through.ts';
import { filterGraph, graphOf } from './graph.ts';
import { splitLog } from './split.ts';
import { alphabetOf, casesOf, toWords, type Words } from './words.ts';

/** The most activities for which cuts are looked for: reachability takes their square in bits. */
const MOST_ACTIVITIES = 10_000;

const TAU: ProcessTree = { tau: true };

const params = z.strictObject({
  noise: z.number().min(0).max(1).default(0.2).meta({
    title: 'Noise',
    description:
      'How rare a path may be, against the most frequent way out of the same activity, before it is left out where it is in the way. 0 keeps everything: the model then allows every case.',
  }),
});

const discover = (log: VariantLog, noise: number, tick: Tick): ProcessTree => {
  if (log.activities.length > MOST_ACTIVITIES)
    throw new Fault(
      'too-large',
      `The log has ${log.activities.length} activities; a model can be discovered from at most ${MOST_ACTIVITIES}. Filter some out first.`,
    );
  let placed = 0;
  const leaf = (activity: number): ProcessTree => {
    tick(++placed, log.activities.length);
    return { activity: log.activities[activity] };
  };

  const mine = (words: Words): ProcessTree => {
    const empty = words.get('') ?? 0;
    const cases = casesOf(words);
    if (empty === cases) return TAU;
    if (empty > 0) {
      const rest = mine(new Map([...words].filter(([word]) => word.length > 0)));
      return empty >= noise * cases ? { op: 'choice', children: [TAU, rest] } : rest;
    }
    const alphabet = alphabetOf(words);
    const graph = graphOf(words);
    if (alphabet.length === 1 && words.size === 1 && words.has(String.fromCharCode(alphabet[0]))) return leaf(alphabet[0]);
    const cut = findCut(graph) ?? (noise > 0 ? findCut(filterGraph(graph, noise)) : null);
    if (cut) {
      const logs = splitLog(words, cut);
      // A choice that noise alone set apart may have won no trace at all: then it is no choice.
      return { op: cut.op, children: (cut.op === 'choice' ? logs.filter((each) => each.size > 0) : logs).map(mine) };
    }
    const other = fallThrough(words);
    if (other) return other.build(other.logs.map(mine));
    return { op: 'loop', children: [{ op: 'choice', children: alphabet.map(leaf) }, TAU] };
  };
  return reduceTree(mine(toWords(log)));
};

/**
 * The Inductive Miner: takes the log apart by the structure of its directly-follows graph until single activities are left.
 * Sound, each activity once; with noise 0 it allows every trace of the log. The same log gives the same tree.
 */
export const inductive = {
  id: 'inductive',
  title: 'Inductive Miner',
  summary:
    'Takes the log apart into choices, sequences, parallel parts and loops, and always yields a sound model; rare paths are left out where they are in the way.',
  source:
    'Leemans, Robust Process Mining with Guarantees (Eindhoven University of Technology, 2017), chapter 6; with noise: Leemans, Fahland, van der Aalst, BPM Workshops 2013, section 4',
  params,
  run: (log, { noise }, tick) => ({ tree: discover(log, noise, tick) }),
} satisfies Algorithm<VariantLog, typeof params, { readonly tree: ProcessTree }>;
