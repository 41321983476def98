import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../analysis/fault.ts';
import { parsePnml, printPnml } from '../../../analysis/models/index.ts';
import type { PetriNet } from '../../../analysis/schema/index.ts';
import { shared } from '../../shared.ts';

const file = (inside: string, after = ''): string =>
  `<pnml><net id="n" type="http://www.pnml.org/version-2009/grammar/ptnet">${inside}${after}</net></pnml>`;
const place = (id: string, tokens = 0): string =>
  `<place id="${id}">${tokens > 0 ? `<initialMarking><text>${tokens}</text></initialMarking>` : ''}</place>`;
const transition = (id: string, inside = `<name><text>${id}</text></name>`): string => `<transition id="${id}">${inside}</transition>`;
const arc = (source: string, target: string, inside = ''): string =>
  `<arc id="${source}-${target}" source="${source}" target="${target}">${inside}</arc>`;
const problemsOf = (text: string): readonly { message: string; place?: { element?: string; line?: number } }[] => {
  try {
    parsePnml(text);
  } catch (error) {
    if (error instanceof Fault && error.code === 'bad-model') return error.problems;
    throw error;
  }
  throw new Error('It was read.');
};

describe('what a file leaves open', () => {
  const body = place('p') + place('q') + transition('t') + arc('p', 't') + arc('t', 'q');
  it('markings from the shape of the net, and says so', () => {
    const { net, problems } = parsePnml(file(body));
    expect([net.initial, net.final]).toEqual([{ p: 1 }, { q: 1 }]);
    expect(problems.map(({ message }) => message)).toEqual([
      'The file states no initial marking: one token was put in each place without incoming arcs (p).',
      'The file states no final marking: one token in each place without outgoing arcs (q) was taken.',
    ]);
  });
  it('a stated final marking wins; one without tokens counts as none', () => {
    const final = (tokens: number): string =>
      `<finalmarkings><marking><place idref="p"><text>${tokens}</text></place><place idref="q"><text>0</text></place></marking></finalmarkings>`;
    expect(parsePnml(file(body, final(2))).net.final).toEqual({ p: 2 });
    expect(parsePnml(file(body, final(0))).net.final).toEqual({ q: 1 });
  });
  it('a net with neither is refused', () => {
    expect(problemsOf(file(place('p') + transition('t') + arc('p', 't') + arc('t', 'p'))).map(({ message }) => message)).toEqual([
      'The net has no initial marking and no place without incoming arcs.',
      'The net has no final marking and no place without outgoing arcs.',
    ]);
  });
});

describe('labels', () => {
  const label = (inside: string) => parsePnml(file(place('p', 1) + transition('t', inside) + place('q') + arc('p', 't') + arc('t', 'q')));
  it('invisible only if the tool says so', () => {
    expect(
      label('<name><text>tau</text></name><toolspecific tool="ProM" version="6.4" activity="$invisible$"/>').net.transitions[0].label,
    ).toBeNull();
    expect(
      label(
        '<name><text>skip</text></name><toolspecific tool="StochasticPetriNet" version="0.2"><property key="invisible">true</property></toolspecific>',
      ).net.transitions[0].label,
    ).toBeNull();
    expect(label('<name><text>tau</text></name>').net.transitions[0].label).toBe('tau');
    expect(
      label('<name><text>x</text></name><toolspecific tool="ProM" version="6.4" activity="x\\n\\n$invisible$"/>').net.transitions[0].label,
    ).toBe('x');
  });
  it('a transition without a name is known by its id, and it is said', () => {
    const { net, problems } = label('<name><text> </text></name>');
    expect(net.transitions[0].label).toBe('t');
    expect(problems.find(({ severity }) => severity === 'warning')).toMatchObject({ place: { element: 't' } });
  });
});

it('reads nested pages, references and weights', () => {
  const { net } = parsePnml(
    file(
      `<page id="1">${place('p', 2)}<page id="2"><referencePlace id="r" ref="rr"/><referencePlace id="rr" ref="p"/>${transition('t')}${place('q')}</page>${arc('r', 't', '<inscription><text>2</text></inscription>')}${arc('t', 'q')}</page>`,
    ),
  );
  expect(net).toEqual({
    places: [{ id: 'p' }, { id: 'q' }],
    transitions: [{ id: 't', label: 't' }],
    arcs: [
      { from: 'p', to: 't', weight: 2 },
      { from: 't', to: 'q', weight: 1 },
    ],
    initial: { p: 2 },
    final: { q: 1 },
  });
});

describe('refusals', () => {
  it('everything at once, by element', () => {
    const text = file(
      [
        place('p', 1),
        place('p'),
        transition('t'),
        '<place id="m"><initialMarking><text>two</text></initialMarking></place>',
        arc('p', 'nowhere'),
        arc('p', 'm'),
        arc('t', 'm', '<arctype><text>inhibitor</text></arctype>'),
        arc('p', 't', '<inscription><text>0</text></inscription>'),
        '<place id="many"><initialMarking><text>999999999</text></initialMarking></place>',
        '<referencePlace id="r" ref="r"/>',
      ].join('\n'),
    );
    expect(problemsOf(text).map(({ message, place: at }) => [message.split(/[.,:]/)[0], at?.element])).toEqual([
      ['The id “p” is used twice', 'p'],
      ['The referencePlace “r” refers to nothing', 'r'],
      ['The initial marking of place “m” is “two”', 'm'],
      ['The initial marking of place “many” is “999999999”', 'many'],
      ['Arc “p-nowhere” ends at “nowhere”', 'p-nowhere'],
      ['Arc “p-m” joins two places', 'p-m'],
      ['Arc “t-m” is of the kind “inhibitor”', 't-m'],
      ['The weight of arc “p-t” is “0”', 'p-t'],
    ]);
  });
  it.each([
    ['a DOCTYPE', '<!DOCTYPE pnml [<!ENTITY a "aaaa">]>\n<pnml><net id="n"/></pnml>', /DOCTYPE/, 1],
    ['ill-formed XML', '<pnml>\n<net>\n</pnml>', /close tag/, 3],
    ['nothing', '', /document/, 1],
    ['another root', '<graphml/>', /<graphml>/, 1],
  ])('%s, with its line', (_, text, message, line) => {
    expect(problemsOf(text)).toEqual([expect.objectContaining({ message: expect.stringMatching(message), place: { line } })]);
  });
});

const someNet: fc.Arbitrary<PetriNet> = fc
  .record({
    places: fc.integer({ min: 2, max: 5 }),
    labels: fc.array(fc.option(fc.string({ unit: 'binary', minLength: 1 })), { minLength: 1, maxLength: 5 }),
    salt: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
  })
  .map(({ places, labels, salt }) => {
    const clean = (label: string | null): string | null =>
      // What XML cannot hold is replaced on writing; white space at the ends is not kept on reading.
      label === null
        ? null
        : label
            .replace(/[^\u0020-\uD7FF\t\n]/gu, '')
            .replace(/\uFEFF/g, '')
            .trim() || 'x';
    const transitions = labels.map((label, i) => ({ id: `t <&"${i}`, label: clean(label), ...(salt[i] % 2 ? { element: `e"${i}` } : {}) }));
    const arcs = transitions.flatMap(({ id }, i) => [
      { from: `p${salt[i] % places}`, to: id, weight: 1 + (salt[i] % 3) },
      { from: id, to: `p${salt[i + 5] % places}`, weight: 1 + (salt[i + 5] % 3) },
    ]);
    return {
      places: Array.from({ length: places }, (_, i) => ({ id: `p${i}` })),
      transitions,
      arcs,
      initial: { p0: 1 + (salt[10] % 2) },
      final: { p1: 1, ...(salt[11] % 2 ? { p0: 3 } : {}) },
    };
  });

it('prints what it parses', () => {
  fc.assert(
    fc.property(someNet, (net) => {
      expect(parsePnml(printPnml(net))).toEqual({ net, problems: [] });
    }),
    { numRuns: 200, seed: 7 },
  );
});

describe.skipIf(shared === null)('files of ProM and PM4Py', () => {
  const folders =
    shared === null
      ? []
      : [
          'logs/models',
          ...readdirSync(`${shared}oracle`)
            .filter((name) => !name.includes('.'))
            .map((name) => `oracle/${name}/models`),
        ];
  const files = folders.flatMap((folder) =>
    readdirSync(`${shared}${folder}`)
      .filter((name) => name.endsWith('.pnml'))
      .map((name) => `${folder}/${name}`),
  );
  it('are read, and printed as they were read', () => {
    expect(files.length).toBeGreaterThan(50);
    for (const path of files) {
      const { net } = parsePnml(readFileSync(`${shared}${path}`, 'utf8'));
      expect(parsePnml(printPnml(net)).net).toEqual(net);
    }
  });
  it.each([
    ['BPIC2013-incidents', 9, 10, 7],
    ['M1', 40, 39, 0],
    ['receipt', 20, 51, 24],
    ['prAm6', 347, 363, 0],
  ])('%s has %i places, %i transitions, %i of them invisible', (name, places, transitions, invisible) => {
    const { net } = parsePnml(readFileSync(`${shared}logs/models/${name}.pnml`, 'utf8'));
    expect([net.places.length, net.transitions.length, net.transitions.filter(({ label }) => label === null).length]).toEqual([
      places,
      transitions,
      invisible,
    ]);
  });
});
