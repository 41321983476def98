import type { ProcessTree } from '../../schema/index.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type ShapeKind = 'startEvent' | 'endEvent' | 'task' | 'exclusiveGateway' | 'parallelGateway' | 'inclusiveGateway';

/** A drawn node; x and y are its upper left corner. */
export interface Shape extends Point {
  readonly id: string;
  readonly kind: ShapeKind;
  readonly name: string | null;
}

/** A drawn flow with its corners from source to target. */
export interface Connection {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
}

export interface Drawing {
  readonly shapes: readonly Shape[];
  readonly connections: readonly Connection[];
}

/** Widths and heights in pixels, as drawing tools expect them. */
export const SIZE: Readonly<Record<ShapeKind, { readonly width: number; readonly height: number }>> = {
  startEvent: { width: 36, height: 36 },
  endEvent: { width: 36, height: 36 },
  task: { width: 100, height: 80 },
  exclusiveGateway: { width: 50, height: 50 },
  parallelGateway: { width: 50, height: 50 },
  inclusiveGateway: { width: 50, height: 50 },
};
const GAP = 50;
const LINE_GAP = 30;
/** Room above and below a flow that has no node on it. */
const LINE = 20;

/** A drawn subtree: it is entered at the left end and left at the right end of its axis, the line y = 0; null at both ends: nothing but a line. */
interface Block extends Drawing {
  readonly width: number;
  readonly above: number;
  readonly below: number;
  readonly first: string | null;
  readonly last: string | null;
}

const moved = (block: Drawing, dx: number, dy: number): Drawing => ({
  shapes: block.shapes.map((shape) => ({ ...shape, x: shape.x + dx, y: shape.y + dy })),
  connections: block.connections.map((each) => ({ ...each, points: each.points.map(({ x, y }) => ({ x: x + dx, y: y + dy })) })),
});

/** The block seen in a mirror: it runs from right to left. */
const mirrored = (block: Block): Block => ({
  ...block,
  shapes: block.shapes.map((shape) => ({ ...shape, x: block.width - shape.x - SIZE[shape.kind].width })),
  connections: block.connections.map((each) => ({ ...each, points: each.points.map(({ x, y }) => ({ x: block.width - x, y })) })),
});

const LINE_BLOCK: Block = { shapes: [], connections: [], width: 0, above: LINE, below: LINE, first: null, last: null };

const GATEWAYS = { choice: 'exclusiveGateway', parallel: 'parallelGateway', or: 'inclusiveGateway' } as const;

/**
 * Draws a tree block by block: a sequence on one line, branches under each other, ways back of a loop under its body from right to left.
 * Blocks never share room and flows run only along the border of their own block, so nothing overlaps and no two flows cross;
 * flows of one gateway share a stem.
 */
export const drawTree = (tree: ProcessTree): Drawing => {
  const counts = { task: 0, gateway: 0, flow: 0 };
  const flow = (from: string, to: string, points: readonly Point[]): Connection => ({ id: `Flow_${++counts.flow}`, from, to, points });
  const node = (kind: ShapeKind, id: string, name: string | null = null): Block => {
    const { width, height } = SIZE[kind];
    return {
      shapes: [{ id, kind, name, x: 0, y: -height / 2 }],
      connections: [],
      width,
      above: height / 2,
      below: height / 2,
      first: id,
      last: id,
    };
  };
  const gateway = (kind: ShapeKind): Block => node(kind, `Gateway_${++counts.gateway}`);

  const inRow = (blocks: readonly Block[]): Block => {
    const drawn: Drawing[] = [];
    let x = 0;
    blocks.forEach((block, i) => {
      drawn.push(moved(block, x, 0));
      const next = blocks[i + 1];
      if (next)
        drawn.push({
          shapes: [],
          connections: [
            flow(block.last as string, next.first as string, [
              { x: x + block.width, y: 0 },
              { x: x + block.width + GAP, y: 0 },
            ]),
          ],
        });
      x += block.width + GAP;
    });
    return {
      shapes: drawn.flatMap(({ shapes }) => shapes),
      connections: drawn.flatMap(({ connections }) => connections),
      width: x - GAP,
      above: Math.max(...blocks.map(({ above }) => above)),
      below: Math.max(...blocks.map(({ below }) => below)),
      first: blocks[0].first,
      last: blocks[blocks.length - 1].last,
    };
  };

  /** Two gateways with lines between them: the first on the axis, the others below it. A line marked back runs from the right gateway to the left one. */
  const between = (kind: ShapeKind, lines: readonly { readonly block: Block; readonly back: boolean }[]): Block => {
    const [left, right] = [gateway(kind), gateway(kind)];
    const [leftId, rightId] = [left.first as string, right.first as string];
    const side = SIZE[kind].width;
    const inside = Math.max(...lines.map(({ block }) => block.width));
    const width = side + GAP + inside + GAP + side;
    const drawn: Drawing[] = [left, moved(right, width - side, 0)];
    let axis = 0;
    lines.forEach(({ block: given, back }, i) => {
      const block = back ? mirrored(given) : given;
      if (i > 0) axis += lines[i - 1].block.below + LINE_GAP + block.above;
      const x = side + GAP + (inside - block.width) / 2;
      drawn.push(moved(block, x, axis));
      // On the axis a flow meets the gateways at their sides, below it from under their middle.
      const atLeft: readonly Point[] =
        i === 0
          ? [{ x: side, y: 0 }]
          : [
              { x: side / 2, y: side / 2 },
              { x: side / 2, y: axis },
            ];
      const atRight: readonly Point[] =
        i === 0
          ? [{ x: width - side, y: 0 }]
          : [
              { x: width - side / 2, y: axis },
              { x: width - side / 2, y: side / 2 },
            ];
      const [from, to] = back ? [rightId, leftId] : [leftId, rightId];
      const way = (points: readonly Point[]): readonly Point[] => (back ? [...points].reverse() : points);
      const connections =
        block.first === null || block.last === null
          ? [flow(from, to, way([...atLeft, ...atRight]))]
          : [
              flow(from, block.first, back ? way([{ x: x + block.width, y: axis }, ...atRight]) : [...atLeft, { x, y: axis }]),
              flow(block.last, to, back ? way([...atLeft, { x, y: axis }]) : [{ x: x + block.width, y: axis }, ...atRight]),
            ];
      drawn.push({ shapes: [], connections });
    });
    return {
      shapes: drawn.flatMap(({ shapes }) => shapes),
      connections: drawn.flatMap(({ connections }) => connections),
      width,
      above: Math.max(side / 2, lines[0].block.above),
      below: Math.max(side / 2, axis + lines[lines.length - 1].block.below),
      first: leftId,
      last: rightId,
    };
  };

  const draw = (part: ProcessTree): Block => {
    if ('activity' in part) return node('task', `Task_${++counts.task}`, part.activity);
    if ('tau' in part) return LINE_BLOCK;
    if (part.op === 'sequence') return inRow(part.children.map(draw));
    if (part.op === 'loop')
      return between(
        'exclusiveGateway',
        part.children.map((child, i) => ({ block: draw(child), back: i > 0 })),
      );
    return between(
      GATEWAYS[part.op],
      part.children.map((child) => ({ block: draw(child), back: false })),
    );
  };

  const body = draw(tree);
  const ends = [node('startEvent', 'StartEvent'), node('endEvent', 'EndEvent')];
  const whole = inRow(body.first === null ? ends : [ends[0], body, ends[1]]);
  return moved(whole, 100, 100 + whole.above);
};
