import { readdirSync, readFileSync } from 'node:fs';
import { BpmnModdle } from 'bpmn-moddle';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bpmnToNet, parsePtml, printPtml, readBpmn, reduceTree, soundness, treeToBpmn, treeToNet } from '../../../analysis/models/index.ts';
import { drawTree, type Point, SIZE } from '../../../analysis/models/tree-to-bpmn/layout.ts';
import type { ProcessTree } from '../../../analysis/schema/index.ts';
import { shared } from '../../shared.ts';
import { accepts, wordsOfNet, wordsOfTree } from './language.ts';
import { someTree } from './trees.ts';

const LENGTH = 5;
const runs = { numRuns: 80, seed: 7 };
const leaf = (activity: string): ProcessTree => ({ activity });
const tau: ProcessTree = { tau: true };

describe('the words of a tree, by hand', () => {
  const words = (tree: ProcessTree, length = 4) => [...wordsOfNet(treeToNet(tree), length)].sort();
  it('sequence', () => expect(words({ op: 'sequence', children: [leaf('a'), leaf('b')] })).toEqual(['a,b']));
  it('choice', () => expect(words({ op: 'choice', children: [leaf('a'), tau] })).toEqual(['', 'a']));
  it('parallel', () => expect(words({ op: 'parallel', children: [leaf('a'), leaf('b')] })).toEqual(['a,b', 'b,a']));
  it('loop', () =>
    expect(words({ op: 'loop', children: [leaf('a'), leaf('b'), tau] })).toEqual([
      'a',
      'a,a',
      'a,a,a',
      'a,a,a,a',
      'a,a,b,a',
      'a,b,a',
      'a,b,a,a',
    ]));
  it('or', () => expect(words({ op: 'or', children: [leaf('a'), leaf('b')] })).toEqual(['a', 'a,b', 'b', 'b,a']));
});

it('a tree and its net accept the same words, and the net is sound', () => {
  fc.assert(
    fc.property(someTree(), (tree) => {
      const net = treeToNet(tree);
      expect(wordsOfNet(net, LENGTH)).toEqual(wordsOfTree(tree, LENGTH));
      expect(soundness(net)).toMatchObject({ verdict: 'sound', problems: [] });
    }),
    runs,
  );
});

it('both ways of asking a tree for its words agree', () => {
  fc.assert(
    fc.property(someTree(), fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: LENGTH }), (tree, word) => {
      const words = wordsOfTree(tree, LENGTH);
      for (const each of words) expect(accepts(tree, each === '' ? [] : each.split(','))).toBe(true);
      expect(accepts(tree, word)).toBe(words.has(word.join(',')));
    }),
    runs,
  );
});

it('reducing a tree keeps its words, and reducing again changes nothing', () => {
  fc.assert(
    fc.property(someTree(3), (tree) => {
      const reduced = reduceTree(tree);
      expect(wordsOfTree(reduced, LENGTH)).toEqual(wordsOfTree(tree, LENGTH));
      expect(reduceTree(reduced)).toEqual(reduced);
    }),
    runs,
  );
});

it('reduces by each rule', () => {
  const reduce = (tree: ProcessTree) => reduceTree(tree);
  const [a, b, c] = ['a', 'b', 'c'].map(leaf);
  expect(reduce({ op: 'sequence', children: [a, { op: 'sequence', children: [b, c] }, tau] })).toEqual({
    op: 'sequence',
    children: [a, b, c],
  });
  expect(reduce({ op: 'parallel', children: [a, tau] })).toEqual(a);
  expect(reduce({ op: 'choice', children: [tau, a, { op: 'choice', children: [tau, b] }] })).toEqual({
    op: 'choice',
    children: [tau, a, b],
  });
  const optional: ProcessTree = { op: 'loop', children: [tau, a] };
  expect(reduce({ op: 'choice', children: [tau, optional] })).toEqual(optional);
  expect(reduce({ op: 'loop', children: [{ op: 'loop', children: [a, b] }, c] })).toEqual({ op: 'loop', children: [a, b, c] });
  expect(reduce({ op: 'loop', children: [tau, tau] })).toEqual(tau);
});

it('a drawn tree is read without a remark and accepts the same words', async () => {
  await fc.assert(
    fc.asyncProperty(someTree(), async (tree) => {
      const xml = treeToBpmn(tree, 'A <"drawn"> & read process');
      const { warnings } = await new BpmnModdle().fromXML(xml);
      expect(warnings).toEqual([]);
      const { bpmn, problems } = await readBpmn(xml);
      const { net, problems: assumed } = bpmnToNet(bpmn);
      expect([...problems, ...assumed]).toEqual([]);
      expect(bpmn.name).toBe('A <"drawn"> & read process');
      expect(wordsOfNet(net, LENGTH)).toEqual(wordsOfTree(tree, LENGTH));
      expect(soundness(net).verdict).toBe('sound');
    }),
    runs,
  );
});

describe('the drawing of a tree', () => {
  type Segment = readonly [Point, Point];
  const segments = (points: readonly Point[]): Segment[] => points.slice(1).map((point, i) => [points[i], point]);
  const vertical = ([a, b]: Segment): boolean => a.x === b.x;
  const within = (value: number, a: number, b: number): boolean => value > Math.min(a, b) && value < Math.max(a, b);
  /** Two lines at right angles that pass through each other's inside. */
  const cross = (one: Segment, other: Segment): boolean => {
    if (vertical(one) === vertical(other)) return false;
    const [up, flat] = vertical(one) ? [one, other] : [other, one];
    return within(up[0].x, flat[0].x, flat[1].x) && within(flat[0].y, up[0].y, up[1].y);
  };

  it('has right angles only, no overlapping nodes, no flow through a node, no crossing, and nothing left of or above the page', () => {
    fc.assert(
      fc.property(someTree(4), (tree) => {
        const { shapes, connections } = drawTree(reduceTree(tree));
        const boxes = shapes.map(({ x, y, kind }) => ({ x, y, right: x + SIZE[kind].width, bottom: y + SIZE[kind].height }));
        for (const box of boxes) expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
        boxes.forEach((a, i) => {
          for (const b of boxes.slice(i + 1)) expect(a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom).toBe(false);
        });
        const lines = connections.flatMap(({ points }) => segments(points));
        for (const [a, b] of lines) expect(a.x === b.x || a.y === b.y).toBe(true);
        for (const [a, b] of lines)
          for (const box of boxes)
            expect(
              Math.max(a.x, b.x) > box.x && Math.min(a.x, b.x) < box.right && Math.max(a.y, b.y) > box.y && Math.min(a.y, b.y) < box.bottom,
            ).toBe(false);
        lines.forEach((line, i) => {
          for (const other of lines.slice(i + 1)) expect(cross(line, other)).toBe(false);
        });
        // Every flow begins and ends on the border of the nodes it joins.
        const touches = (point: Point, id: string): boolean => {
          const box = boxes[shapes.findIndex((each) => each.id === id)];
          const [onSide, onEdge] = [point.x === box.x || point.x === box.right, point.y === box.y || point.y === box.bottom];
          return (onSide && point.y >= box.y && point.y <= box.bottom) || (onEdge && point.x >= box.x && point.x <= box.right);
        };
        for (const { from, to, points } of connections) {
          expect(touches(points[0], from)).toBe(true);
          expect(touches(points[points.length - 1], to)).toBe(true);
        }
      }),
      runs,
    );
  });
});

describe('PTML', () => {
  it('prints what it parses', () => {
    const binary = (tree: ProcessTree): ProcessTree =>
      'op' in tree
        ? {
            op: tree.op,
            children:
              tree.op === 'loop' && tree.children.length > 2
                ? [binary(tree.children[0]), { op: 'choice', children: tree.children.slice(1).map(binary) }]
                : tree.children.map(binary),
          }
        : tree;
    fc.assert(
      fc.property(someTree(3), (tree) => {
        expect(parsePtml(printPtml(tree))).toEqual(binary(tree));
      }),
      runs,
    );
  });
  it('says everything that is wrong', () => {
    const broken =
      '<ptml><processTree root="a"><sequence id="a" name=""/><manualTask id="b" name="b"/><parentsNode sourceId="a" targetId="b"/><parentsNode sourceId="a" targetId="zz"/><xorLoop id="l" name=""/><parentsNode sourceId="a" targetId="l"/><parentsNode sourceId="l" targetId="b"/></processTree></ptml>';
    expect(() => parsePtml(broken)).toThrow(
      expect.objectContaining({
        code: 'bad-model',
        problems: [
          expect.objectContaining({ place: { line: 1, element: 'zz' } }),
          expect.objectContaining({ place: { line: 1, element: 'l' } }),
        ],
      }),
    );
  });
  it.skipIf(shared === null)('reads what ProM and PM4Py wrote', () => {
    const tree = parsePtml(readFileSync(`${shared}logs/models/running-example.ptml`, 'utf8'));
    expect(wordsOfTree(tree, 6).has('register request,check ticket,examine casually,decide,reject request')).toBe(true);
    for (const log of readdirSync(`${shared}oracle`).filter((name) => !name.includes('.')))
      for (const file of readdirSync(`${shared}oracle/${log}/models`).filter((name) => name.endsWith('.ptml')))
        expect(soundness(treeToNet(parsePtml(readFileSync(`${shared}oracle/${log}/models/${file}`, 'utf8')))).verdict).toBe('sound');
  });
});
