import { type Box, boundsOf, type Cubic, type Drawn, on, type Route, round, text } from './curves.ts';
import type { Edges } from './order.ts';

const labelBox = { width: 46, height: 14 };

/** Where a label may stand on a line, the better ones at less cost: beside upright parts; on level ones in the middle. */
const places = (
  curves: readonly Cubic[],
): readonly { readonly x: number; readonly y: number; readonly level: boolean; readonly cost: number }[] =>
  curves.flatMap((curve, i) => {
    const [a, , , b] = curve;
    const level = Math.abs(b[0] - a[0]) > 0.8 * Math.abs(b[1] - a[1]);
    const off = Math.abs(i - (curves.length - 1) / 2) / curves.length;
    return [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8].map((t) => {
      const [x, y] = on(curve, t);
      return { x, y, level, cost: off + Math.abs(t - 0.5) + (level ? 1 : 0) };
    });
  });

/** Finds each label a place along its line, the most frequent first: so a label never moves when rarer paths are shown. */
export const label = (drawn: readonly Drawn[], nodes: readonly Box[], edges: Edges): readonly Route[] => {
  const cell = 80;
  const taken = new Map<number, Map<number, Box[]>>();
  const cellsOf = ({ x, y, width, height }: Box, each: (column: number, row: number) => void) => {
    for (let i = Math.floor((x - width / 2) / cell); i <= Math.floor((x + width / 2) / cell); i++)
      for (let j = Math.floor((y - height / 2) / cell); j <= Math.floor((y + height / 2) / cell); j++) each(i, j);
  };
  const take = (box: Box) =>
    cellsOf(box, (i, j) => {
      const column = taken.get(i) ?? new Map<number, Box[]>();
      taken.set(i, column);
      column.set(j, [...(column.get(j) ?? []), box]);
    });
  const isFree = (box: Box): boolean => {
    let free = true;
    cellsOf(box, (i, j) => {
      for (const other of taken.get(i)?.get(j) ?? [])
        if (Math.abs(other.x - box.x) < (other.width + box.width) / 2 && Math.abs(other.y - box.y) < (other.height + box.height) / 2)
          free = false;
    });
    return free;
  };
  for (const box of nodes) take(box);
  const byWeight = [...drawn.keys()].sort((a, b) => edges.weight[b]! - edges.weight[a]!);
  // Lines that a label would cover, as points on them; of large graphs only the busy ones.
  const lines = new Map<number, Map<number, number[]>>();
  for (const e of byWeight.slice(0, 400))
    for (const curve of drawn[e]!.curves)
      for (let t = 0; t <= 1; t += 0.05) {
        const [x, y] = on(curve, t);
        const column = lines.get(Math.floor(x / labelBox.height)) ?? new Map<number, number[]>();
        lines.set(Math.floor(x / labelBox.height), column);
        column.set(Math.floor(y / labelBox.height), [...(column.get(Math.floor(y / labelBox.height)) ?? []), e]);
      }
  const covered = (box: Box, own: number): number => {
    let points = 0;
    for (let i = Math.floor((box.x - box.width / 2) / labelBox.height); i <= Math.floor((box.x + box.width / 2) / labelBox.height); i++)
      for (const e of lines.get(i)?.get(Math.floor(box.y / labelBox.height)) ?? []) if (e !== own) points++;
    return points;
  };
  const placed = new Map<number, Route['label']>();
  const most = Math.max(1, ...Array.from(edges.weight));
  for (const e of byWeight) {
    const away = 5 + lineWidth(edges.weight[e]! / most) / 2;
    let least = Number.POSITIVE_INFINITY;
    let found: { label: Route['label']; box: Box } | null = null;
    for (const { x, y, level, cost } of places(drawn[e]!.curves))
      for (const side of level ? (['middle'] as const) : (['right', 'left'] as const)) {
        const sign = { right: 1, left: -1, middle: 0 }[side];
        const at = x + sign * away;
        const box = { x: at + (sign * labelBox.width) / 2, y, ...labelBox };
        const free = isFree(box);
        const price = cost + (free ? 0 : 100) + 0.4 * Math.min(6, covered(box, e)) + (side === 'left' ? 0.2 : 0);
        if (price >= least) continue;
        least = price;
        found = { label: { x: round(at), y: round(y), side, free }, box };
      }
    placed.set(e, found!.label);
    if (found!.label.free) take(found!.box);
  }
  return drawn.map(({ curves, tip }, e) => ({
    path: text(curves),
    tip: { x: round(tip.x), y: round(tip.y), angle: tip.angle },
    label: placed.get(e)!,
    bounds: boundsOf(curves, 2 * labelBox.height),
  }));
};

/** How thick a path is drawn that carries this share of the busiest one, in pixels. */
export const lineWidth = (share: number): number => 1 + 6.5 * share ** 0.75;
