import { type Alignments, type Match, match } from '../conformance/index.ts';
import type { PetriNet } from '../schema/index.ts';
import { size, type VariantLog } from '../variants.ts';

/** A step of the document: all transitions with one label and one element. */
export interface Step {
  readonly label: string;
  readonly element: string | null;
}

/** Where in a run: the steps before and after on which document and case agree, by number; −1 is the start or the end. */
export interface Spot {
  readonly after: number;
  readonly before: number;
}

/**
 * Deviations with one cause.
 * skipped: the document wants the step and the case never does it there nor elsewhere; unexpected: the case does something the document has no
 * place for; moved: the case does the step, but elsewhere than the document wants it (a move of each kind, told as one).
 */
export interface Pattern {
  readonly kind: 'skipped' | 'unexpected' | 'moved';
  readonly activity: string;
  /** The step it is about; −1 if the document does not know it. */
  readonly step: number;
  /** Where it happens most often, and how many of its occurrences are there. */
  readonly spot: Spot;
  readonly atSpot: number;
  /** For `moved`: where the document wants it. */
  readonly wanted: Spot | null;
  /** Variants that have it, ascending. */
  readonly variants: readonly number[];
  readonly cases: number;
  /** Times it happened, over all cases. */
  readonly occurrences: number;
  /** How many of them came after the same activity had already been done in the case. */
  readonly repeats: number;
}

/** Spots are different places only when each holds this share of what happened. */
const OWN_PLACE = 0.25;

interface Sighting {
  readonly variant: number;
  readonly after: number;
  before: number;
  readonly repeat: boolean;
  readonly wanted: Sighting | null;
}

/** The steps of a net, and per transition the number of its step (−1 if invisible). */
export const stepsOf = (net: PetriNet): { readonly steps: readonly Step[]; readonly ofTransition: Int32Array } => {
  const byLabel = new Map<string, Map<string, number>>();
  const steps: Step[] = [];
  const ofTransition = Int32Array.from(net.transitions, ({ id, label, element }) => {
    if (label === null) return -1;
    const same = byLabel.get(label) ?? new Map<string, number>();
    byLabel.set(label, same);
    const key = element ?? id;
    const known = same.get(key) ?? steps.push({ label, element: element ?? null }) - 1;
    same.set(key, known);
    return known;
  });
  return { steps, ofTransition };
};

/**
 * Groups the moves of all alignments into patterns, one for each cause:
 * - a skipped step is one pattern wherever the case was by then, because the document gives it one place;
 * - an activity that was added (or moved) is one pattern, unless it turns up in places far apart: spots that share a neighbour, or of which one
 *   begins where the other ends, are one place; places that hold at least 25 % of the occurrences each are told apart, the rest joins the largest.
 */
export const patternsOf = (alignments: Alignments, net: PetriNet, log: VariantLog): readonly Pattern[] => {
  const names = match(net, log.activities);
  const { steps, ofTransition } = stepsOf(net);
  const skipped = new Map<number, Sighting[]>();
  const unexpected = new Map<number, Sighting[]>();
  const moved = new Map<number, Sighting[]>();
  for (let v = 0; v < size(log); v++)
    if (alignments.cost[v] > 0) sight(alignments, log, v, names, ofTransition, { skipped, unexpected, moved });

  const stepOfName = new Map<number, number>();
  ofTransition.forEach((step, t) => {
    if (step >= 0 && !stepOfName.has(names.ofTransition[t])) stepOfName.set(names.ofTransition[t], step);
  });
  const knownStep = (activity: number): number =>
    names.ofActivity[activity] < 0 ? -1 : (stepOfName.get(names.ofActivity[activity]) ?? -1);
  const about = (kind: Pattern['kind'], activity: string, step: number) => (sightings: readonly Sighting[]) =>
    summarise(log, kind, activity, step, sightings);
  return [
    ...[...skipped].map(([step, sightings]) => about('skipped', steps[step].label, step)(sightings)),
    ...[...unexpected].flatMap(([activity, sightings]) =>
      places(log, sightings).map(about('unexpected', log.activities[activity], knownStep(activity))),
    ),
    ...[...moved].flatMap(([activity, sightings]) =>
      places(log, sightings).map(about('moved', log.activities[activity], knownStep(activity))),
    ),
  ];
};

const push = (map: Map<number, Sighting[]>, key: number, sighting: Sighting): void => {
  const list = map.get(key);
  if (list) list.push(sighting);
  else map.set(key, [sighting]);
};

/** Reads one alignment forwards and notes every move that costs, a model and a log move of the same name as one. */
const sight = (
  alignments: Alignments,
  log: VariantLog,
  v: number,
  names: Match,
  stepOf: Int32Array,
  into: {
    readonly skipped: Map<number, Sighting[]>;
    readonly unexpected: Map<number, Sighting[]>;
    readonly moved: Map<number, Sighting[]>;
  },
): void => {
  const left: { step: number; name: number; sighting: Sighting }[] = [];
  const added: { activity: number; name: number; sighting: Sighting }[] = [];
  const done = new Set<number>();
  let open: Sighting[] = [];
  let after = -1;
  let at = log.offsets[v];
  for (let k = alignments.offsets[v]; k < alignments.offsets[v + 1]; k++) {
    const transition = alignments.moves[k] >> 2;
    const kind = alignments.moves[k] & 3;
    if (kind === 3) continue;
    if (kind === 0) {
      after = stepOf[transition];
      for (const sighting of open) sighting.before = after;
      open = [];
      done.add(log.steps[at++]);
      continue;
    }
    const activity = kind === 1 ? log.steps[at++] : -1;
    const sighting = { variant: v, after, before: -1, repeat: done.has(activity), wanted: null };
    open.push(sighting);
    if (kind === 1) {
      added.push({ activity, name: names.ofActivity[activity], sighting });
      done.add(activity);
    } else left.push({ step: stepOf[transition], name: names.ofTransition[transition], sighting });
  }
  const waiting = new Map<number, number[]>();
  left.forEach(({ name }, i) => {
    if (name >= 0) waiting.set(name, [...(waiting.get(name) ?? []), i]);
  });
  const paired = new Set<number>();
  for (const { activity, name, sighting } of added) {
    const partner = waiting.get(name)?.shift();
    if (partner === undefined) push(into.unexpected, activity, sighting);
    else {
      paired.add(partner);
      push(into.moved, activity, { ...sighting, wanted: left[partner].sighting });
    }
  }
  left.forEach(({ step, sighting }, i) => {
    if (!paired.has(i)) push(into.skipped, step, sighting);
  });
};

interface Place {
  readonly spots: readonly Spot[];
  readonly sightings: readonly Sighting[];
  readonly weight: number;
}

const weigh = (log: VariantLog, sightings: readonly Sighting[]): number =>
  sightings.reduce((sum, { variant }) => sum + log.counts[variant], 0);

/** The sightings of one activity by spot, heaviest first. */
const bySpot = (log: VariantLog, sightings: readonly Sighting[]): readonly Place[] => {
  const groups = new Map<number, Map<number, Sighting[]>>();
  for (const sighting of sightings) {
    const group = groups.get(sighting.after) ?? new Map<number, Sighting[]>();
    groups.set(sighting.after, group);
    push(group, sighting.before, sighting);
  }
  return [...groups]
    .flatMap(([after, group]) =>
      [...group].map(([before, list]) => ({ spots: [{ after, before }], sightings: list, weight: weigh(log, list) })),
    )
    .sort((a, b) => b.weight - a.weight || a.spots[0].after - b.spots[0].after || a.spots[0].before - b.spots[0].before);
};

const touch = (a: Spot, b: Spot): boolean =>
  a.after === b.after || a.before === b.before || (a.after >= 0 && a.after === b.before) || (b.after >= 0 && b.after === a.before);

/** The sightings of one activity by place, as `patternsOf` says. */
const places = (log: VariantLog, sightings: readonly Sighting[]): readonly (readonly Sighting[])[] => {
  const total = weigh(log, sightings);
  const found: Place[] = [];
  const rest: Place[] = [];
  const join = (a: Place, b: Place): Place => ({
    spots: [...a.spots, ...b.spots],
    sightings: [...a.sightings, ...b.sightings],
    weight: a.weight + b.weight,
  });
  for (const place of bySpot(log, sightings)) {
    // Only spots of weight may bridge two places; a rare one would sooner or later touch everything.
    if (place.weight < 0.05 * total) {
      rest.push(place);
      continue;
    }
    const near = found.filter((other) => other.spots.some((spot) => touch(spot, place.spots[0])));
    for (const other of near) found.splice(found.indexOf(other), 1);
    found.push(near.reduce(join, place));
  }
  found.sort((a, b) => b.weight - a.weight);
  const own = found.filter((place, i) => i === 0 || place.weight >= OWN_PLACE * total);
  const small = [...found.filter((place) => !own.includes(place)), ...rest];
  if (own.length === 0) return [sightings];
  for (const place of small) {
    const near = own.findIndex((other) => other.spots.some((spot) => touch(spot, place.spots[0])));
    const home = Math.max(0, near);
    own[home] = { ...join(own[home], place), spots: own[home].spots };
  }
  return own.map((place) => place.sightings);
};

const summarise = (log: VariantLog, kind: Pattern['kind'], activity: string, step: number, sightings: readonly Sighting[]): Pattern => {
  const spots = bySpot(log, sightings);
  const variants = [...new Set(sightings.map(({ variant }) => variant))].sort((a, b) => a - b);
  const wanted = bySpot(
    log,
    sightings.flatMap((sighting) => (sighting.wanted ? [sighting.wanted] : [])),
  );
  // The place is named by what comes before it, whatever follows.
  const after = spots[0].spots[0].after;
  return {
    kind,
    activity,
    step,
    spot: spots[0].spots[0],
    atSpot: spots.reduce((sum, place) => sum + (place.spots[0].after === after ? place.weight : 0), 0),
    wanted: wanted.length > 0 ? wanted[0].spots[0] : null,
    variants,
    cases: variants.reduce((sum, v) => sum + log.counts[v], 0),
    occurrences: weigh(log, sightings),
    repeats: weigh(
      log,
      sightings.filter(({ repeat }) => repeat),
    ),
  };
};
