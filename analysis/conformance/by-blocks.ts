import type { Block } from './blocks.ts';
import type { Align } from './by-columns.ts';
import { INVISIBLE, LOG, MODEL, SYNC } from './moves.ts';

/** An aligner over the blocks of a net in which every name occurs once, for traces of at most `MOST_EVENTS` events. */
export interface ByBlocks {
  readonly align: Align;
  readonly shortestRun: number;
}

/** The longest trace to align by blocks: the work grows with the cube of it. */
export const MOST_EVENTS = 1_000;

/** A block as it is solved: which of its children knows a name, by name. Sequences are cut in two, so that both halves have fewer events. */
interface Node {
  readonly kind: Block['kind'];
  /** The name of a step, −1 if it is invisible, −2 if the log does not know it; its transition, −1 if there is none. */
  readonly name: number;
  readonly transition: number;
  readonly children: readonly Node[];
  readonly childOf: ReadonlyMap<number, number>;
  readonly known: Memory;
}

/** What was solved already, by the events: a tree with a branch for every name. */
interface Memory {
  solved: Solved | null;
  readonly next: Map<number, Memory>;
}

/** The events that concern a block, without those that do not: `cost[i * (length + 1) + j]` is what aligning events i … j − 1 with it costs, for i below `rows`. */
interface Solved {
  readonly node: Node;
  readonly length: number;
  readonly rows: number;
  readonly cost: Uint16Array;
  /** Per child: its own solution, and how many of the first i events are its own. */
  readonly parts: readonly { readonly solved: Solved; readonly before: Uint16Array }[];
  /** For a loop: the costs of going round once more. */
  readonly again: Uint16Array;
}

const FAR = 65_535;
const NONE = new Uint16Array(0);

/**
 * Alignments by dynamic programming over blocks and stretches of the trace (Schwanen, Pakusa and van der Aalst, “Process Tree Alignments”, 2024):
 * exact, and polynomial however many states the net has, because what different blocks do with their events is independent where every name is
 * in one block only. Solutions are kept by block and events until they fill `maxBytes`. null if a name occurs twice. `nameOf` is `Match.ofTransition`.
 */
export const makeByBlocks = (block: Block, nameOf: Int32Array, maxBytes: number): ByBlocks | null => {
  const taken = new Set<number>();
  let unique = true;
  const nodeOf = (part: Block): Node => {
    if (part.kind === 'step') {
      const name = part.transition < 0 ? -1 : nameOf[part.transition];
      unique &&= name < 0 || !taken.has(name);
      taken.add(name);
      return { kind: 'step', name, transition: part.transition, children: [], childOf: new Map(), known: forget() };
    }
    const children = part.kind === 'sequence' ? halves(part.children).map(nodeOf) : part.children.map(nodeOf);
    const childOf = new Map<number, number>();
    children.forEach((child, c) => {
      for (const name of namesOf(child)) childOf.set(name, c);
    });
    return { kind: part.kind, name: -2, transition: -1, children, childOf, known: forget() };
  };
  const root = nodeOf(block);
  if (!unique || nameOf.length + MOST_EVENTS > FAR) return null;

  let bytes = 0;
  const solve = (node: Node, events: readonly number[], whole: boolean): Solved => {
    let memory = node.known;
    for (const name of events) {
      let next = memory.next.get(name);
      if (next === undefined) {
        next = forget();
        memory.next.set(name, next);
        bytes += 100;
      }
      memory = next;
    }
    const rows = whole ? events.length + 1 : 1;
    if (memory.solved === null || memory.solved.rows < rows) {
      memory.solved = solveAnew(node, events, rows);
      bytes += 2 * (memory.solved.cost.length + memory.solved.again.length + node.children.length * events.length) + 200;
    }
    return memory.solved;
  };
  const solveAnew = (node: Node, events: readonly number[], rows: number): Solved => {
    const { length } = events;
    const cost = new Uint16Array(rows * (length + 1)).fill(FAR);
    if (node.kind === 'step') {
      for (let i = 0; i < rows; i++)
        for (let j = i; j <= length; j++) cost[i * (length + 1) + j] = j > i ? j - i - 1 : node.name === -1 ? 0 : 1;
      return { node, length, rows, cost, parts: [], again: NONE };
    }
    const own = node.children.map((): number[] => []);
    const before = node.children.map(() => new Uint16Array(length + 1));
    events.forEach((name, i) => {
      own[node.childOf.get(name) as number].push(name);
      for (let c = 0; c < own.length; c++) before[c][i + 1] = own[c].length;
    });
    const whole = rows > 1;
    const parts = node.children.map((child, c) => {
      // What begins with the block itself is needed only from where the block is.
      const everywhere = whole || node.kind === 'loop' || (node.kind === 'sequence' && c > 0);
      return { solved: solve(child, own[c], everywhere), before: before[c] };
    });
    const solved = { node, length, rows, cost, parts, again: node.kind === 'loop' ? new Uint16Array((length + 1) ** 2).fill(FAR) : NONE };
    fill[node.kind](solved);
    return solved;
  };

  const moves: Item[] = [];
  const align: Align = (trace, length, backwards) => {
    if (bytes > maxBytes) {
      bytes = 0;
      clear(root);
    }
    const events: number[] = [];
    const positions: number[] = [];
    const foreign: Item[] = [];
    for (let i = 0; i < length; i++)
      if (trace[i] < 0) foreign.push({ move: LOG, at: i });
      else {
        events.push(trace[i]);
        positions.push(i);
      }
    const solved = solve(root, events, false);
    moves.length = 0;
    merge([walk(solved, 0, events.length, positions), foreign], moves);
    for (let k = 0; k < moves.length; k++) backwards[k] = moves[moves.length - 1 - k].move;
    const cost = solved.cost[events.length] + foreign.length;
    return { cost, lower: cost, moves: moves.length };
  };
  return { align, shortestRun: solve(root, [], false).cost[0] };
};

const forget = (): Memory => ({ solved: null, next: new Map() });

const clear = ({ known, children }: Node): void => {
  known.solved = null;
  known.next.clear();
  children.forEach(clear);
};

const namesOf = (node: Node): readonly number[] => (node.kind === 'step' ? (node.name >= 0 ? [node.name] : []) : [...node.childOf.keys()]);

const halves = (children: readonly Block[]): readonly Block[] => {
  if (children.length <= 2) return children;
  const middle = children.length >> 1;
  return [children.slice(0, middle), children.slice(middle)].map((half) =>
    half.length === 1 ? half[0] : { kind: 'sequence' as const, children: half },
  );
};

type Part = Solved['parts'][number];

/** What a child makes of events i … j − 1 of its parent: those of others are log moves. */
const within = ({ solved, before }: Part, i: number, j: number): number =>
  solved.cost[before[i] * (solved.length + 1) + before[j]] + (j - i) - (before[j] - before[i]);

/** The cheapest of doing one thing up to some event and another from there, for all stretches. */
const chain = (into: Uint16Array, rows: number, length: number, one: (i: number, m: number) => number, two: Part): void => {
  const { solved, before } = two;
  const width = length + 1;
  for (let i = 0; i < rows; i++)
    for (let m = i; m <= length; m++) {
      const first = one(i, m);
      const row = before[m] * (solved.length + 1);
      // A cost is the table's plus the events of others in the stretch.
      const offset = first - m + before[m];
      for (let j = m; j <= length; j++) {
        const own = before[j];
        const cost = offset + solved.cost[row + own] + j - own;
        if (cost < into[i * width + j]) into[i * width + j] = cost;
      }
    }
};

const fill: Readonly<Record<Exclude<Block['kind'], 'step'>, (solved: Solved) => void>> = {
  choice: ({ length, rows, cost, parts }) => {
    for (let i = 0; i < rows; i++)
      for (let j = i; j <= length; j++)
        for (const part of parts) {
          const here = within(part, i, j);
          if (here < cost[i * (length + 1) + j]) cost[i * (length + 1) + j] = here;
        }
  },
  parallel: ({ length, rows, cost, parts }) => {
    for (let i = 0; i < rows; i++)
      for (let j = i; j <= length; j++) {
        let sum = 0;
        for (const { solved, before } of parts) sum += solved.cost[before[i] * (solved.length + 1) + before[j]];
        cost[i * (length + 1) + j] = sum;
      }
  },
  sequence: ({ length, rows, cost, parts: [one, two] }) => chain(cost, rows, length, (i, m) => within(one, i, m), two),
  loop: ({ length, rows, cost, parts: [body, redo], again }) => {
    const width = length + 1;
    chain(again, width, length, (i, m) => within(redo, i, m), body);
    for (let i = 0; i < rows; i++) {
      for (let j = i; j <= length; j++) cost[i * width + j] = within(body, i, j);
      for (let m = i; m <= length; m++) {
        const first = cost[i * width + m];
        for (let j = m; j <= length; j++) {
          const here = first + again[m * width + j];
          if (here < cost[i * width + j]) cost[i * width + j] = here;
        }
      }
    }
  },
};

/** A packed move, and which event of the trace it is about; −1 if none. */
interface Item {
  readonly move: number;
  readonly at: number;
}

/** Moves of parts that do not mind each other in the order of their events; those without an event as early as they can. */
const merge = (lists: readonly (readonly Item[])[], into: Item[]): void => {
  const next = lists.map(() => 0);
  for (;;) {
    let best = -1;
    for (let l = 0; l < lists.length; l++) {
      if (next[l] === lists[l].length) continue;
      if (best < 0 || lists[l][next[l]].at < lists[best][next[best]].at) best = l;
    }
    if (best < 0) return;
    into.push(lists[best][next[best]++]);
  }
};

/** The moves of the best alignment of events i … j − 1 with a block. `positions` says where the block's events are in the trace. */
const walk = (solved: Solved, i: number, j: number, positions: readonly number[]): readonly Item[] => {
  const { node, length, cost, parts, again } = solved;
  if (node.kind === 'step') {
    const skipped = node.name === -1 ? INVISIBLE : MODEL;
    // Of several events the first is the step.
    if (j > i) return positions.slice(i, j).map((at, k) => ({ move: k === 0 ? node.transition * 4 + SYNC : LOG, at }));
    return node.transition < 0 ? [] : [{ move: node.transition * 4 + skipped, at: -1 }];
  }
  const ownerOf = (k: number): number => parts.findIndex(({ before }) => before[k + 1] > before[k]);
  const inside = (c: number, from: number, to: number): readonly Item[] => {
    const { solved: child, before } = parts[c];
    return walk(
      child,
      before[from],
      before[to],
      positions.filter((_, k) => before[k + 1] > before[k]),
    );
  };
  /** A child's moves, and log moves for the events that are not its own. */
  const alone = (c: number, from: number, to: number): readonly Item[] => {
    const foreign = positions.flatMap((at, k) => (k >= from && k < to && ownerOf(k) !== c ? [{ move: LOG, at }] : []));
    const items: Item[] = [];
    merge([inside(c, from, to), foreign], items);
    return items;
  };
  const cut = (from: number, to: number, total: number, one: (m: number) => number, two: (m: number) => number): number => {
    let m = from;
    while (m <= to && one(m) + two(m) !== total) m++;
    if (m > to) throw new Error('A cost in a block has no cause.');
    return m;
  };

  const width = length + 1;
  switch (node.kind) {
    case 'choice':
      return alone(
        parts.findIndex((part) => within(part, i, j) === cost[i * width + j]),
        i,
        j,
      );
    case 'parallel': {
      const items: Item[] = [];
      merge(
        parts.map((_, c) => inside(c, i, j)),
        items,
      );
      return items;
    }
    case 'sequence': {
      const [one, two] = parts;
      const m = cut(
        i,
        j,
        cost[i * width + j],
        (at) => within(one, i, at),
        (at) => within(two, at, j),
      );
      return [...alone(0, i, m), ...alone(1, m, j)];
    }
    case 'loop': {
      const [body, redo] = parts;
      const rounds: (readonly Item[])[] = [];
      let end = j;
      while (cost[i * width + end] !== within(body, i, end)) {
        const to = end;
        const from = cut(
          i,
          to - 1,
          cost[i * width + to],
          (at) => cost[i * width + at],
          (at) => again[at * width + to],
        );
        const m = cut(
          from,
          to,
          again[from * width + to],
          (at) => within(redo, from, at),
          (at) => within(body, at, to),
        );
        rounds.push([...alone(1, from, m), ...alone(0, m, to)]);
        end = from;
      }
      return [...alone(0, i, end), ...rounds.reverse().flat()];
    }
  }
};
