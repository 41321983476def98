import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeHeight } from '../../../web/charts/map/curves.ts';
import { type Activity, firstSettings, type Graph, graphOf, type Path, shown } from '../../../web/charts/map/graph.ts';
import { isotonic } from '../../../web/charts/map/layers.ts';
import { layoutMap } from '../../../web/charts/map/layout.ts';
import { mainOrder } from '../../../web/charts/map/order.ts';

const none = { meanMs: null, medianMs: null, p90Ms: null, totalMs: null };

/** The graph of some cases, counted here: each text is a case, each letter an activity. */
const graphFrom = (cases: readonly string[]): Graph => {
  const paths = new Map<string, { count: number; in: Set<number> }>();
  const activities = new Map<string, { count: number; in: Set<number> }>();
  const note = (all: typeof paths, key: string, at: number) => {
    const it = all.get(key) ?? { count: 0, in: new Set() };
    all.set(key, it);
    it.count++;
    it.in.add(at);
  };
  for (const [i, text] of cases.entries()) {
    const steps = ['', ...text, ''];
    for (const letter of text) note(activities, letter, i);
    for (let j = 0; j + 1 < steps.length; j++) note(paths, `${steps[j]}|${steps[j + 1]}`, i);
  }
  const rows = [...paths].map(([key, it]): Path => {
    const [from, to] = key.split('|') as [string, string];
    return { from: from === '' ? null : from, to: to === '' ? null : to, count: it.count, cases: it.in.size, ...none };
  });
  const done = [...activities].map(
    ([activity, it]): Activity => ({
      activity,
      count: it.count,
      cases: it.in.size,
      share: it.in.size / cases.length,
      ofCases: cases.length,
      timed: 0,
      ...none,
      meanWaitMs: null,
      medianWaitMs: null,
      p90WaitMs: null,
      totalWaitMs: null,
      resources: 0,
      firstSeen: '',
      lastSeen: '',
      starts: 0,
      ends: 0,
    }),
  );
  return graphOf(rows, done);
};
const someCases = fc.array(
  fc.array(fc.constantFrom(...'abcdefghij'), { minLength: 1, maxLength: 8 }).map((letters) => letters.join('')),
  { minLength: 1, maxLength: 30 },
);
const percent = fc.integer({ min: 0, max: 100 });

/** What can be reached from a node along shown edges. */
const reached = (edges: Uint8Array, root: number, from: Int32Array, to: Int32Array): ReadonlySet<number> => {
  const seen = new Set([root]);
  for (const node of seen) for (let e = 0; e < from.length; e++) if (edges[e] === 1 && from[e] === node) seen.add(to[e]!);
  return seen;
};

describe('what the sliders show', () => {
  test('everything at 100 and 100', () => {
    fc.assert(
      fc.property(someCases, (cases) => {
        const graph = graphFrom(cases);
        const all = shown(graph, 1, 1);
        expect(all.activities).toBe(graph.activities.length);
        expect(all.paths).toBe(graph.paths.length);
      }),
    );
  });
  test('whatever is shown lies on a way from start to end', () => {
    fc.assert(
      fc.property(someCases, percent, percent, (cases, activities, paths) => {
        const graph = graphFrom(cases);
        const { nodes, edges } = shown(graph, activities / 100, paths / 100);
        const forth = reached(edges, graph.start, graph.from, graph.to);
        const back = reached(edges, graph.end, graph.to, graph.from);
        for (const [node, on] of nodes.entries()) if (on === 1) expect(forth.has(node) && back.has(node)).toBe(true);
        for (const [edge, on] of edges.entries()) if (on === 1) expect(nodes[graph.from[edge]!]! + nodes[graph.to[edge]!]!).toBe(2);
      }),
    );
  });
  test('more shows more: nothing disappears', () => {
    fc.assert(
      fc.property(someCases, percent, percent, percent, (cases, low, high, paths) => {
        const graph = graphFrom(cases);
        const [few, many] = [Math.min(low, high) / 100, Math.max(low, high) / 100];
        const less = shown(graph, few, paths / 100);
        const more = shown(graph, many, paths / 100);
        for (const [node, on] of less.nodes.entries()) expect(more.nodes[node]!).toBeGreaterThanOrEqual(on);
        const fewer = shown(graph, 1, few);
        const wider = shown(graph, 1, many);
        for (const [edge, on] of fewer.edges.entries()) expect(wider.edges[edge]!).toBeGreaterThanOrEqual(on);
      }),
    );
  });
  test('the frequent first: half of four activities are those of most cases, joined by their busiest way', () => {
    // a and d are in all five cases, b in three, c in two.
    const graph = graphFrom(['abd', 'abd', 'abd', 'acd', 'acd']);
    const half = shown(graph, 0.5, 0);
    const names = graph.activities.flatMap(({ activity }, i) => (half.nodes[i] === 1 ? [activity] : []));
    // a and d alone are not linked, so b comes along.
    expect(names.sort()).toEqual(['a', 'b', 'd']);
    expect(half.paths).toBe(4);
  });
  test('the first picture of a small graph shows every activity, of a large one some twenty', () => {
    expect(firstSettings(graphFrom(['abc'])).activities).toBe(100);
    const letters = Array.from({ length: 300 }, (_, i) => String.fromCharCode(0x4e00 + i));
    const graph = graphFrom(letters.map((letter, i) => `a${letters.slice(0, i % 40).join('')}${letter}z`));
    const first = shown(graph, firstSettings(graph).activities / 100, firstSettings(graph).paths / 100);
    expect(first.activities).toBeGreaterThan(10);
    expect(first.activities).toBeLessThan(40);
  });
});

const layoutOf = (graph: Graph) =>
  layoutMap({
    widths: graph.activities.map(() => 140),
    level: graph.level,
    edges: { from: graph.from, to: graph.to, weight: graph.paths.map(({ cases }) => cases) },
  });

describe('the layout', () => {
  test('a sequence is a straight line downwards', () => {
    const graph = graphFrom(['abc', 'abc']);
    const { nodes } = layoutOf(graph);
    const number = (name: string) => graph.activities.findIndex(({ activity }) => activity === name);
    const way = [graph.start, ...['a', 'b', 'c'].map(number), graph.end].map((i) => nodes[i]!);
    expect(way.map(({ x }) => x)).toEqual([0, 0, 0, 0, 0]);
    for (let i = 1; i < way.length; i++) expect(way[i]!.y).toBeGreaterThan(way[i - 1]!.y + nodeHeight);
  });
  test('boxes never overlap, and every path ends at the border of its box', () => {
    fc.assert(
      fc.property(someCases, (cases) => {
        const graph = graphFrom(cases);
        const { nodes, routes } = layoutOf(graph);
        for (const [i, a] of nodes.entries())
          for (const b of nodes.slice(i + 1))
            expect(Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2).toBe(true);
        for (const [edge, { path, tip, label }] of routes.entries()) {
          const box = nodes[graph.to[edge]!]!;
          const beside = Math.abs(Math.abs(tip.x - box.x) - box.width / 2) < 0.2 && Math.abs(tip.y - box.y) <= box.height / 2;
          const above = Math.abs(Math.abs(tip.y - box.y) - box.height / 2) < 0.2 && Math.abs(tip.x - box.x) <= box.width / 2;
          expect(beside || above).toBe(true);
          expect(path).toMatch(/^M[-\d.,]+(C[-\d.,]+)+$/);
          expect(Number.isFinite(label.x + label.y)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
  test('hundreds of activities lie apart too, the frequent ones in the middle', () => {
    const letters = Array.from({ length: 200 }, (_, i) => String.fromCharCode(0x4e00 + i));
    const graph = graphFrom(letters.flatMap((letter, i) => [`ab${letter}c`, `ab${letters[(i * 7) % 200]}${letter}c`]));
    const { nodes } = layoutOf(graph);
    for (const [i, a] of nodes.entries())
      for (const b of nodes.slice(i + 1))
        expect(Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2).toBe(true);
    const often = graph.activities.flatMap(({ activity }, i) => ('abc'.includes(activity) ? [Math.abs(nodes[i]!.x)] : []));
    expect(Math.max(...often)).toBeLessThan(0.1 * Math.max(...nodes.map(({ x }) => Math.abs(x))));
  });
});

describe('the order of the main flow', () => {
  const edges = (all: readonly (readonly [number, number, number])[]) => ({
    from: all.map(([from]) => from),
    to: all.map(([, to]) => to),
    weight: all.map(([, , weight]) => weight),
  });
  test('turns the lighter edge of a loop back', () => {
    // 0 start, 4 end; 1 → 2 → 3 by ten, 3 → 1 by two.
    const order = mainOrder(
      5,
      edges([
        [0, 1, 10],
        [1, 2, 10],
        [2, 3, 10],
        [3, 4, 10],
        [3, 1, 2],
      ]),
      0,
      4,
    );
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
  test('holds every node once, and at least half of the weight runs forwards', () => {
    const someEdges = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 9 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(someEdges, (all) => {
        const order = mainOrder(10, edges([[0, 1, 1], ...all, [8, 9, 1]]), 0, 9);
        expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        expect([order[0], order[9]]).toEqual([0, 9]);
        const place = new Map(order.map((node, i) => [node, i]));
        const weigh = (list: typeof all) => list.reduce((sum, it) => sum + it[2], 0);
        const inner = all.filter(([from, to]) => from !== to);
        expect(2 * weigh(inner.filter(([from, to]) => place.get(from)! < place.get(to)!))).toBeGreaterThanOrEqual(weigh(inner));
      }),
    );
  });
});

describe('ascending values nearest to wished ones', () => {
  test('pool what would descend: 3 and 1 become 2 and 2, by weight', () => {
    expect(isotonic([3, 1, 5], [1, 1, 1])).toEqual([2, 2, 5]);
    expect(isotonic([3, 1], [3, 1])).toEqual([2.5, 2.5]);
  });
  test('no ascending values on a grid are nearer', () => {
    const wish = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(wish, (target) => {
        const cost = (values: readonly number[]) => values.reduce((sum, it, i) => sum + (it - target[i]!) ** 2, 0);
        const best = isotonic(
          target,
          target.map(() => 1),
        );
        const tryAll = (head: readonly number[]): void => {
          if (head.length === target.length) {
            expect(cost(best)).toBeLessThanOrEqual(cost(head) + 1e-9);
            return;
          }
          for (let next = head.at(-1) ?? 0; next <= 4; next += 0.5) tryAll([...head, next]);
        };
        tryAll([]);
      }),
      { numRuns: 40 },
    );
  });
});
