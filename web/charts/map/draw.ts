import { type Selection, select } from 'd3';
import { compact, count, duration } from '../../format.ts';
import { type Box, nodeHeight, tipLength } from './curves.ts';
import type { Graph, Shown } from './graph.ts';
import { lineWidth } from './labels.ts';
import type { MapLayout } from './layout.ts';

/** What the figures on the map are. */
export const measures = ['cases', 'events', 'median', 'mean', 'p90', 'total'] as const;
export type Measure = (typeof measures)[number];

export const isTime = (measure: Measure): boolean => measure !== 'cases' && measure !== 'events';

/** The value of a measure of an activity (its working time) or a path (the time between). */
export const measured = (
  it: {
    readonly cases: number;
    readonly count: number;
    readonly medianMs: number | null;
    readonly meanMs: number | null;
    readonly p90Ms: number | null;
    readonly totalMs: number | null;
  },
  measure: Measure,
): number | null =>
  ({ cases: it.cases, events: it.count, median: it.medianMs, mean: it.meanMs, p90: it.p90Ms, total: it.totalMs })[measure];

const figure = (value: number | null, measure: Measure): string =>
  value === null ? '' : isTime(measure) ? duration(value) : value < 100_000 ? count(value) : compact(value);

/**
 * Upper bounds of the first four of five steps of waiting, each twice the one before. The last step begins at half of the longest time among
 * paths that at least one case in a hundred takes, so that a freak does not pale all others.
 */
export const waitSteps = (graph: Graph, measure: Measure): readonly number[] => {
  const busiest = Math.max(1, ...graph.paths.map(({ cases }) => cases));
  const times = graph.paths.filter(({ cases }) => cases >= busiest / 100).map((path) => measured(path, measure) ?? 0);
  const longest = Math.max(0, ...times);
  return [16, 8, 4, 2].map((part) => longest / part);
};

const stepOf = (value: number, steps: readonly number[]): number => 1 + steps.filter((bound) => value > bound).length;

export interface MapOptions {
  readonly layout: MapLayout;
  readonly shown: Shown;
  readonly measure: Measure;
  /** Activity names as they fit their boxes. */
  readonly names: readonly string[];
  /** In words, for screen readers. */
  readonly says: { readonly node: (node: number) => string; readonly edge: (edge: number) => string };
  readonly chosen: { readonly node: number | null; readonly edge: number | null };
}

/** What an SVG shows now: figures and colours are written again only when these change. */
const painted = new WeakMap<SVGSVGElement, { readonly graph: Graph; readonly layout: MapLayout; readonly measure: Measure }>();

/**
 * Draws the process map into the first group of `svg`. Nodes carry `data-node`, paths and their labels `data-edge`. Drawing again only adds and
 * takes away what the sliders changed. Widths are always by frequency; for a time measure the colours are by time.
 */
export const processMap = (svg: SVGSVGElement, graph: Graph, options: MapOptions): void => {
  const { layout, shown, measure, names, says, chosen } = options;
  const before = painted.get(svg);
  if (before?.layout !== layout) svg.replaceChildren();
  const fresh = before?.graph !== graph || before.layout !== layout || before.measure !== measure;
  painted.set(svg, { graph, layout, measure });

  const scene = layer(svg, 'map-scene');
  layer(scene, 'map-lit').remove();
  const [lines, labels, nodes, texts] = ['map-lines', 'map-labels', 'map-nodes', 'map-texts'].map((name) => layer(scene, name)) as [
    SVGGElement,
    SVGGElement,
    SVGGElement,
    SVGGElement,
  ];
  const time = isTime(measure);
  const steps = time ? waitSteps(graph, measure) : [];
  const most = Math.max(1, ...graph.paths.map((path) => (measure === 'events' ? path.count : path.cases)));
  const shareOf = (edge: number): number => {
    const path = graph.paths[edge]!;
    return (measure === 'events' ? path.count : path.cases) / most;
  };
  const look = (edge: number): string => {
    if (!time) return `f${Math.min(3, Math.floor(4 * shareOf(edge) ** 0.5))}`;
    const value = measured(graph.paths[edge]!, measure);
    return value === null ? 'w-none' : `w${stepOf(value, steps)}`;
  };

  // The rarest first, so that the busy ones lie above.
  const shownEdges = [...graph.byCases].filter((edge) => shown.edges[edge] === 1).reverse();
  const keptEdges = select(lines)
    .selectAll<SVGGElement, number>('g.edge')
    .data(shownEdges, (it) => it);
  keptEdges.exit().remove();
  const newEdges = keptEdges.enter().append('g').attr('data-edge', String).attr('role', 'button').attr('tabindex', -1);
  newEdges
    .append('path')
    .attr('class', 'hit')
    .attr('d', (it) => layout.routes[it]!.path);
  newEdges
    .append('path')
    .attr('class', 'line')
    .attr('d', (it) => layout.routes[it]!.path);
  newEdges.append('path').attr('class', 'tip');
  const edge = newEdges.merge(keptEdges).order();
  const stale = fresh ? edge : newEdges;
  stale.attr('aria-label', says.edge).attr('class', (it) => `edge ${look(it)}`);
  stale.select('.line').attr('stroke-width', (it) => lineWidth(shareOf(it)).toFixed(2));
  stale.select('.tip').attr('d', (it) => {
    const { tip } = layout.routes[it]!;
    const half = lineWidth(shareOf(it)) / 2 + 2.5;
    const [x, y] = [Math.cos((tip.angle * Math.PI) / 180), Math.sin((tip.angle * Math.PI) / 180)];
    const back = tipLength + half / 4;
    const point = (along: number, across: number) =>
      `${(tip.x - along * x - across * y).toFixed(1)},${(tip.y - along * y + across * x).toFixed(1)}`;
    return `M${tip.x},${tip.y}L${point(back, half)}L${point(back, -half)}Z`;
  });
  edge.classed('chosen', (it) => it === chosen.edge);

  const keptLabels = select(labels)
    .selectAll<SVGTextElement, number>('text')
    .data(shownEdges, (it) => it);
  keptLabels.exit().remove();
  const newLabels = keptLabels
    .enter()
    .append('text')
    .attr('data-edge', String)
    .attr('class', (it) => (layout.routes[it]!.label.free ? null : 'crowded'))
    .attr('aria-hidden', 'true')
    .attr('x', (it) => layout.routes[it]!.label.x)
    .attr('y', (it) => layout.routes[it]!.label.y + 4)
    .attr('text-anchor', (it) => ({ right: 'start', left: 'end', middle: 'middle' })[layout.routes[it]!.label.side]);
  (fresh ? newLabels.merge(keptLabels) : newLabels).text((it) => figure(measured(graph.paths[it]!, measure), measure));

  const shownNodes = Array.from(shown.nodes.keys()).filter((it) => shown.nodes[it] === 1);
  const at = (it: number) => `translate(${layout.nodes[it]!.x},${layout.nodes[it]!.y})`;
  const keptNodes = select(nodes)
    .selectAll<SVGGElement, number>('g.node')
    .data(shownNodes, (it) => it);
  keptNodes.exit().remove();
  const newNodes = keptNodes
    .enter()
    .append('g')
    .attr('class', (it) => (it === graph.start ? 'node marker' : it === graph.end ? 'node marker end' : 'node'))
    .attr('data-node', String)
    .attr('role', 'button')
    .attr('tabindex', -1)
    .attr('transform', at);
  drawBoxes(
    newNodes.filter((it) => it < graph.start),
    graph,
    layout,
  );
  drawMarkers(
    newNodes.filter((it) => it >= graph.start),
    graph,
  );
  const node = newNodes.merge(keptNodes).order();
  (fresh ? node : newNodes).attr('aria-label', says.node);
  node.classed('chosen', (it) => it === chosen.node);

  // What stands in the boxes lies above them: their names for screen readers are whole sentences.
  const keptTexts = select(texts)
    .selectAll<SVGGElement, number>('g')
    .data(shownNodes, (it) => it);
  keptTexts.exit().remove();
  const newTexts = keptTexts.enter().append('g').attr('aria-hidden', 'true').attr('transform', at);
  const half = (it: number) => layout.nodes[it]!.width / 2;
  const inBox = newTexts.filter((it) => it < graph.start);
  inBox
    .append('text')
    .attr('class', 'name')
    .attr('x', (it) => 10 - half(it))
    .attr('y', 2.5)
    .text((it) => names[it]!);
  inBox
    .append('text')
    .attr('class', 'figure')
    .attr('x', (it) => half(it) - 10)
    .attr('y', 2.5)
    .attr('text-anchor', 'end');
  newTexts
    .filter((it) => it >= graph.start)
    .append('text')
    .attr('class', 'caption')
    .attr('x', 15)
    .attr('y', 4)
    .text((it) => (it === graph.start ? 'Start' : 'End'));
  (fresh ? newTexts.merge(keptTexts) : newTexts)
    .select('.figure')
    .text((it) => figure(measured(graph.activities[it]!, measure), measure) || '–');
};

type Nodes = Selection<SVGGElement, number, SVGGElement, unknown>;

/** An activity: below its name the share of the cases that have it. */
const drawBoxes = (activity: Nodes, graph: Graph, layout: MapLayout): void => {
  const half = (it: number) => layout.nodes[it]!.width / 2;
  activity
    .append('rect')
    .attr('class', 'box')
    .attr('x', (it) => -half(it))
    .attr('y', -nodeHeight / 2)
    .attr('width', (it) => 2 * half(it))
    .attr('height', nodeHeight)
    .attr('rx', 6);
  for (const name of ['track', 'bar'])
    activity
      .append('rect')
      .attr('class', name)
      .attr('x', (it) => 10 - half(it))
      .attr('y', nodeHeight / 2 - 6)
      .attr('height', 2)
      .attr('rx', 1)
      .attr('width', (it) => (2 * half(it) - 20) * (name === 'bar' ? graph.activities[it]!.share : 1));
};

/** Start and end, small and round. */
const drawMarkers = (marker: Nodes, graph: Graph): void => {
  marker.append('circle').attr('class', 'ring').attr('r', 9);
  marker
    .append('path')
    .attr('class', 'mark')
    .attr('d', (node) => (node === graph.start ? 'M-2.5,-4L4,0L-2.5,4Z' : 'M-3.5,-3.5H3.5V3.5H-3.5Z'));
};

/**
 * Puts copies of a few nodes and paths above the rest, so that the rest can step back as a whole: three opacities change, however large the
 * map is. The copies cannot be met by pointer, key or screen reader.
 */
export const lightUp = (svg: SVGSVGElement, near: { readonly nodes: ReadonlySet<number>; readonly edges: ReadonlySet<number> }): void => {
  const scene = layer(svg, 'map-scene');
  const copies = (name: string, of: ReadonlySet<number>) =>
    select(layer(scene, name))
      .selectChildren<SVGElement, number>()
      .filter((it) => of.has(it))
      .nodes()
      .map((it) => {
        const copy = it.cloneNode(true) as SVGElement;
        for (const attribute of ['data-node', 'data-edge', 'role', 'tabindex', 'aria-label']) copy.removeAttribute(attribute);
        return copy;
      });
  const top = layer(scene, 'map-lit');
  top.setAttribute('aria-hidden', 'true');
  top.replaceChildren(
    ...copies('map-lines', near.edges),
    ...copies('map-nodes', near.nodes),
    ...copies('map-texts', near.nodes),
    ...copies('map-labels', near.edges),
  );
};

const layer = (parent: SVGElement, name: string): SVGGElement => {
  const found = [...parent.children].find((it) => it.classList.contains(name));
  if (found !== undefined) return found as SVGGElement;
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  made.classList.add(name);
  parent.append(made);
  return made;
};

/** What the shown part of the map covers: x and y of the upper left corner. */
export const extent = (layout: MapLayout, shown: Shown): Box => {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const cover = ({ x, y, width, height }: Box) => {
    left = Math.min(left, x - width / 2);
    right = Math.max(right, x + width / 2);
    top = Math.min(top, y - height / 2);
    bottom = Math.max(bottom, y + height / 2);
  };
  for (const [i, box] of layout.nodes.entries()) if (shown.nodes[i] === 1) cover(box);
  for (const [i, { bounds }] of layout.routes.entries()) if (shown.edges[i] === 1) cover(bounds);
  return { x: left, y: top, width: right - left, height: bottom - top };
};
