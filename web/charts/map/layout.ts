import {
  angles,
  aside,
  type Box,
  type Cubic,
  type Drawn,
  fall,
  line,
  loop,
  markerSize,
  nodeHeight,
  type Point,
  type Route,
  round,
  selfLoop,
  tipLength,
} from './curves.ts';
import { label } from './labels.ts';
import { arrange, type Item, type Link, spread } from './layers.ts';
import { type Edges, mainOrder, rows, spine } from './order.ts';

/** What a layout needs to know of a graph: all of it can be posted to a worker. Node n is the start, n + 1 the end. */
export interface LayoutInput {
  /** Of each activity's box, in pixels. */
  readonly widths: readonly number[];
  /** From which setting of the slider an activity is shown: the small ones lie in the middle. */
  readonly level: ArrayLike<number>;
  readonly edges: Edges;
}
/** x and y of a box are its centre. */
export interface MapLayout {
  readonly nodes: readonly Box[];
  readonly routes: readonly Route[];
}

const rowGap = 32;
const coreSize = 24;

/**
 * Lays a whole graph out once, in rows from the start down to the end. The most frequent activities make a core in the middle around a straight
 * spine, the way that most work takes (Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", 1981,
 * with exact placement within each row); the others stand outside of it in the rows where they happen, the more frequent the nearer. So
 * whatever part of it is shown, its frequent part is together. Strong paths within the core pass between the nodes, the others in arcs beside them.
 */
export const layoutMap = (input: LayoutInput): MapLayout => {
  const n = input.widths.length;
  const { edges } = input;
  const start = n;
  const end = n + 1;
  const size = n + 2;
  if (n === 0) return { nodes: [], routes: [] };

  const cut = coreCut(input.level, n);
  const core = Uint8Array.from({ length: size }, (_, i) => (i >= n || input.level[i]! <= cut ? 1 : 0));
  const order = mainOrder(size, edges, start, end).filter((node) => core[node] === 1);
  const row = rows(order, edges, size);
  const way = spine(order, edges, row);

  const widthOf = (node: number): number => (node < n ? input.widths[node]! : markerSize);
  const loops = new Uint8Array(size);
  for (let e = 0; e < edges.from.length; e++) if (edges.from[e] === edges.to[e]) loops[edges.from[e]!] = 1;
  const rowCount = Math.max(...order.map((node) => row[node]!)) + 1;

  // The core: items, links, order, x.
  const items: Item[] = [];
  const links: Link[] = [];
  const itemOf = new Int32Array(size).fill(-1);
  const onSpine = new Set(way);
  for (const node of order) {
    const half = widthOf(node) / 2;
    itemOf[node] = items.length;
    items.push({ row: row[node]!, left: half, right: half + (loops[node] === 1 ? loop.room : 0), node: true, held: onSpine.has(node) });
  }
  const passes = new Map<number, readonly number[]>();
  for (const e of routed(edges, core, row, order.length)) {
    const [a, b] = row[edges.from[e]!]! < row[edges.to[e]!]! ? [edges.from[e]!, edges.to[e]!] : [edges.to[e]!, edges.from[e]!];
    const weight = Math.sqrt(edges.weight[e]!);
    const held = onSpine.has(a) && way[way.indexOf(a) + 1] === b && edges.from[e] === a;
    const chain: number[] = [];
    let above = itemOf[a]!;
    for (let r = row[a]! + 1; r < row[b]!; r++) {
      chain.push(items.length);
      items.push({ row: r, left: 0, right: 0, node: false, held });
      links.push({ above, below: items.length - 1, weight });
      above = items.length - 1;
    }
    links.push({ above, below: itemOf[b]!, weight });
    passes.set(e, edges.from[e] === a ? chain : chain.reverse());
  }
  const arranged = arrange(items, links, rowCount);
  const across = spread(items, links, arranged, [...passes.values()]);

  const x = new Float64Array(size);
  for (const node of order) x[node] = across[itemOf[node]!]!;
  const rowY = rowHeights(rowCount, links, items, across);
  const y = new Float64Array(size);
  for (const node of order) y[node] = rowY[row[node]!]!;
  standOutside(input, core, x, y, items, across, rowY, loops);

  const nodes = Array.from(
    { length: size },
    (_, node): Box => ({
      x: round(x[node]!),
      y: round(y[node]!),
      width: widthOf(node),
      height: node < n ? nodeHeight : markerSize,
    }),
  );
  const curves = draw(edges, nodes, row, passes, items, across, rowY, onSpine);
  return { nodes, routes: label(curves, nodes, edges) };
};

/** The level up to which activities belong to the core: some two dozen of them, or all where there are not many more. */
const coreCut = (level: ArrayLike<number>, n: number): number => {
  const levels = Array.from({ length: n }, (_, i) => level[i]!).sort((a, b) => a - b);
  return n <= 1.5 * coreSize ? levels.at(-1)! : levels[coreSize - 1]!;
};

/** The edges that pass between the nodes of the core: the strongest of those that lead from row to row. */
const routed = (edges: Edges, core: Uint8Array, row: Int32Array, nodes: number): readonly number[] =>
  Array.from({ length: edges.from.length }, (_, e) => e)
    .filter((e) => core[edges.from[e]!] === 1 && core[edges.to[e]!] === 1 && row[edges.from[e]!] !== row[edges.to[e]!])
    .sort((a, b) => edges.weight[b]! - edges.weight[a]!)
    .filter((e, i) => i < 1.4 * nodes || Math.abs(row[edges.from[e]!]! - row[edges.to[e]!]!) === 1);

/**
 * Stands the activities outside the core in rows around it: at the height of what comes before and after them, the more frequent nearer. Rows
 * go on above and below the core, so that many activities make an oval rather than a line.
 */
const standOutside = (
  { widths, level, edges }: LayoutInput,
  core: Uint8Array,
  x: Float64Array,
  y: Float64Array,
  items: readonly Item[],
  across: Float64Array,
  rowY: Float64Array,
  loops: Uint8Array,
): void => {
  const outside = [...widths.keys()].filter((node) => core[node] === 0).sort((a, b) => level[a]! - level[b]!);
  const pitch = nodeHeight + rowGap;
  const area = outside.reduce((sum, node) => sum + (widths[node]! + 60) * pitch, 0);
  const extra = Math.max(0, Math.ceil((Math.sqrt(area / 2.4) - rowY.at(-1)!) / pitch / 2));
  const height = [
    ...Array.from({ length: extra }, (_, i) => (i - extra) * pitch),
    ...rowY,
    ...Array.from({ length: extra }, (_, i) => rowY.at(-1)! + (i + 1) * pitch),
  ];
  const left = new Float64Array(height.length).fill(-20);
  const right = new Float64Array(height.length).fill(20);
  for (const [i, item] of items.entries()) {
    left[item.row + extra] = Math.min(left[item.row + extra]!, across[i]! - item.left);
    right[item.row + extra] = Math.max(right[item.row + extra]!, across[i]! + item.right);
  }
  const near: [node: number, down: number, weight: number][][] = Array.from({ length: core.length }, () => []);
  for (let e = 0; e < edges.from.length; e++) {
    near[edges.to[e]!]!.push([edges.from[e]!, pitch, edges.weight[e]!]);
    near[edges.from[e]!]!.push([edges.to[e]!, -pitch, edges.weight[e]!]);
  }
  const placed = core.slice();
  for (const node of outside) {
    const known = near[node]!.filter(([other]) => placed[other] === 1);
    const weight = Math.max(
      1e-9,
      known.reduce((sum, it) => sum + it[2], 0),
    );
    const at = known.reduce((sum, [other, down, by]) => sum + (y[other]! + down) * by, 0) / weight;
    const lean = known.reduce((sum, [other, , by]) => sum + x[other]! * by, 0) / weight;
    const [half, loopRoom] = [widths[node]! / 2, loops[node] === 1 ? loop.room : 0];
    let best = { cost: Number.POSITIVE_INFINITY, row: 0, x: 0 };
    for (const [row, middle] of height.entries())
      for (const to of [right[row]! + 30 + half, left[row]! - 30 - half - loopRoom]) {
        const cost = Math.abs(to) + 0.15 * Math.abs(to - lean) + 1.5 * Math.abs(middle - at);
        if (cost < best.cost) best = { cost, row, x: to };
      }
    x[node] = best.x;
    y[node] = height[best.row]!;
    if (best.x > 0) right[best.row] = best.x + half + loopRoom;
    else left[best.row] = best.x - half;
    placed[node] = 1;
  }
};

/** The middle of each row; rows between which lines swing far are further apart. */
const rowHeights = (count: number, links: readonly Link[], items: readonly Item[], across: Float64Array): Float64Array => {
  const swing = new Float64Array(count);
  for (const { above, below } of links) {
    const by = Math.abs(across[above]! - across[below]!);
    swing[items[above]!.row] = Math.max(swing[items[above]!.row]!, by);
  }
  const y = new Float64Array(count);
  for (let r = 1; r < count; r++) y[r] = y[r - 1]! + nodeHeight + rowGap + Math.min(32, 0.08 * swing[r - 1]!);
  return y;
};

const draw = (
  edges: Edges,
  nodes: readonly Box[],
  row: Int32Array,
  passes: ReadonlyMap<number, readonly number[]>,
  items: readonly Item[],
  across: Float64Array,
  y: Float64Array,
  onSpine: ReadonlySet<number>,
): readonly Drawn[] => {
  const half = nodeHeight / 2;
  const port = ports(edges, nodes, row, passes, across, onSpine);
  return Array.from({ length: edges.from.length }, (_, e): Drawn => {
    const [a, b] = [nodes[edges.from[e]!]!, nodes[edges.to[e]!]!];
    if (edges.from[e] === edges.to[e]) return selfLoop(a);
    const chain = passes.get(e);
    if (chain === undefined) return aside(a, b);
    const sign = row[edges.from[e]!]! < row[edges.to[e]!]! ? 1 : -1;
    const points: Point[] = [[a.x + port.from[e]!, a.y + (sign * a.height) / 2]];
    for (const item of chain) {
      const middle = y[items[item]!.row]!;
      points.push([across[item]!, middle - sign * half], [across[item]!, middle + sign * half]);
    }
    const tip: Point = [b.x + port.to[e]!, b.y - (sign * b.height) / 2];
    points.push([tip[0], tip[1] - sign * (tipLength - 1)]);
    const curves: Cubic[] = [];
    for (let i = 0; i + 1 < points.length; i++) {
      const lane = (i === 0 ? port.fromLane[e]! : 0) + (i + 2 === points.length ? port.toLane[e]! : 0);
      curves.push(i % 2 === 0 ? fall(points[i]!, points[i + 1]!, lane) : line(points[i]!, points[i + 1]!));
    }
    return { curves, tip: { x: tip[0], y: tip[1], angle: sign === 1 ? angles.down : angles.up } };
  });
};

/** Where routed edges meet the upper and lower sides of nodes: side by side in the order of where they come from, the main one in the middle. */
const ports = (
  edges: Edges,
  nodes: readonly Box[],
  row: Int32Array,
  passes: ReadonlyMap<number, readonly number[]>,
  across: Float64Array,
  onSpine: ReadonlySet<number>,
) => {
  const from = new Float64Array(edges.from.length);
  const to = new Float64Array(edges.from.length);
  const fromLane = new Float64Array(edges.from.length);
  const toLane = new Float64Array(edges.from.length);
  const sides = new Map<number, { e: number; towards: number; set: (at: number, lane: number) => void }[]>();
  const meet = (node: number, below: boolean, e: number, towards: number, set: (at: number, lane: number) => void) => {
    const key = 2 * node + (below ? 1 : 0);
    const list = sides.get(key) ?? [];
    list.push({ e, towards, set });
    sides.set(key, list);
  };
  for (const [e, chain] of passes) {
    const [a, b] = [edges.from[e]!, edges.to[e]!];
    const down = row[a]! < row[b]!;
    meet(a, down, e, chain.length > 0 ? across[chain[0]!]! : nodes[b]!.x, (at, lane) => {
      from[e] = at;
      fromLane[e] = lane;
    });
    meet(b, !down, e, chain.length > 0 ? across[chain.at(-1)!]! : nodes[a]!.x, (at, lane) => {
      to[e] = at;
      toLane[e] = lane;
    });
  }
  for (const [key, list] of sides) {
    const box = nodes[key >> 1]!;
    if (box.height === markerSize) continue;
    const isMain = (e: number) => onSpine.has(edges.from[e]!) && onSpine.has(edges.to[e]!) && row[edges.from[e]!]! < row[edges.to[e]!]!;
    list.sort((p, q) => p.towards - q.towards || p.e - q.e);
    const heavier = (i: number, j: number) =>
      Number(isMain(list[i]!.e)) - Number(isMain(list[j]!.e)) || edges.weight[list[i]!.e]! - edges.weight[list[j]!.e]!;
    const middle = [...list.keys()].reduce((best, i) => (heavier(i, best) > 0 ? i : best), 0);
    const room = (box.width / 2 - 12) / Math.max(1, middle, list.length - 1 - middle);
    const step = Math.min(18, room);
    const below = key % 2 === 1;
    for (const [i, it] of list.entries()) {
      // Outermost first turns: seen from a lower side the outer ones run higher, towards an upper side lower.
      const turns = it.towards < box.x - 20 ? middle - i : it.towards > box.x + 20 ? i - middle : 0;
      it.set((i - middle) * step, (below ? -1 : 1) * Math.min(12, 6 * turns));
    }
  }
  return { from, to, fromLane, toLane };
};
