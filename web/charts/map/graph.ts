/** One activity with every measure there is of it: a row of the question `activities`. Times in ms, null where not known. */
export interface Activity {
  readonly activity: string;
  readonly count: number;
  readonly cases: number;
  readonly share: number;
  readonly ofCases: number;
  readonly timed: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly totalMs: number | null;
  readonly meanWaitMs: number | null;
  readonly medianWaitMs: number | null;
  readonly p90WaitMs: number | null;
  readonly totalWaitMs: number | null;
  readonly resources: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly starts: number;
  readonly ends: number;
}

/** One step from an activity to the next: a row of the question `flow`. `from` is null at the start of a case, `to` at its end. */
export interface Path {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
  readonly cases: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly totalMs: number | null;
}

/** The directly-follows graph by number: node i is `activities[i]`, then the start, then the end; edge j is `paths[j]`. */
export interface Graph {
  readonly activities: readonly Activity[];
  readonly paths: readonly Path[];
  readonly start: number;
  readonly end: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Edges by cases, most first. */
  readonly byCases: Int32Array;
  /** How many of the most frequent activities must be asked for until this node is shown. 0 for start and end. */
  readonly level: Int32Array;
  /** The edge by which a node is reached from the start, and left towards the end, among nodes shown no later; −1 if there is none. */
  readonly entry: Int32Array;
  readonly exit: Int32Array;
}

/**
 * The way to each node whose rarest activity is as frequent as can be (a widest path); of equal ones the busiest edge. Answers for each
 * node the edge on which it is met, coming from `root`.
 */
const widest = (
  size: number,
  root: number,
  weight: Float64Array,
  next: readonly (readonly number[])[],
  other: Int32Array,
  cases: Float64Array,
) => {
  const width = new Float64Array(size).fill(-1);
  const by = new Int32Array(size).fill(-1);
  const done = new Uint8Array(size);
  width[root] = Number.POSITIVE_INFINITY;
  for (;;) {
    let at = -1;
    for (let i = 0; i < size; i++) if (done[i] === 0 && width[i]! >= 0 && (at < 0 || width[i]! > width[at]!)) at = i;
    if (at < 0) return by;
    done[at] = 1;
    for (const edge of next[at]!) {
      const node = other[edge]!;
      if (done[node] === 1) continue;
      const reach = Math.min(width[at]!, weight[node]!);
      if (reach > width[node]! || (reach === width[node] && cases[edge]! > cases[by[node]!]!)) {
        width[node] = reach;
        by[node] = edge;
      }
    }
  }
};

/** Reads the answers of `flow` and `activities` to the same log under the same filter. */
export const graphOf = (paths: readonly Path[], activities: readonly Activity[]): Graph => {
  const start = activities.length;
  const end = start + 1;
  const size = end + 1;
  const number = new Map(activities.map(({ activity }, i) => [activity, i]));
  const from = Int32Array.from(paths, (path) => (path.from === null ? start : number.get(path.from)!));
  const to = Int32Array.from(paths, (path) => (path.to === null ? end : number.get(path.to)!));
  const cases = Float64Array.from(paths, (path) => path.cases);
  const byCases = Int32Array.from(paths.keys()).sort((a, b) => cases[b]! - cases[a]! || paths[b]!.count - paths[a]!.count || a - b);

  const out: number[][] = Array.from({ length: size }, () => []);
  const into: number[][] = Array.from({ length: size }, () => []);
  for (const edge of byCases) {
    if (from[edge] === to[edge]) continue;
    out[from[edge]!]!.push(edge);
    into[to[edge]!]!.push(edge);
  }
  const weight = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  for (const [i, it] of activities.entries()) weight[i] = it.cases;
  const entry = widest(size, start, weight, out, to, cases);
  const exit = widest(size, end, weight, into, from, cases);

  // Showing an activity shows what it needs to be reached and left, and so on: whatever is shown lies on a way from start to end.
  const level = new Int32Array(size).fill(-1);
  level[start] = 0;
  level[end] = 0;
  const byFrequency = [...activities.keys()].sort(
    (a, b) => activities[b]!.cases - activities[a]!.cases || activities[b]!.count - activities[a]!.count,
  );
  for (const [rank, first] of byFrequency.entries()) {
    const open = [first];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (level[node]! >= 0) continue;
      level[node] = rank + 1;
      if (entry[node]! >= 0) open.push(from[entry[node]!]!);
      if (exit[node]! >= 0) open.push(to[exit[node]!]!);
    }
  }
  return { activities, paths, start, end, from, to, byCases, level, entry, exit };
};

/** What is drawn at given settings of the two sliders. */
export interface Shown {
  readonly nodes: Uint8Array;
  readonly edges: Uint8Array;
  readonly activities: number;
  readonly paths: number;
}

/**
 * The most frequent activities and, between them, the most frequent paths; both as shares of 0–1. Each activity shown stays on a way from
 * the start to the end, whatever the settings; more is shown never less. 1 and 1 show the whole graph. A few microseconds for each edge.
 */
export const shown = (graph: Graph, activities: number, paths: number): Shown => {
  const { start, end, from, to, byCases, level, entry, exit } = graph;
  const most = Math.max(1, Math.round(activities * start));
  const nodes = new Uint8Array(end + 1);
  let nodeCount = 0;
  for (let i = 0; i <= end; i++) {
    if (level[i]! > most || (i >= start && start === 0)) continue;
    nodes[i] = 1;
    if (i < start) nodeCount++;
  }
  const edges = new Uint8Array(from.length);
  let between = 0;
  for (const edge of byCases) if (nodes[from[edge]!] === 1 && nodes[to[edge]!] === 1) between++;
  let left = Math.ceil(paths * between);
  for (const edge of byCases) {
    if (left === 0) break;
    if (nodes[from[edge]!] === 0 || nodes[to[edge]!] === 0) continue;
    edges[edge] = 1;
    left--;
  }
  for (let i = 0; i < start; i++) {
    if (nodes[i] === 0) continue;
    if (entry[i]! >= 0) edges[entry[i]!] = 1;
    if (exit[i]! >= 0) edges[exit[i]!] = 1;
  }
  let edgeCount = 0;
  for (const on of edges) edgeCount += on;
  return { nodes, edges, activities: nodeCount, paths: edgeCount };
};

/** Settings with which the first picture can be read: a few dozen activities at most, and the paths that carry nearly all cases. Whole percents. */
export const firstSettings = (graph: Graph): { readonly activities: number; readonly paths: number } => {
  const n = graph.start;
  const activities = n <= 24 ? 100 : Math.ceil((100 * 18) / n);
  const all = shown(graph, activities / 100, 1);
  const listed = [...graph.byCases].filter((edge) => all.edges[edge] === 1);
  const total = listed.reduce((sum, edge) => sum + graph.paths[edge]!.cases, 0);
  let sum = 0;
  let kept = 0;
  while (kept < listed.length && sum < 0.97 * total && kept < 2.5 * (all.activities + 2)) sum += graph.paths[listed[kept++]!]!.cases;
  return { activities, paths: Math.min(100, Math.ceil((100 * kept) / Math.max(1, listed.length))) };
};
