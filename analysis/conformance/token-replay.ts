import { z } from 'zod';
import type { Algorithm } from '../algorithm.ts';
import type { PetriNet, TokenReplay } from '../schema/index.ts';
import { size, type VariantLog } from '../variants.ts';
import { type Compiled, compile } from './compile.ts';
import { ending, type Firing, firingOf, lacks } from './firing.ts';
import { makeEnable } from './invisible.ts';
import { makeMarkings } from './markings.ts';
import { type Match, match } from './match.ts';

const params = z.strictObject({
  reach: z.int().min(1).default(1_000).meta({
    title: 'Reach',
    description: 'How many states invisible steps may lead to before an event, when looking for one in which it can happen.',
  }),
});

/**
 * Plays every case on the net, weighted by cases, and counts the tokens that it lacks and leaves over: a preview beside alignments, which cost more
 * and mean more. An event that lacks a token gets it, as missing; one that the net does not know is passed over. At the end the final marking is
 * taken off, and what lies there besides is remaining. Where a short run of invisible transitions enables an event, or the end, they fire before it;
 * of transitions with the same label, the first that lacks fewest tokens fires. Either choice may turn out to be wrong later, so such nets are
 * marked `approximate`. null: a place would hold more than 65,535 tokens.
 */
export const tokenReplay: Algorithm<{ readonly net: PetriNet; readonly log: VariantLog }, typeof params, TokenReplay | null> = {
  id: 'token-replay',
  title: 'Token replay',
  summary: 'Plays every case on the net and counts the tokens that are lacking on the way or left over at the end.',
  source:
    'Rozinat and van der Aalst, “Conformance checking of processes based on monitoring real behavior”, Information Systems 33(1), 2008, pp. 64–95; fitness as in van der Aalst, “Process Mining” (2016), section 8.2.',
  params,
  run: ({ net, log }, { reach }, tick) => {
    const compiled = compile(net);
    const names = match(net, log.activities);
    let player = makePlayer(compiled, names, reach);
    const all: Counts = { produced: 0, consumed: 0, missing: 0, remaining: 0 };
    const trace: number[] = [];
    for (let v = 0; v < size(log); v++) {
      tick(v, size(log));
      trace.length = 0;
      for (let i = log.offsets[v]; i < log.offsets[v + 1]; i++) {
        const name = names.ofActivity[log.steps[i]];
        if (name >= 0) trace.push(name);
      }
      if (player.bytes() > MAX_BYTES) player = makePlayer(compiled, names, reach);
      const counts = player.play(trace);
      if (counts === null) return null;
      for (const key of ['produced', 'consumed', 'missing', 'remaining'] as const) all[key] += log.counts[v] * counts[key];
    }
    tick(size(log), size(log));
    const fitting = (wrong: number, of: number): number => (of === 0 ? 1 : 1 - wrong / of);
    const known = names.ofTransition.filter((name) => name >= 0);
    return {
      ...all,
      fitness: (fitting(all.missing, all.consumed) + fitting(all.remaining, all.produced)) / 2,
      approximate: names.ofTransition.includes(-1) || new Set(known).size < known.length,
    };
  },
};

/** What may be remembered between variants; above it, it is forgotten and made again. */
const MAX_BYTES = 64_000_000;
const MAX_TOKENS = 65_535;

type Counts = Record<'produced' | 'consumed' | 'missing' | 'remaining', number>;

/** What leads from one marking to another. */
interface Step {
  /** The marking then; −1 if a place would hold too many tokens. */
  readonly after: number;
  readonly produced: number;
  readonly consumed: number;
  readonly missing: number;
}

/** Plays traces, given by the numbers of their names. */
const makePlayer = (net: Compiled, { ofTransition, names }: Match, reach: number) => {
  const markings = makeMarkings(net);
  const { tokens } = markings;
  const invisible: Firing[] = [];
  /** By name; after the last name comes the end. */
  const named: Firing[][] = [...Array.from({ length: names }, () => []), [ending(net)]];
  ofTransition.forEach((name, t) => {
    if (name === -1) invisible.push(firingOf(net, t));
    else if (name >= 0) named[name].push(firingOf(net, t));
  });

  const work = new Uint16Array(net.places);
  /** The marking after a firing, for which missing tokens are added; −1 if a place would hold too many. */
  const fire = (m: number, { takes, effects }: Firing): number => {
    work.set(tokens(m));
    for (const { place, by } of takes) {
      if (by > MAX_TOKENS) return -1;
      work[place] = Math.max(work[place], by);
    }
    for (const { place, by } of effects) {
      if (work[place] + by > MAX_TOKENS) return -1;
      work[place] += by;
    }
    return markings.intern(work);
  };
  const enable = makeEnable({ places: net.places, invisible, tokens, fire, reach });

  const play = (m: number, goals: readonly Firing[]): Step => {
    const { marking, produced, consumed } = enable(m, goals) ?? { marking: m, produced: 0, consumed: 0 };
    const missing = goals.map((goal) => lacks(tokens(marking), goal));
    const least = Math.min(...missing);
    const goal = goals[missing.indexOf(least)];
    return { after: fire(marking, goal), produced: produced + goal.produced, consumed: consumed + goal.consumed, missing: least };
  };
  const known = new Map<number, Step>();
  /** A step depends on nothing but marking and name, so it is made once for the whole log. */
  const stepOf = (m: number, name: number): Step => {
    const key = m * (names + 1) + name;
    const before = known.get(key);
    if (before !== undefined) return before;
    const step = play(m, named[name]);
    known.set(key, step);
    return step;
  };

  return {
    /** Rough bytes held. */
    bytes: (): number => markings.bytes() + 150 * known.size,
    /** The tokens of one case; null if a place would hold too many. */
    play: (trace: readonly number[]): Counts | null => {
      const counts: Counts = { produced: total(net.initial), consumed: 0, missing: 0, remaining: 0 };
      let m = markings.intern(net.initial);
      for (let i = 0; i <= trace.length; i++) {
        const step = stepOf(m, i < trace.length ? trace[i] : names);
        if (step.after < 0) return null;
        m = step.after;
        counts.produced += step.produced;
        counts.consumed += step.consumed;
        counts.missing += step.missing;
      }
      counts.remaining = total(tokens(m));
      return counts;
    },
  };
};

const total = (tokens: Uint16Array): number => tokens.reduce((before, count) => before + count, 0);
