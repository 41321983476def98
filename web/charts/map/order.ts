/** Edges as three columns. */
export interface Edges {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
}

/**
 * The nodes in the order of the main flow: as much weight as possible runs forwards. The greedy heuristic of Eades, Lin and Smyth ("A fast and
 * effective heuristic for the feedback arc set problem", 1993) with weights, then each node is moved to its best place until nothing improves.
 * `first` and `last` stay at the ends. About n² steps.
 */
export const mainOrder = (size: number, edges: Edges, first: number, last: number): readonly number[] => {
  const out = Array.from({ length: size }, () => new Map<number, number>());
  const into = Array.from({ length: size }, () => new Map<number, number>());
  for (let e = 0; e < edges.from.length; e++) {
    const [a, b] = [edges.from[e]!, edges.to[e]!];
    if (a === b) continue;
    out[a]!.set(b, (out[a]!.get(b) ?? 0) + edges.weight[e]!);
    into[b]!.set(a, (into[b]!.get(a) ?? 0) + edges.weight[e]!);
  }
  return sift(greedy(size, out, into, first, last), out, into);
};

type Sides = readonly ReadonlyMap<number, number>[];

const greedy = (size: number, out: Sides, into: Sides, first: number, last: number): number[] => {
  const leaving = Float64Array.from(out, (it) => [...it.values()].reduce((a, b) => a + b, 0));
  const coming = Float64Array.from(into, (it) => [...it.values()].reduce((a, b) => a + b, 0));
  const open = new Set(Array.from({ length: size }, (_, i) => i));
  const take = (node: number): number => {
    open.delete(node);
    for (const [next, weight] of out[node]!) coming[next]! -= weight;
    for (const [before, weight] of into[node]!) leaving[before]! -= weight;
    return node;
  };
  const head = [take(first)];
  const tail = [take(last)];
  while (open.size > 0) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const node of open) {
      // What is left without anything before it goes first, without anything after it last.
      const gain = coming[node]! <= 1e-9 ? Number.MAX_VALUE : leaving[node]! - coming[node]!;
      if (gain > most) {
        most = gain;
        best = node;
      }
    }
    if (most < Number.MAX_VALUE) {
      const sink = [...open].find((node) => leaving[node]! <= 1e-9);
      if (sink !== undefined) {
        tail.push(take(sink));
        continue;
      }
    }
    head.push(take(best));
  }
  return [...head, ...tail.reverse()];
};

const sift = (order: number[], out: Sides, into: Sides): readonly number[] => {
  for (let pass = 0; pass < 8; pass++) {
    let moved = false;
    for (const node of order.slice(1, -1)) {
      const at = order.indexOf(node);
      // The gain of standing before the node at j (walking left) or after it (walking right), summed on the way.
      let best = at;
      let most = 1e-9;
      let gain = 0;
      for (let j = at - 1; j >= 1; j--) {
        gain += (out[node]!.get(order[j]!) ?? 0) - (into[node]!.get(order[j]!) ?? 0);
        if (gain > most) [most, best] = [gain, j];
      }
      gain = 0;
      for (let j = at + 1; j < order.length - 1; j++) {
        gain += (into[node]!.get(order[j]!) ?? 0) - (out[node]!.get(order[j]!) ?? 0);
        if (gain > most) [most, best] = [gain, j];
      }
      if (best === at) continue;
      order.splice(at, 1);
      order.splice(best, 0, node);
      moved = true;
    }
    if (!moved) break;
  }
  return order;
};

/**
 * A row for each node of `order`, from 0: the significant forward edges lead downwards, and nodes with room move towards their heavier side.
 * Significant are edges that carry a good part of either end, and the heaviest forward edge into and out of each node.
 */
export const rows = (order: readonly number[], edges: Edges, size: number): Int32Array => {
  const place = new Int32Array(size).fill(-1);
  for (const [i, node] of order.entries()) place[node] = i;
  const forward: number[] = [];
  const flow = new Float64Array(size);
  const best = { into: new Int32Array(size).fill(-1), out: new Int32Array(size).fill(-1) };
  for (let e = 0; e < edges.from.length; e++) {
    const [a, b, weight] = [edges.from[e]!, edges.to[e]!, edges.weight[e]!];
    if (place[a]! < 0 || place[b]! < 0 || a === b) continue;
    flow[b]! += weight;
    if (place[a]! > place[b]!) continue;
    forward.push(e);
    if (best.into[b]! < 0 || weight > edges.weight[best.into[b]!]!) best.into[b] = e;
    if (best.out[a]! < 0 || weight > edges.weight[best.out[a]!]!) best.out[a] = e;
  }
  flow[order[0]!] = Number.POSITIVE_INFINITY;
  const main = forward.filter((e) => {
    const [a, b] = [edges.from[e]!, edges.to[e]!];
    return best.into[b] === e || best.out[a] === e || edges.weight[e]! >= 0.25 * Math.min(flow[a]!, flow[b]!);
  });
  const row = new Int32Array(size).fill(-1);
  for (const node of order) row[node] = 0;
  main.sort((x, y) => place[edges.from[x]!]! - place[edges.from[y]!]!);
  for (const e of main) row[edges.to[e]!] = Math.max(row[edges.to[e]!]!, row[edges.from[e]!]! + 1);
  row[order.at(-1)!] = Math.max(...order.map((node) => row[node]!), 1);
  if (order.slice(0, -1).some((node) => row[node] === row[order.at(-1)!])) row[order.at(-1)!]!++;

  for (let pass = 0; pass < 4; pass++) {
    for (const node of [...order.slice(1, -1)].reverse()) {
      const above = main.filter((e) => edges.to[e] === node);
      const below = main.filter((e) => edges.from[e] === node);
      if (below.length === 0) continue;
      const low = Math.max(0, ...above.map((e) => row[edges.from[e]!]! + 1));
      const high = Math.min(...below.map((e) => row[edges.to[e]!]! - 1));
      const pull = below.reduce((sum, e) => sum + edges.weight[e]!, 0) - above.reduce((sum, e) => sum + edges.weight[e]!, 0);
      if (high >= low) row[node] = pull > 0 ? high : low;
    }
  }
  return row;
};

/** The heaviest way from the first to the last node of `order` along edges that lead down: the spine of the picture. */
export const spine = (order: readonly number[], edges: Edges, row: Int32Array): readonly number[] => {
  const sum = new Float64Array(row.length).fill(Number.NEGATIVE_INFINITY);
  const by = new Int32Array(row.length).fill(-1);
  sum[order[0]!] = 0;
  const down = Array.from({ length: edges.from.length }, (_, e) => e)
    .filter((e) => row[edges.from[e]!]! >= 0 && row[edges.to[e]!]! > row[edges.from[e]!]!)
    .sort((x, y) => row[edges.from[x]!]! - row[edges.from[y]!]!);
  for (const e of down) {
    const total = sum[edges.from[e]!]! + edges.weight[e]!;
    if (total > sum[edges.to[e]!]!) {
      sum[edges.to[e]!] = total;
      by[edges.to[e]!] = e;
    }
  }
  const found: number[] = [];
  for (let node = order.at(-1)!; ; node = edges.from[by[node]!]!) {
    found.push(node);
    if (by[node]! < 0) return found.reverse();
  }
};
