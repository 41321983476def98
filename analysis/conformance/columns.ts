import type { Graph } from './graph.ts';

/**
 * The alignment automaton of a bounded net, determinised as the log asks for it. Its state, a column, says for every marking the least cost of
 * being there after the events so far, less the least of them all. Two prefixes with the same column have the same future, so a step from a
 * column with a name is computed once for the whole log. Exact: nothing is cut off or saturated.
 */
export interface Automaton {
  /** The column before the first event. */
  readonly start: () => number;
  /** The column after one more event with this name, times two, plus 1 if every marking became dearer by 1. */
  readonly step: (column: number, name: number) => number;
  /** The costs of a column by marking. */
  readonly costs: (column: number) => Costs;
  /** The dearest marking before the first event. No cost in a column after n events is above this plus n. */
  readonly dearest: number;
  /** Bytes held by columns. */
  readonly bytes: () => number;
  /** Forgets all columns; those in hand are void. */
  readonly clear: () => void;
  /** Columns computed since the beginning, forgotten ones included. */
  readonly computed: () => number;
}

export type Costs = Uint8Array | Uint16Array;

/** `longest` is the length of the longest trace to come: it decides how many bits a cost needs. */
export const makeAutomaton = (graph: Graph, longest: number): Automaton => {
  const { size, nameAt, nameFrom, nameTo } = graph;
  const relax = makeRelax(graph, longest);
  const next = new Uint32Array(size);
  const first = firstColumn(graph, relax);
  const dearest = first.reduce((most, cost) => Math.max(most, cost), 0);
  const wide = dearest + longest > 255;
  const names = nameAt.length - 1;

  let columns: Costs[] = [];
  let hashes: number[] = [];
  let table = new Int32Array(1024).fill(-1);
  let steps = new Map<number, number>();
  let computed = 0;

  const place = (id: number): void => {
    const mask = table.length - 1;
    let slot = hashes[id] & mask;
    while (table[slot] >= 0) slot = (slot + 1) & mask;
    table[slot] = id;
  };
  const intern = (least: number): number => {
    let hash = 0x811c9dc5 | 0;
    for (let m = 0; m < size; m++) hash = Math.imul(hash ^ (next[m] - least), 0x01000193);
    hash ^= hash >>> 15;
    const mask = table.length - 1;
    for (let slot = hash & mask; table[slot] >= 0; slot = (slot + 1) & mask) {
      const id = table[slot];
      if (hashes[id] !== hash) continue;
      const column = columns[id];
      let m = 0;
      while (m < size && column[m] === next[m] - least) m++;
      if (m === size) return id;
    }
    const column = wide ? new Uint16Array(size) : new Uint8Array(size);
    for (let m = 0; m < size; m++) column[m] = next[m] - least;
    const id = columns.length;
    columns.push(column);
    hashes.push(hash);
    if (2 * columns.length > table.length) {
      table = new Int32Array(2 * table.length).fill(-1);
      for (let other = 0; other < id; other++) place(other);
    }
    place(id);
    return id;
  };

  const compute = (column: Costs, name: number): number => {
    computed++;
    // A log move costs 1 everywhere; only markings that a synchronous move makes cheaper can make others cheaper.
    for (let m = 0; m < size; m++) next[m] = column[m] + 1;
    for (let k = nameAt[name]; k < nameAt[name + 1]; k++) {
      const cost = column[nameFrom[k]];
      if (cost < next[nameTo[k]]) relax.lower(next, nameTo[k], cost);
    }
    relax.close(next);
    let least = 1;
    for (let m = 0; m < size && least > 0; m++) if (next[m] === 0) least = 0;
    return 2 * intern(least) + least;
  };

  return {
    start: () => {
      next.set(first);
      return intern(0);
    },
    step: (column, name) => {
      const key = column * names + name;
      const known = steps.get(key);
      if (known !== undefined) return known;
      const after = compute(columns[column], name);
      steps.set(key, after);
      return after;
    },
    costs: (column) => columns[column],
    dearest,
    bytes: () => columns.length * (size * (wide ? 2 : 1) + 120) + 40 * steps.size,
    clear: () => {
      columns = [];
      hashes = [];
      table = new Int32Array(1024).fill(-1);
      steps = new Map();
    },
    computed: () => computed,
  };
};

const UNREACHED = 0xffff_ffff;

const firstColumn = (graph: Graph, relax: Relax): Uint32Array => {
  const column = new Uint32Array(graph.size).fill(UNREACHED);
  relax.lower(column, graph.initial, 0);
  relax.close(column);
  return column;
};

interface Relax {
  /** Notes that a marking became cheaper. */
  readonly lower: (column: Uint32Array, marking: number, cost: number) => void;
  /** Carries all notes on along invisible moves (cost 0) and model moves (cost 1), cheapest first. */
  readonly close: (column: Uint32Array) => void;
}

/** A bucket queue over costs: buckets are stacks, linked through the entries. An entry that was overtaken by a cheaper one is skipped when met. */
const makeRelax = ({ size, outAt, outTo, outCost, nameTo }: Graph, longest: number): Relax => {
  // No marking is dearer than a way through all of them plus a log move an event.
  const heads = new Int32Array(size + longest + 2).fill(-1);
  // A marking is closed once, so each edge lowers at most once, and each named edge once before that.
  const entry = new Uint32Array(outTo.length + nameTo.length + 1);
  const link = new Int32Array(entry.length);
  let entries = 0;
  let from = heads.length;
  let to = -1;

  const lower = (column: Uint32Array, marking: number, cost: number): void => {
    column[marking] = cost;
    entry[entries] = marking;
    link[entries] = heads[cost];
    heads[cost] = entries++;
    if (cost < from) from = cost;
    if (cost > to) to = cost;
  };

  const close = (column: Uint32Array): void => {
    for (let cost = from; cost <= to; cost++)
      while (heads[cost] >= 0) {
        const top = heads[cost];
        heads[cost] = link[top];
        const marking = entry[top];
        if (column[marking] !== cost) continue;
        for (let k = outAt[marking], end = outAt[marking + 1]; k < end; k++) {
          const after = cost + outCost[k];
          if (after < column[outTo[k]]) lower(column, outTo[k], after);
        }
      }
    entries = 0;
    from = heads.length;
    to = -1;
  };
  return { lower, close };
};
