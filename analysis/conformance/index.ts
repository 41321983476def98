import { z } from 'zod';
import type { Algorithm } from '../algorithm.ts';
import { Fault } from '../fault.ts';
import type { PetriNet } from '../schema/index.ts';
import { size, type VariantLog } from '../variants.ts';
import { type Alignments, engineName } from './alignments.ts';
import { blocksOf } from './blocks.ts';
import { MOST_EVENTS, makeByBlocks } from './by-blocks.ts';
import { type Align, makeByColumns } from './by-columns.ts';
import { compile } from './compile.ts';
import { explore } from './graph.ts';
import { match } from './match.ts';
import { LOG } from './moves.ts';
import { makeSearch, type Search } from './search.ts';

export { type Alignments, decode, merge, type Statistics, split } from './alignments.ts';
export { type Match, match } from './match.ts';
export { tokenReplay } from './token-replay.ts';

const params = z.strictObject({
  maxMarkings: z.int().min(1).default(200_000).meta({
    title: 'Most markings',
    description: 'A document with more states than this is searched case by case instead of being unfolded once.',
  }),
  maxMegabytes: z.int().min(1).default(256).meta({
    title: 'Memory',
    description: 'What one thread may hold of intermediate results; above it they are forgotten and made again.',
    unit: 'MB',
  }),
  budget: z.int().min(1).default(300_000).meta({
    title: 'Search budget',
    description: 'How many states a search may meet for one variant before its cost is given as bounds.',
  }),
});

/** All searches of a log together meet about this many states: a minute or so of two cores. */
const MOST_STATES = 12_000_000;

/** The search budget for each of so many variants, so that a comparison ends in bounded time whatever the document. */
export const budgetFor = (variants: number): number => Math.min(300_000, Math.max(3_000, Math.floor(MOST_STATES / Math.max(1, variants))));

/** Aligns every variant of a log with a net: an alignment of least cost, or one with bounds where the budget did not suffice to prove it. */
export const align: Algorithm<{ readonly net: PetriNet; readonly log: VariantLog }, typeof params, Alignments> = {
  id: 'alignment',
  title: 'Alignment',
  summary: 'For every variant the cheapest way to explain it by the document: what was left out, what was added, what agrees.',
  source: 'Adriansyah, “Aligning Observed and Modeled Behavior” (2014), standard cost function.',
  params,
  run: ({ net, log }, { maxMarkings, maxMegabytes, budget }, tick) => {
    const maxBytes = maxMegabytes * 1_000_000;
    const names = match(net, log.activities);
    const compiled = compile(net);
    let longest = 0;
    for (let v = 0; v < size(log); v++) longest = Math.max(longest, log.offsets[v + 1] - log.offsets[v]);
    const made = blocksOf(compiled);
    const blocks = made && makeByBlocks(made, names.ofTransition, maxBytes);
    const enough = blocks && longest <= MOST_EVENTS ? Math.min(maxMarkings, FEW_MARKINGS) : maxMarkings;
    const graph = explore(compiled, names.ofTransition, names.names, enough, maxBytes);
    const search = makeSearch(compiled, names.ofTransition, maxBytes);
    // The shortest run is searched once, so it may cost more.
    const mostStates = Math.max(budget, Math.min(200 * budget, 400_000, Math.floor(maxBytes / (2 * compiled.places + 100))));
    const shortest = graph === null && !blocks ? shortestBySearch(search, mostStates) : null;
    const columns = graph === null ? null : makeByColumns(graph, names.ofTransition, longest, maxBytes);
    const bySearch = makeBySearch(search, budget, () => shortest ?? shortestBySearch(search, mostStates));
    const few = graph !== null && graph.size <= FEW_MARKINGS;
    let inBlocks = 0;
    let searched = 0;
    /** The first of the ladder that can. It does not depend on the other variants, so neither do the moves. */
    const alignBest: Align = (trace, length, backwards) => {
      if (columns?.fits(length) && (few || !blocks || length > MOST_EVENTS)) return columns.align(trace, length, backwards);
      if (blocks && length <= MOST_EVENTS) {
        inBlocks++;
        return blocks.align(trace, length, backwards);
      }
      searched++;
      return bySearch(trace, length, backwards);
    };

    const cost = new Uint32Array(size(log));
    const lower = new Uint32Array(size(log));
    const optimal = new Uint8Array(size(log));
    const offsets = new Uint32Array(size(log) + 1);
    let moves = new Int32Array(2 * log.steps.length + 16);
    const trace = new Int32Array(longest);
    const backwards: number[] = [];
    for (let v = 0; v < size(log); v++) {
      tick(v, size(log));
      const length = log.offsets[v + 1] - log.offsets[v];
      for (let i = 0; i < length; i++) trace[i] = names.ofActivity[log.steps[log.offsets[v] + i]];
      const found = alignBest(trace, length, backwards);
      cost[v] = found.cost;
      lower[v] = found.lower;
      optimal[v] = found.cost === found.lower ? 1 : 0;
      offsets[v + 1] = offsets[v] + found.moves;
      if (offsets[v + 1] > moves.length) {
        const more = new Int32Array(2 * offsets[v + 1]);
        more.set(moves);
        moves = more;
      }
      for (let k = 0; k < found.moves; k++) moves[offsets[v] + k] = backwards[found.moves - 1 - k];
    }
    tick(size(log), size(log));
    const statistics = {
      markings: graph?.size ?? 0,
      columns: columns?.computed() ?? 0,
      inBlocks,
      searched,
      unproven: optimal.reduce((sum, proven) => sum + 1 - proven, 0),
    };
    return {
      cost,
      lower,
      optimal,
      offsets,
      moves: moves.slice(0, offsets[size(log)]),
      shortestRun: blocks?.shortestRun ?? columns?.shortestRun ?? shortest!.cost,
      shortestRunProven: shortest === null || shortest.cost === shortest.lower,
      engine: engineName(statistics, size(log)),
      statistics,
      onlyInLog: names.onlyInLog,
      onlyInDocument: names.onlyInDocument,
      notes: names.notes,
    };
  },
};

/** Up to this many markings the automaton of all of them is quicker than blocks. */
const FEW_MARKINGS = 8_000;

const EMPTY = new Int32Array(0);

const shortestBySearch = (search: Search, budget: number) => {
  const exact = search(EMPTY, 0, budget, false);
  if (exact.cost >= 0) return exact;
  const quick = search(EMPTY, 0, budget, true);
  if (quick.cost >= 0) return { ...quick, lower: exact.lower };
  throw new Fault('too-large', 'The document has too many states to find one complete way through it.', {
    problems: [
      {
        severity: 'error',
        message: `No way from the initial to the final marking was found among the first ${budget} states.`,
        hint: 'A loop without a step in it may be producing tokens without end; raise the search budget, or simplify the parallel parts.',
      },
    ],
  });
};

const makeBySearch = (search: Search, budget: number, shortest: () => { cost: number; moves: readonly number[] }): Align => {
  const write = (found: readonly number[], moves: number[]): number => {
    for (let k = 0; k < found.length; k++) moves[k] = found[k];
    return found.length;
  };
  return (names, length, moves) => {
    const exact = search(names, length, budget, false);
    if (exact.cost >= 0) return { cost: exact.cost, lower: exact.lower, moves: write(exact.moves, moves) };
    const quick = search(names, length, budget, true);
    if (quick.cost >= 0 && quick.cost <= length + shortest().cost)
      return { cost: quick.cost, lower: exact.lower, moves: write(quick.moves, moves) };
    // Always possible: nothing in the log agrees, and the document runs on its shortest way.
    const run = shortest();
    const count = write(run.moves, moves);
    for (let k = 0; k < length; k++) moves[count + k] = LOG;
    return { cost: length + run.cost, lower: exact.lower, moves: count + length };
  };
};
