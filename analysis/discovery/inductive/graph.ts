import { alphabetOf, type Words } from './words.ts';

/** A directly-follows graph: how often, over cases, one activity comes straight after another, first, or last. Activities are ascending indices. */
export interface Graph {
  readonly activities: readonly number[];
  readonly follows: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly starts: ReadonlyMap<number, number>;
  readonly ends: ReadonlyMap<number, number>;
}

/** The graph of a log, or of the log without one activity. */
export const graphOf = (words: Words, without = -1): Graph => {
  const activities = alphabetOf(words).filter((activity) => activity !== without);
  // Counted in rows of typed arrays by position, since this loop runs over every event of every step of the recursion.
  const n = activities.length;
  const at = new Int32Array((activities.at(-1) ?? -1) + 1).fill(-1);
  activities.forEach((activity, i) => {
    at[activity] = i;
  });
  const rows = activities.map(() => new Float64Array(0));
  const starts = new Float64Array(n);
  const ends = new Float64Array(n);
  for (const [word, cases] of words) {
    let last = -1;
    for (let i = 0; i < word.length; i++) {
      const activity = word.charCodeAt(i);
      if (activity === without) continue;
      const here = at[activity];
      if (last < 0) starts[here] += cases;
      else {
        if (rows[last].length === 0) rows[last] = new Float64Array(n);
        rows[last][here] += cases;
      }
      last = here;
    }
    if (last >= 0) ends[last] += cases;
  }
  const weights = (row: Float64Array): ReadonlyMap<number, number> => {
    const map = new Map<number, number>();
    row.forEach((weight, i) => {
      if (weight > 0) map.set(activities[i], weight);
    });
    return map;
  };
  return {
    activities,
    follows: new Map(activities.map((activity, i) => [activity, weights(rows[i])])),
    starts: weights(starts),
    ends: weights(ends),
  };
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
