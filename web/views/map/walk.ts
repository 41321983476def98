import type { Graph, Shown } from '../../charts/map/graph.ts';
import type { MapLayout } from '../../charts/map/layout.ts';

/** One thing on the map. */
export interface Spot {
  readonly kind: 'node' | 'edge';
  readonly index: number;
}

const outOf = (graph: Graph, shown: Shown, node: number): readonly number[] =>
  [...graph.byCases].filter((edge) => shown.edges[edge] === 1 && graph.from[edge] === node);
const into = (graph: Graph, shown: Shown, node: number): readonly number[] =>
  [...graph.byCases].filter((edge) => shown.edges[edge] === 1 && graph.to[edge] === node);

/**
 * Where an arrow key leads. From a node: down its busiest path onwards, up the busiest path towards it, left and right to the next node in its
 * row. From a path: on to its ends, left and right to the other paths out of the same node. null where nothing is.
 */
export const walk = (graph: Graph, shown: Shown, layout: MapLayout, at: Spot, key: string): Spot | null => {
  const node = (index: number): Spot => ({ kind: 'node', index });
  const edge = (index: number | undefined): Spot | null => (index === undefined ? null : { kind: 'edge', index });
  if (at.kind === 'edge') {
    if (key === 'ArrowDown') return node(graph.to[at.index]!);
    if (key === 'ArrowUp') return node(graph.from[at.index]!);
    const beside = outOf(graph, shown, graph.from[at.index]!);
    const place = beside.indexOf(at.index) + (key === 'ArrowRight' ? 1 : -1);
    return edge(beside[(place + beside.length) % beside.length]);
  }
  if (key === 'ArrowDown') return edge(outOf(graph, shown, at.index)[0]);
  if (key === 'ArrowUp') return edge(into(graph, shown, at.index)[0]);
  // All nodes in reading order: row by row, from left to right.
  const nodes = [...shown.nodes.keys()]
    .filter((it) => shown.nodes[it] === 1)
    .sort((a, b) => layout.nodes[a]!.y - layout.nodes[b]!.y || layout.nodes[a]!.x - layout.nodes[b]!.x);
  const next = nodes[nodes.indexOf(at.index) + (key === 'ArrowRight' ? 1 : -1)];
  return next === undefined ? null : node(next);
};

/** What lights up with it: itself, the paths at it and the nodes at their ends. */
export const neighbours = (
  graph: Graph,
  shown: Shown,
  at: Spot,
): { readonly nodes: ReadonlySet<number>; readonly edges: ReadonlySet<number> } => {
  const edges =
    at.kind === 'edge'
      ? [at.index]
      : [...graph.byCases].filter((it) => shown.edges[it] === 1 && (graph.from[it] === at.index || graph.to[it] === at.index));
  const nodes = edges.flatMap((it) => [graph.from[it]!, graph.to[it]!]);
  return { edges: new Set(edges), nodes: new Set(at.kind === 'node' ? [at.index, ...nodes] : nodes) };
};
