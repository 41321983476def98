import type { Costs } from './columns.ts';
import type { Graph } from './graph.ts';

/** Kinds of moves as they are packed into numbers: `transition * 4 + kind`; a log move has no transition. */
export const SYNC = 0;
export const LOG = 1;
export const MODEL = 2;
export const INVISIBLE = 3;

/** Walks one alignment back: writes its packed moves, last first, into `into` and returns their number. */
export type Walk = (names: Int32Array, length: number, costs: readonly Costs[], base: Uint32Array, into: number[]) => number;

const LOG_MOVE = -2;
const UNEXPLAINED = -1;
const BEGINNING = -3;

/**
 * One optimal alignment, walked back from its end over the columns of its trace. Among the optima it takes, going back, log moves before model
 * moves before synchronous ones: read forwards, events are matched as early as possible, and in a gap what was left out comes before what was
 * added. Between equals the first firing in the order of the graph wins. Always the same for the same trace and net.
 *
 * The walk wants the columns after 0 … `length` events with what was taken off them (`base`), and the names of the events, −1 where the document
 * does not know one. `nameOf` is `Match.ofTransition`.
 */
export const makeWalk = (graph: Graph, nameOf: Int32Array): Walk => {
  const { inAt, inFrom, inBy } = graph;
  const seen = new Uint32Array(graph.size);
  const via = new Uint32Array(graph.size);
  const towards = new Uint32Array(graph.size);
  let round = 0;

  return (names, length, costs, base, into) => {
    let written = 0;
    let i = length;
    let m = graph.final;

    /** What ends an optimal way to marking x after i events: the beginning, a log move, or a visible firing into x by its index. */
    const explain = (x: number): number => {
      if (i === 0 && x === graph.initial) return BEGINNING;
      const here = base[i] + costs[i][x];
      if (i > 0 && base[i - 1] + costs[i - 1][x] + 1 === here) return LOG_MOVE;
      for (let k = inAt[x]; k < inAt[x + 1]; k++) if (nameOf[inBy[k]] !== -1 && costs[i][inFrom[k]] + 1 === costs[i][x]) return k;
      if (i > 0 && names[i - 1] >= 0)
        for (let k = inAt[x]; k < inAt[x + 1]; k++)
          if (nameOf[inBy[k]] === names[i - 1] && base[i - 1] + costs[i - 1][inFrom[k]] === here) return k;
      return UNEXPLAINED;
    };

    /** The nearest marking from which invisible moves alone lead to m at no cost and which something else explains. They may run in circles. */
    const source = (): number => {
      round++;
      seen[m] = round;
      const queue = [m];
      for (let at = 0; at < queue.length; at++)
        for (let k = inAt[queue[at]]; k < inAt[queue[at] + 1]; k++) {
          const before = inFrom[k];
          if (nameOf[inBy[k]] !== -1 || seen[before] === round || costs[i][before] !== costs[i][m]) continue;
          seen[before] = round;
          via[before] = inBy[k];
          towards[before] = queue[at];
          if (explain(before) !== UNEXPLAINED) return before;
          queue.push(before);
        }
      throw new Error('A cost in an alignment column has no cause.');
    };

    for (;;) {
      let cause = explain(m);
      if (cause === UNEXPLAINED) {
        const from = source();
        let steps = 0;
        for (let y = from; y !== m; y = towards[y]) steps++;
        for (let y = from, k = steps - 1; y !== m; y = towards[y], k--) into[written + k] = via[y] * 4 + INVISIBLE;
        written += steps;
        m = from;
        cause = explain(m);
      }
      if (cause === BEGINNING) return written;
      if (cause === LOG_MOVE) {
        into[written++] = LOG;
        i--;
        continue;
      }
      const model = costs[i][inFrom[cause]] + 1 === costs[i][m];
      into[written++] = inBy[cause] * 4 + (model ? MODEL : SYNC);
      if (!model) i--;
      m = inFrom[cause];
    }
  };
};
