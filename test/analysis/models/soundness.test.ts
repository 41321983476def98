import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePnml, soundness, treeToNet } from '../../../analysis/models/index.ts';
import type { PetriNet } from '../../../analysis/schema/index.ts';
import { shared } from '../../shared.ts';

/** A net from lines `t: p q → r`; a transition whose name starts with `_` is invisible. From i to o. */
const net = (...lines: readonly string[]): PetriNet => {
  const parsed = lines.map((line) => {
    const [id, arcs] = line.split(':');
    const [takes, puts] = arcs.split('→').map((side) => side.trim().split(' ').filter(Boolean));
    return { id, takes, puts };
  });
  const places = [...new Set(['i', 'o', ...parsed.flatMap(({ takes, puts }) => [...takes, ...puts])])];
  return {
    places: places.map((id) => ({ id })),
    transitions: parsed.map(({ id }) => ({ id, label: id.startsWith('_') ? null : id })),
    arcs: parsed.flatMap(({ id, takes, puts }) => [
      ...takes.map((from) => ({ from, to: id, weight: 1 })),
      ...puts.map((to) => ({ from: id, to, weight: 1 })),
    ]),
    initial: { i: 1 },
    final: { o: 1 },
  };
};
const verdictOf = (model: PetriNet, limit?: number) => {
  const { verdict, problems } = soundness(model, limit);
  return { verdict, messages: problems.map(({ message }) => message), places: problems.map(({ place }) => place?.element) };
};

describe('sound', () => {
  it.each([
    ['a sequence', ['a: i → p', 'b: p → o'], 3],
    ['parallel paths', ['s: i → p q', 'a: p → r', 'b: q → t', 'j: r t → o'], 6],
    ['a loop', ['a: i → p', 'b: p → i', 'c: p → o'], 3],
    // van der Aalst, Process Mining (2016), figure 3.2 and N1 of the conformance chapter.
    [
      'N1 of the textbook',
      ['a: i → c1 c2', 'b: c1 → c3', 'c: c1 → c3', 'd: c2 → c4', 'e: c3 c4 → c5', 'f: c5 → c1 c2', 'g: c5 → o', 'h: c5 → o'],
      7,
    ],
    ['a choice made earlier and remembered', ['a: i → p m', 'b: i → p n', 'c: p → q', 'd: q m → o', 'e: q n → o'], 6],
  ])('%s', (_, lines, states) => {
    expect(soundness(net(...lines))).toEqual({ verdict: 'sound', states, problems: [] });
  });
});

describe('unsound', () => {
  it('a choice joined as if parallel: stuck, with the way there and what waits', () => {
    expect(verdictOf(net('a: i → p', 'b: i → q', 'j: p q → o'))).toEqual({
      verdict: 'unsound',
      messages: [
        'No case can ever be complete: the final marking is never reached.',
        'A case can get stuck: after “a”, “j” waits for something that never comes.',
        'Steps that can never happen: “j”.',
      ],
      places: [undefined, 'j', 'j'],
    });
  });
  it('stuck on one of two ways', () => {
    expect(verdictOf(net('a: i → p q', 'b: p → r', 'x: p → s', 'j: r q → o'))).toMatchObject({
      messages: ['A case can get stuck: after “a”, “x”, “j” waits for something that never comes.'],
    });
  });
  it('parallel paths joined as if a choice: work is left', () => {
    expect(verdictOf(net('s: i → p q', 'a: p → o', 'b: q → o'))).toEqual({
      verdict: 'unsound',
      messages: [
        'A case can reach its end while work is still open: after “s”, “a”, “b” can still follow.',
        'No case can ever be complete: the final marking is never reached.',
      ],
      places: ['b', undefined],
    });
  });
  it('a token that nothing takes', () => {
    expect(verdictOf(net('s: i → p q', 'a: p → o')).messages).toContain(
      'A case can reach its end while work is still open: after “s”, “a”, a token is left in “q”.',
    );
  });
  it('a circle without a way out', () => {
    expect(verdictOf(net('a: i → p', 'b: p → o', 'c: p → q', 'd: q → r', 'e: r → q'))).toEqual({
      verdict: 'unsound',
      messages: ['A case can go round for ever without a way to the end: after “a”, “c”.'],
      places: ['c'],
    });
  });
  it('a dead step', () => {
    expect(verdictOf(net('a: i → o', 'b: p → o')).messages).toEqual(['Steps that can never happen: “b”.']);
  });
  it('tokens that pile up', () => {
    const { verdict, messages } = verdictOf(net('a: i → p', 'b: p → p q', 'c: p q → o'));
    expect(verdict).toBe('unsound');
    expect(messages).toEqual([
      'Work can pile up without end: after “a”, “b”, the same point is reached again with more paths running than before (place “q”).',
    ]);
  });
});

it('beyond the limit it says unknown, never more than it knows', () => {
  const wide = net(
    `s: i → ${Array.from({ length: 12 }, (_, k) => `p${k}`).join(' ')}`,
    ...Array.from({ length: 12 }, (_, k) => `t${k}: p${k} → q${k}`),
    `j: ${Array.from({ length: 12 }, (_, k) => `q${k}`).join(' ')} → o`,
  );
  expect(soundness(wide)).toMatchObject({ verdict: 'sound', states: 2 ** 12 + 2 });
  expect(verdictOf(wide, 100)).toMatchObject({ verdict: 'unknown', messages: [expect.stringContaining('more than 100 states')] });
});

it('a net of very many places is looked at within bounds of time and memory', () => {
  const steps = Array.from({ length: 6_000 }, (_, i) => ({ activity: `s${i}` }));
  const began = performance.now();
  expect(soundness(treeToNet({ op: 'sequence', children: steps }))).toMatchObject({
    verdict: 'unknown',
    problems: [{ severity: 'warning' }],
  });
  expect(performance.now() - began).toBeLessThan(30_000);
});

describe.skipIf(shared === null)('published nets', () => {
  it.each([
    ['logs/models/prAm6.pnml', 'sound'],
    ['logs/models/M1.pnml', 'sound'],
    ['oracle/sepsis/models/im.pnml', 'sound'],
    ['oracle/bpic2012/models/imf02.pnml', 'sound'],
    ['oracle/running-example/models/alpha.pnml', 'sound'],
    ['oracle/road_fine/models/alpha.pnml', 'unsound'],
    ['oracle/sepsis/models/heuristics.pnml', 'unsound'],
  ])('%s is %s', (path, verdict) => {
    expect(soundness(parsePnml(readFileSync(`${shared}${path}`, 'utf8')).net).verdict).toBe(verdict);
  });
});
