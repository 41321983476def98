import { type Costs, makeAutomaton } from './columns.ts';
import type { Graph } from './graph.ts';
import { type Leg, makeBack } from './moves.ts';

/** One variant's alignment; its moves are written, packed and last first, into the array given. */
export interface Aligned {
  readonly cost: number;
  /** No alignment costs less. */
  readonly lower: number;
  /** The number of moves. */
  readonly moves: number;
}

/** Aligns a trace given by the numbers of its names, −1 where the document does not know one. */
export type Align = (names: Int32Array, length: number, moves: number[]) => Aligned;

/** An aligner over the alignment automaton of a bounded net. */
export interface ByColumns {
  readonly align: Align;
  readonly shortestRun: number;
  /** Whether a trace of this length fits into memory. It does not depend on the other variants, so neither does the answer. */
  readonly fits: (length: number) => boolean;
  /** Columns computed so far. */
  readonly computed: () => number;
}

/** Rough bytes of a remembered leg. */
const LEG = 160;

/** Columns and legs are kept for all traces, of which none is longer than `longest`, until they fill `maxBytes`. */
export const makeByColumns = (graph: Graph, nameOf: Int32Array, longest: number, maxBytes: number): ByColumns => {
  const automaton = makeAutomaton(graph, longest);
  const back = makeBack(graph, nameOf);
  const names = graph.nameAt.length;
  let legs = new Map<number, Leg>();
  const column = new Uint32Array(longest + 1);
  const rise = new Uint8Array(longest + 1);
  // Counted as if every cost took two bytes and every leg were new.
  const need = (length: number): number => (2 * graph.size + LEG) * (length + 1);

  const legBack = (m: number, i: number, name: number): Leg => {
    // Exact as long as columns × names × markings stay below 2^53.
    const key = i === 0 ? -1 - m : ((column[i - 1] * names + name + 1) * graph.size + m) * 2 + rise[i];
    const known = legs.get(key);
    if (known) return known;
    const before: Costs | null = i === 0 ? null : automaton.costs(column[i - 1]);
    const leg = back(m, automaton.costs(column[i]), rise[i], before, name);
    legs.set(key, leg);
    return leg;
  };

  const align: Align = (trace, length, moves) => {
    if (automaton.bytes() + LEG * legs.size + need(length) > maxBytes) {
      automaton.clear();
      legs = new Map();
    }
    column[0] = automaton.start();
    let cost = 0;
    for (let i = 0; i < length; i++) {
      // An event that the document does not know is a log move wherever it happens.
      const next = trace[i] < 0 ? 2 * column[i] + 1 : automaton.step(column[i], trace[i]);
      column[i + 1] = next >> 1;
      rise[i + 1] = next & 1;
      cost += next & 1;
    }
    cost += automaton.costs(column[length])[graph.final];

    let written = 0;
    let m = graph.final;
    for (let i = length; i >= 0; i--) {
      const leg = legBack(m, i, i === 0 ? -1 : trace[i - 1]);
      for (const move of leg.moves) moves[written++] = move;
      m = leg.from;
    }
    return { cost, lower: cost, moves: written };
  };
  return {
    align,
    shortestRun: automaton.costs(automaton.start())[graph.final],
    fits: (length) => need(length) <= maxBytes && automaton.dearest + length <= 65_535,
    computed: automaton.computed,
  };
};
