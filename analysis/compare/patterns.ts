import { type Alignments, type Match, match } from '../conformance/index.ts';
import type { PetriNet } from '../schema/index.ts';
import { size, type VariantLog } from '../variants.ts';
import { bundle } from './bundles.ts';
import { placesOf, type Sighting, type Spot, spotsOf, weigh } from './places.ts';
import { stepsOf } from './steps.ts';

/**
 * Deviations with one cause.
 * skipped: the document wants the steps and the case leaves them out; unexpected: the case does something the document has no place for;
 * moved: the case does the step, but elsewhere than the document wants it (a move of each kind, told as one).
 */
export interface Pattern {
  readonly kind: 'skipped' | 'unexpected' | 'moved';
  /** What it is about, in the order of the first case that has it. */
  readonly parts: readonly Part[];
  /** Where it happens most often: the spot, and how many of its occurrences follow the same step. */
  readonly spot: Spot;
  readonly atSpot: number;
  /** For `moved`: where the document wants it, most often. */
  readonly wanted: Spot | null;
  /** Variants that have it, ascending. */
  readonly variants: readonly number[];
  readonly cases: number;
  /** Times it happened, over all cases. */
  readonly occurrences: number;
  /** What it explains of the total cost. */
  readonly cost: number;
  /** How many of the occurrences came after all of it had been done before in the case. */
  readonly repeats: number;
}

export interface Part {
  readonly activity: string;
  /** The step of the document, by number; −1 if the document does not know it. */
  readonly step: number;
}

/**
 * Groups the moves of all alignments into patterns, one for each cause:
 * - what is skipped (added, moved) between the same two agreed steps of a case is one happening, and happenings of the same steps are one pattern;
 *   steps that meet only now and then are told apart (`bundle`);
 * - a skipped step has the one place that the document gives it; what is added or moved is told apart where it turns up in places that are far
 *   from each other (`placesOf`).
 */
export const patternsOf = (alignments: Alignments, net: PetriNet, log: VariantLog): readonly Pattern[] => {
  const names = match(net, log.activities);
  const { steps, ofTransition } = stepsOf(net);
  const sightings: Sightings = { skipped: [], unexpected: [], moved: [] };
  for (let v = 0; v < size(log); v++) if (alignments.cost[v] > 0) sight(alignments, log, v, names, ofTransition, sightings);

  const stepOfName = new Int32Array(names.names).fill(-1);
  for (let t = ofTransition.length - 1; t >= 0; t--) if (names.ofTransition[t] >= 0) stepOfName[names.ofTransition[t]] = ofTransition[t];
  const asStep = (step: number): Part => ({ activity: steps[step].label, step });
  const asActivity = (activity: number): Part => ({
    activity: log.activities[activity],
    step: names.ofActivity[activity] < 0 ? -1 : stepOfName[names.ofActivity[activity]],
  });
  return [
    ...bundle(log, sightings.skipped).map((group) => summarise(log, 'skipped', group.keys.map(asStep), group.sightings)),
    ...(['unexpected', 'moved'] as const).flatMap((kind) =>
      bundle(log, sightings[kind]).flatMap((group) =>
        placesOf(log, group.sightings).map((place) => summarise(log, kind, group.keys.map(asActivity), place)),
      ),
    ),
  ];
};

interface Sightings {
  readonly skipped: Sighting[];
  readonly unexpected: Sighting[];
  readonly moved: Sighting[];
}

interface Costly {
  /** Step of the document (model move) or activity of the log (log move). */
  readonly key: number;
  readonly name: number;
  readonly gap: number;
  readonly repeat: boolean;
}

/** Reads one alignment forwards, gap by gap between agreed steps; a model and a log move of the same name are one step that was moved. */
const sight = (alignments: Alignments, log: VariantLog, v: number, names: Match, stepOf: Int32Array, into: Sightings): void => {
  const agreed = [-1];
  const left: Costly[] = [];
  const added: Costly[] = [];
  const done = new Set<number>();
  let at = log.offsets[v];
  for (let k = alignments.offsets[v]; k < alignments.offsets[v + 1]; k++) {
    const transition = alignments.moves[k] >> 2;
    const kind = alignments.moves[k] & 3;
    const gap = agreed.length - 1;
    if (kind === 0) {
      agreed.push(stepOf[transition]);
      done.add(log.steps[at++]);
    } else if (kind === 1) {
      const activity = log.steps[at++];
      added.push({ key: activity, name: names.ofActivity[activity], gap, repeat: done.has(activity) });
      done.add(activity);
    } else if (kind === 2) left.push({ key: stepOf[transition], name: names.ofTransition[transition], gap, repeat: false });
  }
  agreed.push(-1);
  const spot = (gap: number): Spot => ({ after: agreed[gap], before: agreed[gap + 1] });

  const waiting = new Map<number, Costly[]>();
  for (const move of left) if (move.name >= 0) waiting.set(move.name, [...(waiting.get(move.name) ?? []), move]);
  const partners = new Map<Costly, Costly>();
  const elsewhere = new Set<Costly>();
  for (const move of added) {
    const partner = waiting.get(move.name)?.shift();
    if (partner === undefined) continue;
    partners.set(move, partner);
    elsewhere.add(partner);
  }
  const note = (list: Sighting[], moves: readonly Costly[]): void => {
    for (let from = 0; from < moves.length; ) {
      let to = from;
      while (to < moves.length && moves[to].gap === moves[from].gap) to++;
      const run = moves.slice(from, to);
      const times = new Map<number, number>();
      for (const { key } of run) times.set(key, (times.get(key) ?? 0) + 1);
      const partner = partners.get(run[0]);
      list.push({
        variant: v,
        ...spot(run[0].gap),
        keys: [...times.keys()],
        moves: [...times.values()],
        repeat: run.every(({ repeat }) => repeat),
        wanted: partner ? spot(partner.gap) : null,
      });
      from = to;
    }
  };
  note(
    into.skipped,
    left.filter((move) => !elsewhere.has(move)),
  );
  note(
    into.unexpected,
    added.filter((move) => !partners.has(move)),
  );
  note(
    into.moved,
    added.filter((move) => partners.has(move)),
  );
};

const summarise = (log: VariantLog, kind: Pattern['kind'], parts: readonly Part[], sightings: readonly Sighting[]): Pattern => {
  const spots = spotsOf(log, sightings);
  const wanted = spotsOf(
    log,
    sightings.flatMap((sighting) => (sighting.wanted ? [{ ...sighting, ...sighting.wanted }] : [])),
  );
  const variants = [...new Set(sightings.map(({ variant }) => variant))].sort((a, b) => a - b);
  return {
    kind,
    parts,
    spot: spots[0].spot,
    // The place is named by what comes before it, whatever follows.
    atSpot: spots.reduce((sum, { spot, weight }) => sum + (spot.after === spots[0].spot.after ? weight : 0), 0),
    wanted: wanted.length > 0 ? wanted[0].spot : null,
    variants,
    cases: variants.reduce((sum, v) => sum + log.counts[v], 0),
    occurrences: weigh(log, sightings),
    cost:
      sightings.reduce((sum, { variant, moves }) => sum + log.counts[variant] * moves.reduce((all, one) => all + one, 0), 0) *
      (kind === 'moved' ? 2 : 1),
    repeats: weigh(
      log,
      sightings.filter(({ repeat }) => repeat),
    ),
  };
};
