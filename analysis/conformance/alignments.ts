import type { Problem } from '../fault.ts';
import type { Move, PetriNet } from '../schema/index.ts';
import { allocate, size, type VariantLog } from '../variants.ts';
import { LOG, MODEL, SYNC } from './moves.ts';

/** The alignments of a log's variants as flat data: cheap to send between threads and to keep. */
export interface Alignments {
  /** Per variant: the cost of its alignment. */
  readonly cost: Uint32Array;
  /** Per variant: no alignment costs less than this. Equal to `cost` where `optimal` is 1. */
  readonly lower: Uint32Array;
  readonly optimal: Uint8Array;
  /** The moves of variant v are `moves[offsets[v]]` … `moves[offsets[v + 1] - 1]`, each `transition * 4 + kind` (0 sync, 1 log, 2 model, 3 invisible). */
  readonly offsets: Uint32Array;
  readonly moves: Int32Array;
  /** Visible moves on the shortest way through the document. */
  readonly shortestRun: number;
  /** Whether `shortestRun` is proven to be the shortest. */
  readonly shortestRunProven: boolean;
  /** How the alignments were found. */
  readonly engine: string;
  readonly statistics: Statistics;
  /** Activities that only the log knows, by index. */
  readonly onlyInLog: readonly number[];
  readonly onlyInDocument: readonly string[];
  /** Names taken for the same although spelled differently. */
  readonly notes: readonly Problem[];
}

export interface Statistics {
  /** Markings of the net that can still complete; 0 if they were too many to hold. */
  readonly markings: number;
  /** Columns of the alignment automaton that were computed. */
  readonly columns: number;
  /** Variants that were aligned block by block. */
  readonly inBlocks: number;
  /** Variants that were searched one by one. */
  readonly searched: number;
  /** Variants whose alignment is not proven to be optimal. */
  readonly unproven: number;
}

const KINDS = ['sync', 'log', 'model', 'invisible'] as const;

/** The moves of variant v by name: a synchronous or log move bears the activity of the log, a model move the label of the document. */
export const decode = (alignments: Alignments, net: PetriNet, log: VariantLog, v: number): Move[] => {
  let step = log.offsets[v];
  return Array.from(alignments.moves.subarray(alignments.offsets[v], alignments.offsets[v + 1]), (packed) => {
    const kind = packed & 3;
    const transition = kind === LOG ? null : net.transitions[packed >> 2];
    const activity =
      kind === SYNC || kind === LOG ? log.activities[log.steps[step++]] : kind === MODEL ? (transition?.label ?? null) : null;
    return { kind: KINDS[kind], activity, transition: transition?.id ?? null };
  });
};

/**
 * Cuts a log into at most `parts` runs of consecutive variants with about equally many steps, for as many threads.
 * Aligning the parts and merging gives the same as aligning the whole.
 */
export const split = (log: VariantLog, parts: number): VariantLog[] => {
  const total = log.offsets[size(log)];
  const result: VariantLog[] = [];
  let from = 0;
  for (let part = 1; part <= parts && from < size(log); part++) {
    let to = from + 1;
    while (to < size(log) && (part === parts || log.offsets[to] < (total * part) / parts)) to++;
    const piece = allocate(log.activities, to - from, log.offsets[to] - log.offsets[from]);
    for (let v = from; v <= to; v++) piece.offsets[v - from] = log.offsets[v] - log.offsets[from];
    piece.steps.set(log.steps.subarray(log.offsets[from], log.offsets[to]));
    piece.counts.set(log.counts.subarray(from, to));
    result.push(piece);
    from = to;
  }
  return result.length > 0 ? result : [log];
};

/** The alignments of a whole log from those of its parts, in the order of `split`. */
export const merge = (parts: readonly Alignments[]): Alignments => {
  const variants = parts.reduce((sum, part) => sum + part.cost.length, 0);
  const cost = new Uint32Array(variants);
  const lower = new Uint32Array(variants);
  const optimal = new Uint8Array(variants);
  const offsets = new Uint32Array(variants + 1);
  const moves = new Int32Array(parts.reduce((sum, part) => sum + part.moves.length, 0));
  let v = 0;
  let at = 0;
  for (const part of parts) {
    cost.set(part.cost, v);
    lower.set(part.lower, v);
    optimal.set(part.optimal, v);
    moves.set(part.moves, at);
    for (let k = 1; k < part.offsets.length; k++) offsets[v + k] = at + part.offsets[k];
    v += part.cost.length;
    at += part.moves.length;
  }
  const sum = (of: (statistics: Statistics) => number): number => parts.reduce((total, part) => total + of(part.statistics), 0);
  const statistics = {
    markings: parts[0].statistics.markings,
    columns: sum((s) => s.columns),
    inBlocks: sum((s) => s.inBlocks),
    searched: sum((s) => s.searched),
    unproven: sum((s) => s.unproven),
  };
  return {
    ...parts[0],
    cost,
    lower,
    optimal,
    offsets,
    moves,
    engine: engineName(statistics, variants),
    statistics,
  };
};

/** What to call the way the alignments of so many variants were found. */
export const engineName = ({ inBlocks, searched }: Statistics, variants: number): string =>
  [
    ...(inBlocks + searched < variants ? ['alignment automaton'] : []),
    ...(inBlocks > 0 ? ['blocks'] : []),
    ...(searched > 0 ? [searched < variants ? 'long variants by search' : 'search'] : []),
  ].join(', ');
