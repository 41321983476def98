import { alphabetOf, type Words } from './words.ts';

/** A directly-follows graph: how often, over cases, one activity comes straight after another, first, or last. Activities are ascending indices. */
export interface Graph {
  readonly activities: readonly number[];
  readonly follows: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly starts: ReadonlyMap<number, number>;
  readonly ends: ReadonlyMap<number, number>;
}

const add = (map: Map<number, number>, key: number, weight: number): void => {
  map.set(key, (map.get(key) ?? 0) + weight);
};

export const graphOf = (words: Words): Graph => {
  const activities = alphabetOf(words);
  const follows = new Map(activities.map((activity) => [activity, new Map<number, number>()]));
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  for (const [word, cases] of words) {
    if (word.length === 0) continue;
    add(starts, word.charCodeAt(0), cases);
    add(ends, word.charCodeAt(word.length - 1), cases);
    for (let i = 1; i < word.length; i++) add(follows.get(word.charCodeAt(i - 1)) as Map<number, number>, word.charCodeAt(i), cases);
  }
  return { activities, follows, starts, ends };
};

const atLeast = (weights: ReadonlyMap<number, number>, least: number): ReadonlyMap<number, number> =>
  new Map([...weights].filter(([, weight]) => weight >= least));
const most = (weights: ReadonlyMap<number, number>): number => Math.max(0, ...weights.values());

/**
 * The graph without its rare edges: a→b goes if it is rarer than `noise` times the most frequent way to leave a, ending included; starts and
 * ends likewise against the most frequent of their kind (Leemans, Fahland, van der Aalst, "Discovering Block-Structured Process Models from
 * Event Logs Containing Infrequent Behaviour", 2014, section 4.2).
 */
export const filterGraph = ({ activities, follows, starts, ends }: Graph, noise: number): Graph => ({
  activities,
  follows: new Map(
    [...follows].map(([activity, next]) => [activity, atLeast(next, noise * Math.max(most(next), ends.get(activity) ?? 0))]),
  ),
  starts: atLeast(starts, noise * most(starts)),
  ends: atLeast(ends, noise * most(ends)),
});

/** Whether b may come straight after a. */
export const has = (graph: Graph, a: number, b: number): boolean => graph.follows.get(a)?.has(b) === true;

/** Components of the undirected graph that `neighbours` spans over `activities`, each ascending, ordered by their least member. */
export const components = (
  activities: readonly number[],
  neighbours: (activity: number) => Iterable<number>,
): readonly (readonly number[])[] => {
  const parts: number[][] = [];
  const seen = new Set<number>();
  for (const root of activities) {
    if (seen.has(root)) continue;
    seen.add(root);
    const part = [root];
    for (const activity of part)
      for (const next of neighbours(activity))
        if (!seen.has(next)) {
          seen.add(next);
          part.push(next);
        }
    parts.push(part.sort((a, b) => a - b));
  }
  return parts;
};

/** Who comes straight before each activity. */
export const predecessors = (graph: Graph): ReadonlyMap<number, readonly number[]> => {
  const before = new Map(graph.activities.map((activity) => [activity, [] as number[]]));
  for (const [a, next] of graph.follows) for (const b of next.keys()) before.get(b)?.push(a);
  return before;
};

/** Strongly connected components in an order in which edges lead forwards (Tarjan 1972, without recursion). */
export const stronglyConnected = (graph: Graph): readonly (readonly number[])[] => {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const open = new Set<number>();
  const stack: number[] = [];
  const parts: number[][] = [];
  for (const root of graph.activities) {
    if (index.has(root)) continue;
    const path: { activity: number; next: Iterator<number> }[] = [];
    const enter = (activity: number): void => {
      index.set(activity, index.size);
      low.set(activity, index.size - 1);
      stack.push(activity);
      open.add(activity);
      path.push({ activity, next: (graph.follows.get(activity) as ReadonlyMap<number, number>).keys() });
    };
    enter(root);
    while (path.length > 0) {
      const { activity, next } = path[path.length - 1];
      const step = next.next();
      if (!step.done) {
        if (!index.has(step.value)) enter(step.value);
        else if (open.has(step.value)) low.set(activity, Math.min(low.get(activity) as number, index.get(step.value) as number));
        continue;
      }
      path.pop();
      const above = path.at(-1)?.activity;
      if (above !== undefined) low.set(above, Math.min(low.get(above) as number, low.get(activity) as number));
      if (low.get(activity) !== index.get(activity)) continue;
      const part: number[] = [];
      for (let member = -1; member !== activity; ) {
        member = stack.pop() as number;
        open.delete(member);
        part.push(member);
      }
      parts.push(part.sort((a, b) => a - b));
    }
  }
  return parts.reverse();
};
