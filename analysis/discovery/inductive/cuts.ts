import { components, type Graph, has, predecessors, stronglyConnected } from './graph.ts';

/** A way to take a log apart: parts of its alphabet, in order for a sequence; for a loop the body first. */
export interface Cut {
  readonly op: 'choice' | 'sequence' | 'parallel' | 'loop';
  readonly parts: readonly (readonly number[])[];
}

type Parts = readonly (readonly number[])[];

const byLeast = (a: readonly number[], b: readonly number[]): number => a[0] - b[0];
const ascending = (activities: Iterable<number>): readonly number[] => [...activities].sort((a, b) => a - b);

/** Parts that never touch: components of the graph. */
const choice = (graph: Graph): Parts => {
  const before = predecessors(graph);
  return components(graph.activities, (a) => [...(graph.follows.get(a) as ReadonlyMap<number, number>).keys(), ...(before.get(a) ?? [])]);
};

/** Part of each activity, by number. */
const partOf = (parts: Parts): ReadonlyMap<number, number> =>
  new Map(parts.flatMap((part, p) => part.map((activity) => [activity, p] as const)));

/** Parts of which each is wholly before the next: strongly connected components, merged while neither can reach the other. */
const sequence = (graph: Graph): Parts => {
  const strong = stronglyConnected(graph);
  const at = partOf(strong);
  const width = (strong.length + 31) >> 5;
  // Row p: the components that p can reach, as bits. Edges lead forwards, so rows are filled from the back.
  const reach = new Uint32Array(strong.length * width);
  for (let p = strong.length - 1; p >= 0; p--)
    for (const activity of strong[p])
      for (const next of (graph.follows.get(activity) as ReadonlyMap<number, number>).keys()) {
        const q = at.get(next) as number;
        if (q === p) continue;
        reach[p * width + (q >> 5)] |= 1 << (q & 31);
        for (let w = 0; w < width; w++) reach[p * width + w] |= reach[q * width + w];
      }
  // Parts that must stay together are neighbours in an order in which edges lead forwards: a border may stand before p only if
  // everything before it reaches everything from p on, so only after the last component that one of them misses.
  const parts: number[][] = [[]];
  let missed = -1;
  for (let p = 0; p < strong.length; p++) {
    if (p > 0 && missed < p) parts.push([]);
    parts[parts.length - 1].push(...strong[p]);
    for (let q = strong.length - 1; q > Math.max(p, missed); q--)
      if ((reach[p * width + (q >> 5)] & (1 << (q & 31))) === 0) {
        missed = q;
        break;
      }
  }
  return parts.map(ascending);
};

/**
 * Merges a part that can be skipped with its neighbours that are then skipped with it, so that what is optional together is one
 * optional block (strict sequence cut, Leemans' thesis, section 6.1).
 */
const strict = (graph: Graph, parts: Parts): Parts => {
  const at = partOf(parts);
  const earliest = parts.map((part) => (part.some((activity) => graph.starts.has(activity)) ? -1 : Number.POSITIVE_INFINITY));
  const latest = parts.map((part) => (part.some((activity) => graph.ends.has(activity)) ? Number.POSITIVE_INFINITY : -1));
  for (const [a, next] of graph.follows)
    for (const b of next.keys()) {
      const [p, q] = [at.get(a) as number, at.get(b) as number];
      earliest[q] = Math.min(earliest[q], p);
      latest[p] = Math.max(latest[p], q);
    }
  const skippable = (p: number): boolean => latest.some((to, q) => q < p && to > p) || earliest.some((from, q) => q > p && from < p);
  const merged: number[][] = parts.map((part) => [...part]);
  for (let p = 0; p < parts.length; p++) {
    if (!skippable(p)) continue;
    for (let q = p - 1; q >= 0 && latest[q] <= p; q--) merged[p].push(...merged[q].splice(0));
    for (let q = p + 1; q < parts.length && earliest[q] >= p; q++) merged[p].push(...merged[q].splice(0));
  }
  return merged.filter((part) => part.length > 0).map(ascending);
};

/** Parts of which every activity may follow and precede every one of another, each with a start and an end. */
const parallel = (graph: Graph): Parts => {
  // Components of the negated graph, walking a shrinking list of unseen activities instead of all pairs.
  let unseen = [...graph.activities];
  const parts: number[][] = [];
  while (unseen.length > 0) {
    const part = [unseen[0]];
    unseen = unseen.slice(1);
    for (const activity of part) {
      const rest: number[] = [];
      for (const other of unseen) (has(graph, activity, other) && has(graph, other, activity) ? rest : part).push(other);
      unseen = rest;
    }
    parts.push(part);
  }
  const starts = (part: readonly number[]): boolean => part.some((activity) => graph.starts.has(activity));
  const ends = (part: readonly number[]): boolean => part.some((activity) => graph.ends.has(activity));
  const complete = parts.filter((part) => starts(part) && ends(part));
  const onlyStart = parts.filter((part) => starts(part) && !ends(part));
  const onlyEnd = parts.filter((part) => !starts(part) && ends(part));
  const neither = parts.filter((part) => !starts(part) && !ends(part));
  while (onlyStart.length > 0 && onlyEnd.length > 0) complete.push([...(onlyStart.shift() as number[]), ...(onlyEnd.shift() as number[])]);
  const rest = [...onlyStart, ...onlyEnd, ...neither].flat();
  if (complete.length === 0) return [];
  complete[0].push(...rest);
  return complete.map(ascending).sort(byLeast);
};

/** A body that holds every start and end, and parts that only lead from its ends back to its starts. */
const loop = (graph: Graph): Parts => {
  const body = new Set([...graph.starts.keys(), ...graph.ends.keys()]);
  const before = predecessors(graph);
  const others = graph.activities.filter((activity) => !body.has(activity));
  const outside = (activities: Iterable<number>): readonly number[] => [...activities].filter((activity) => !body.has(activity));
  const candidates = components(others, (a) =>
    outside([...(graph.follows.get(a) as ReadonlyMap<number, number>).keys(), ...(before.get(a) ?? [])]),
  );
  const redo = candidates.filter((part) =>
    part.every((activity) => {
      const from = (before.get(activity) ?? []).filter((each) => body.has(each));
      const to = [...(graph.follows.get(activity) as ReadonlyMap<number, number>).keys()].filter((each) => body.has(each));
      return (
        from.every((each) => graph.ends.has(each)) &&
        to.every((each) => graph.starts.has(each)) &&
        (from.length === 0 || from.length === graph.ends.size) &&
        (to.length === 0 || to.length === graph.starts.size)
      );
    }),
  );
  const repeated = new Set(redo.flat());
  return redo.length === 0 ? [] : [graph.activities.filter((activity) => !repeated.has(activity)), ...redo];
};

/** The first cut that the graph allows, in the order of Leemans' thesis (section 6.1): choice, sequence, concurrency, loop. */
export const findCut = (graph: Graph): Cut | null => {
  const tries: readonly (readonly [Cut['op'], () => Parts])[] = [
    ['choice', () => choice(graph)],
    ['sequence', () => strict(graph, sequence(graph))],
    ['parallel', () => parallel(graph)],
    ['loop', () => loop(graph)],
  ];
  for (const [op, find] of tries) {
    const parts = find();
    if (parts.length > 1) return { op, parts };
  }
  return null;
};
