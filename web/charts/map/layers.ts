/** Something with a place in a row: a node, or the point at which a long edge passes the row. */
export interface Item {
  readonly row: number;
  /** Its extent to either side of x, in pixels. */
  readonly left: number;
  readonly right: number;
  readonly node: boolean;
  /** Held at x = 0. */
  readonly held: boolean;
}

/** A piece of an edge between items in rows next to each other. */
export interface Link {
  readonly above: number;
  readonly below: number;
  readonly weight: number;
}

const gap = { node: 26, pass: 15 };

interface Sides {
  readonly up: readonly (readonly Link[])[];
  readonly down: readonly (readonly Link[])[];
}

const sidesOf = (count: number, links: readonly Link[]): Sides => {
  const up: Link[][] = Array.from({ length: count }, () => []);
  const down: Link[][] = Array.from({ length: count }, () => []);
  for (const link of links) {
    down[link.above]!.push(link);
    up[link.below]!.push(link);
  }
  return { up, down };
};

/** How much weight crosses between two rows next to each other: pairs of links, each pair as heavy as its lighter one. */
const crossingOf = (links: readonly Link[], at: Int32Array): number => {
  let sum = 0;
  for (let i = 0; i < links.length; i++) {
    const a = links[i]!;
    for (let j = i + 1; j < links.length; j++) {
      const b = links[j]!;
      if ((at[a.above]! - at[b.above]!) * (at[a.below]! - at[b.below]!) < 0) sum += Math.min(a.weight, b.weight);
    }
  }
  return sum;
};

/** The items of each row from left to right, so that little crosses: barycentre sweeps, then swaps of neighbours; the best order met is kept. */
export const arrange = (items: readonly Item[], links: readonly Link[], rows: number): readonly (readonly number[])[] => {
  const { up, down } = sidesOf(items.length, links);
  const order: number[][] = Array.from({ length: rows }, () => []);
  // Held items in the middle, the others by turns to its right and left.
  for (const [i, item] of items.entries()) {
    const row = order[item.row]!;
    if (item.held || row.length % 2 === 0) row.push(i);
    else row.unshift(i);
  }
  for (const row of order) {
    const held = row.findIndex((i) => items[i]!.held);
    if (held >= 0) row.splice(row.length >> 1, 0, ...row.splice(held, 1));
  }
  const at = new Int32Array(items.length);
  const number = (row: readonly number[]) => {
    for (const [i, item] of row.entries()) at[item] = i;
  };
  for (const row of order) number(row);
  const between: Link[][] = Array.from({ length: rows }, () => []);
  for (const link of links) between[items[link.above]!.row]!.push(link);
  const crossing = () => between.reduce((sum, it) => sum + crossingOf(it, at), 0);

  let best = order.map((row) => [...row]);
  let least = crossing();
  for (let sweep = 0; sweep < 16 && least > 0; sweep++) {
    const downwards = sweep % 2 === 0;
    for (let i = 1; i < rows; i++) {
      const row = order[downwards ? i : rows - 1 - i]!;
      const fixed = order[downwards ? i - 1 : rows - i]!;
      const middle = Math.max(1, fixed.length - 1);
      const key = new Map(
        row.map((item, j) => {
          const near = downwards ? up[item]! : down[item]!;
          const weight = near.reduce((sum, it) => sum + it.weight, 0);
          const centre = near.reduce((sum, it) => sum + it.weight * at[downwards ? it.above : it.below]!, 0) / weight;
          return [item, weight > 0 ? centre / middle : j / Math.max(1, row.length - 1)];
        }),
      );
      row.sort((a, b) => key.get(a)! - key.get(b)! || at[a]! - at[b]!);
      number(row);
    }
    const now = crossing();
    if (now < least) {
      least = now;
      best = order.map((row) => [...row]);
    }
  }
  for (const [i, row] of best.entries()) {
    order[i] = row;
    number(row);
  }
  for (let pass = 0, better = true; pass < 12 && better; pass++) {
    better = false;
    for (const [r, row] of order.entries()) {
      const near = [...(r > 0 ? between[r - 1]! : []), ...between[r]!];
      for (let i = 0; i + 1 < row.length; i++) {
        const [a, b] = [row[i]!, row[i + 1]!];
        const mine = near.filter(({ above, below }) => above === a || above === b || below === a || below === b);
        const [below, above] = [mine.filter((it) => items[it.above]!.row === r), mine.filter((it) => items[it.below]!.row === r)];
        const crossings = (): number => crossingOf(below, at) + crossingOf(above, at);
        const before = crossings();
        [at[a], at[b]] = [at[b]!, at[a]!];
        const after = crossings();
        if (after < before - 1e-9) {
          [row[i], row[i + 1]] = [b, a];
          better = true;
        } else [at[a], at[b]] = [at[b]!, at[a]!];
      }
    }
  }
  return order;
};

/** Apart enough for their extents, from one's x to the next one's. */
const apart = (a: Item, b: Item): number => a.right + b.left + (a.node || b.node ? gap.node : gap.pass);

/**
 * Values in ascending order that are nearest to `target` by weighted squares (pool adjacent violators).
 * Barlow, Bartholomew, Bremner and Brunk, "Statistical inference under order restrictions", 1972.
 */
export const isotonic = (target: readonly number[], weight: readonly number[]): readonly number[] => {
  const blocks: { mean: number; weight: number; size: number }[] = [];
  for (const [i, mean] of target.entries()) {
    let block = { mean, weight: weight[i]!, size: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.mean > block.mean; last = blocks.at(-1)) {
      blocks.pop();
      const both = last.weight + block.weight;
      block = { mean: (last.mean * last.weight + block.mean * block.weight) / both, weight: both, size: last.size + block.size };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ mean, size }) => Array<number>(size).fill(mean));
};

/**
 * x for every item: each row in its order without overlaps, each item near what it is linked with, held items at 0. `chains` are the passes of
 * long edges: each becomes one straight line where it can, moving outwards.
 */
export const spread = (
  items: readonly Item[],
  links: readonly Link[],
  order: readonly (readonly number[])[],
  chains: readonly (readonly number[])[],
): Float64Array => {
  const { up, down } = sidesOf(items.length, links);
  const x = new Float64Array(items.length);
  const offset = new Float64Array(items.length);
  for (const row of order) {
    let sum = 0;
    for (const [i, item] of row.entries()) {
      if (i > 0) sum += apart(items[row[i - 1]!]!, items[item]!);
      offset[item] = sum;
    }
    const held = row.find((item) => items[item]!.held);
    const middle = held === undefined ? sum / 2 : offset[held]!;
    for (const item of row) x[item] = offset[item]! - middle;
  }
  const pull = ({ above, below, weight }: Link): number => weight * (items[above]!.node ? 1 : 3) * (items[below]!.node ? 1 : 3);
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let i = 0; i < order.length; i++) {
      const row = order[sweep % 2 === 0 ? i : order.length - 1 - i]!;
      const target: number[] = [];
      const weight: number[] = [];
      for (const item of row) {
        let [sum, all] = [0, 0.02];
        for (const link of up[item]!) {
          const by = pull(link);
          sum += by * x[link.above]!;
          all += by;
        }
        for (const link of down[item]!) {
          const by = pull(link);
          sum += by * x[link.below]!;
          all += by;
        }
        const held = items[item]!.held;
        target.push((held ? 0 : sum / all) - offset[item]!);
        weight.push(held ? 1e9 : all);
      }
      for (const [j, at] of isotonic(target, weight).entries()) x[row[j]!] = at + offset[row[j]!]!;
    }
  }
  const straight = new Float64Array(items.length);
  for (let pass = 0; pass < 24; pass++) {
    straight.set(x);
    for (const chain of chains) for (const run of sameSide(chain, x)) for (const item of run.items) straight[item] = run.x;
    for (const row of order) {
      const at = isotonic(
        row.map((item) => straight[item]! - offset[item]!),
        row.map((item) => (items[item]!.held ? 1e9 : items[item]!.node ? 100 : 1)),
      );
      for (const [j, value] of at.entries()) x[row[j]!] = value + offset[row[j]!]!;
    }
  }
  return x;
};

/** The parts of a chain that lie on one side of the spine, each with the x furthest from it. */
const sameSide = (chain: readonly number[], x: Float64Array): readonly { readonly items: readonly number[]; readonly x: number }[] => {
  const runs: { items: number[]; x: number }[] = [];
  for (const item of chain) {
    const last = runs.at(-1);
    if (last === undefined || Math.sign(last.x) !== Math.sign(x[item]!)) runs.push({ items: [item], x: x[item]! });
    else {
      last.items.push(item);
      if (Math.abs(x[item]!) > Math.abs(last.x)) last.x = x[item]!;
    }
  }
  return runs;
};
