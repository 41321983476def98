import type { Costs } from './columns.ts';
import type { Graph } from './graph.ts';

/** Kinds of moves as they are packed into numbers: `transition * 4 + kind`; a log move has no transition. */
export const SYNC = 0;
export const LOG = 1;
export const MODEL = 2;
export const INVISIBLE = 3;

/** The end of an alignment: the moves after one event and up to the next, last first, and the marking that comes before them. */
export interface Leg {
  readonly moves: readonly number[];
  readonly from: number;
}

/**
 * Goes back from marking m through one column to the column before its event. `here` is the column after the event and `rise` what was taken off
 * it, `before` the column before the event, and `name` that of the event, −1 where the document does not know it. Without `before` the leg leads
 * to the initial marking. A leg depends on nothing else, so legs can be shared between variants like columns.
 */
export type Back = (m: number, here: Costs, rise: number, before: Costs | null, name: number) => Leg;

const LOG_MOVE = -2;
const UNEXPLAINED = -1;
const BEGINNING = -3;

/**
 * Rebuilds alignments from columns. Among the optima it takes, going back, log moves before model moves before synchronous ones: read forwards,
 * events are matched as early as possible, and in a gap what was left out comes before what was added. Between equals the first firing in the
 * order of the graph wins: always the same for the same trace and net. `nameOf` is `Match.ofTransition`.
 */
export const makeBack = (graph: Graph, nameOf: Int32Array): Back => {
  const { inAt, inFrom, inBy } = graph;
  const seen = new Uint32Array(graph.size);
  const via = new Uint32Array(graph.size);
  const towards = new Uint32Array(graph.size);
  let round = 0;

  return (end, here, rise, before, name) => {
    /** What ends an optimal way to marking x: the beginning, a log move, or a visible firing into x by its index. */
    const explain = (x: number): number => {
      if (before === null && x === graph.initial) return BEGINNING;
      const cost = here[x] + rise;
      if (before !== null && before[x] + 1 === cost) return LOG_MOVE;
      for (let k = inAt[x]; k < inAt[x + 1]; k++) if (here[inFrom[k]] + 1 === here[x] && nameOf[inBy[k]] !== -1) return k;
      if (before !== null && name >= 0)
        for (let k = inAt[x]; k < inAt[x + 1]; k++) if (nameOf[inBy[k]] === name && before[inFrom[k]] === cost) return k;
      return UNEXPLAINED;
    };

    /** The nearest marking from which invisible moves alone lead to m at no cost and which something else explains. They may run in circles. */
    const source = (m: number): number => {
      round++;
      seen[m] = round;
      const queue = [m];
      for (let at = 0; at < queue.length; at++)
        for (let k = inAt[queue[at]]; k < inAt[queue[at] + 1]; k++) {
          const x = inFrom[k];
          if (nameOf[inBy[k]] !== -1 || seen[x] === round || here[x] !== here[m]) continue;
          seen[x] = round;
          via[x] = inBy[k];
          towards[x] = queue[at];
          if (explain(x) !== UNEXPLAINED) return x;
          queue.push(x);
        }
      throw new Error('A cost in an alignment column has no cause.');
    };

    const moves: number[] = [];
    let m = end;
    for (;;) {
      let cause = explain(m);
      if (cause === UNEXPLAINED) {
        const from = source(m);
        const hidden: number[] = [];
        for (let x = from; x !== m; x = towards[x]) hidden.push(via[x] * 4 + INVISIBLE);
        moves.push(...hidden.reverse());
        m = from;
        cause = explain(m);
      }
      if (cause === BEGINNING) return { moves, from: m };
      if (cause === LOG_MOVE) {
        moves.push(LOG);
        return { moves, from: m };
      }
      const x = inFrom[cause];
      if (here[x] + 1 !== here[m]) {
        moves.push(inBy[cause] * 4 + SYNC);
        return { moves, from: x };
      }
      moves.push(inBy[cause] * 4 + MODEL);
      m = x;
    }
  };
};
