import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bpmnToNet, parsePnml, readBpmn, readDocument, soundness } from '../../../analysis/models/index.ts';
import { shared } from '../../shared.ts';
import { drawn, file, process } from './drawing.ts';
import { wordsOfNet } from './language.ts';

/** What a drawn process accepts, up to a length, and what is said of it. */
const meaning = async (inside: string, length = 5) => {
  const { bpmn, problems } = await readBpmn(inside.startsWith('<?xml') ? inside : file(process(inside)));
  const { net, problems: assumed } = bpmnToNet(bpmn);
  return {
    words: [...wordsOfNet(net, length)].map((word) => word.replaceAll(',', '')).sort(),
    verdict: soundness(net).verdict,
    messages: [...problems, ...assumed].map(({ message }) => message),
    net,
    bpmn,
  };
};
const [s, e] = ['startEvent', 'endEvent'];
const [X, A, O] = ['exclusiveGateway', 'parallelGateway', 'inclusiveGateway'];
const t = 'task';

describe('tasks', () => {
  it.each(['task', 'userTask', 'serviceTask', 'sendTask', 'receiveTask', 'manualTask', 'scriptTask', 'businessRuleTask', 'callActivity'])(
    '%s is a step',
    async (tag) => {
      const { words, net, verdict } = await meaning(drawn({ s, a: tag, b: t, e }, 's a b e'));
      expect(words).toEqual(['ab']);
      expect(verdict).toBe('sound');
      expect(net.transitions.filter(({ label }) => label !== null)).toEqual([
        expect.objectContaining({ label: 'a', element: 'a' }),
        expect.objectContaining({ label: 'b', element: 'b' }),
      ]);
    },
  );
  it('names are normalised, and missing names are said', async () => {
    const { bpmn, messages } = await meaning(drawn({ s, a: [t, 'name=" Check&#10;  credit "'], b: [t, 'name=""'], e }, 's a b e'));
    expect(bpmn.nodes.filter(({ kind }) => kind === 'step').map(({ label }) => label)).toEqual(['Check credit', 'b']);
    expect(messages).toEqual(['Steps without a name are known by their id: “b”.']);
  });
  it('several flows into a task are alternatives, several out of it run side by side', async () => {
    const { words, verdict } = await meaning(
      drawn({ s, x: X, a: t, b: t, c: t, d: t, f: t, j: A, e }, 's x a c', 'x b c', 'c d j e', 'c f j'),
    );
    expect(words).toEqual(['acdf', 'acfd', 'bcdf', 'bcfd']);
    expect(verdict).toBe('sound');
  });
  it('conditions on flows out of a task: any of them, at least one', async () => {
    const inside = `${drawn({ s, a: t, b: t, c: t, e }, 's a', 'b e', 'c e')}
      <sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression xsi:type="tFormalExpression">x</conditionExpression></sequenceFlow>
      <sequenceFlow id="g" sourceRef="a" targetRef="c"><conditionExpression xsi:type="tFormalExpression">y</conditionExpression></sequenceFlow>`;
    expect((await meaning(inside)).words).toEqual(['ab', 'abc', 'ac', 'acb']);
  });
  it('loop and multi-instance markers', async () => {
    const { words, messages } = await meaning(drawn({ s, a: [t, '', '<standardLoopCharacteristics/>'], b: t, e }, 's a b e'), 4);
    expect(words).toEqual(['aaab', 'aab', 'ab']);
    expect(messages).toHaveLength(1);
    expect(
      (await meaning(drawn({ s, a: [t, '', '<standardLoopCharacteristics testBefore="true"/>'], b: t, e }, 's a b e'), 3)).words,
    ).toEqual(['aab', 'ab', 'b']);
  });
  it('lanes: the innermost one', async () => {
    const lanes =
      '<laneSet><lane id="l1" name="Sales"><flowNodeRef>a</flowNodeRef><childLaneSet><lane id="l2" name="Back office"><flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane></laneSet>';
    const { bpmn } = await meaning(`${lanes}${drawn({ s, a: t, b: t, e }, 's a b e')}`);
    expect(bpmn.nodes.map(({ id, lane }) => [id, lane])).toEqual([
      ['s', null],
      ['a', 'Back office'],
      ['b', null],
      ['e', null],
    ]);
  });
});

describe('gateways', () => {
  it('exclusive and event-based: one of the branches', async () => {
    for (const tag of [X, 'eventBasedGateway'])
      expect((await meaning(drawn({ s, x: tag, a: t, b: t, y: X, e }, 's x a y e', 'x b y'))).words).toEqual(['a', 'b']);
  });
  it('parallel: all of them', async () => {
    expect((await meaning(drawn({ s, x: A, a: t, b: t, y: A, e }, 's x a y e', 'x b y'))).words).toEqual(['ab', 'ba']);
  });
  it('inclusive: any of them, and the join waits for those taken', async () => {
    for (const tag of [O, 'complexGateway']) {
      const { words, verdict } = await meaning(drawn({ s, x: tag, a: t, b: t, y: tag, c: t, e }, 's x a y c e', 'x b y'));
      expect(words).toEqual(['abc', 'ac', 'bac', 'bc']);
      expect(verdict).toBe('sound');
    }
  });
  it('inclusive with eleven branches stays small', async () => {
    const branches = Array.from({ length: 11 }, (_, i) => `t${i}`);
    const { net, verdict } = await meaning(
      drawn({ s, x: O, y: O, e, ...Object.fromEntries(branches.map((id) => [id, t])) }, 's x', 'y e', ...branches.map((id) => `x ${id} y`)),
      0,
    );
    expect(net.transitions.length).toBeLessThan(70);
    expect(verdict).toBe('sound');
  });
  it('inclusive joins of parallel and of exclusive splits', async () => {
    expect((await meaning(drawn({ s, x: A, a: t, b: t, y: O, c: t, e }, 's x a y c e', 'x b y'))).words).toEqual(['abc', 'bac']);
    expect((await meaning(drawn({ s, x: X, a: t, b: t, y: O, c: t, e }, 's x a y c e', 'x b y'))).words).toEqual(['ac', 'bc']);
  });
  it('nested inclusive blocks with a loop inside', async () => {
    const { words, verdict, messages } = await meaning(
      drawn({ s, x: O, a: t, m: X, b: t, n: X, u: O, c: t, d: t, v: O, y: O, e }, 's x a y e', 'x m b n y', 'n m', 'x u c v y', 'u d v'),
      2,
    );
    expect(words).toEqual(['a', 'ab', 'ac', 'ad', 'b', 'ba', 'bb', 'bc', 'bd', 'c', 'ca', 'cb', 'cd', 'd', 'da', 'db', 'dc']);
    expect(verdict).toBe('sound');
    expect(messages).toEqual([]);
  });
  it('an inclusive join without a block of its own is said, and allows at least what is drawn', async () => {
    // y also takes a path from before the split: whether to wait depends on what was taken long before.
    const { words, messages } = await meaning(drawn({ s, z: A, x: X, a: t, b: t, y: O, c: t, e, f: e }, 's z x a y c e', 'z b y', 'x f'));
    expect(words).toEqual(expect.arrayContaining(['abc', 'bac', 'bc']));
    expect(messages.some((message) => message.includes('“y” closes no block of its own'))).toBe(true);
  });
  it('an exclusive split closed by a parallel join is unsound, and says why', async () => {
    const document = await readDocument(
      file(process(drawn({ s, x: X, a: t, b: t, y: [A, 'name="Both done"'], e }, 's x a y e', 'x b y'))),
      'x.bpmn',
    );
    expect(document.soundness.verdict).toBe('unsound');
    expect(document.soundness.problems[0].message).toBe('No case can ever be complete: the final marking is never reached.');
    expect(document.soundness.problems[1].message).toBe(
      'A case can get stuck: after “a”, “Both done” waits for something that never comes.',
    );
    expect(document.soundness.problems[1].place).toEqual({ element: 'y' });
  });
});

describe('starts and ends', () => {
  it('several start events: one of them', async () => {
    const { words, messages } = await meaning(drawn({ s, r: s, a: t, b: t, x: X, e }, 's a x e', 'r b x'));
    expect(words).toEqual(['a', 'b']);
    expect(messages).toEqual(['The process has 2 start events: a case starts at one of them.']);
  });
  it('no start event: all that have no incoming flow; no end event: where flows end', async () => {
    const { words, messages, verdict } = await meaning(drawn({ a: t, b: t, y: A, c: t }, 'a y c', 'b y'));
    expect(words).toEqual(['abc', 'bac']);
    expect(messages).toEqual([
      'The process has no start event: every element without incoming flow starts it: “a”, “b”.',
      'The process has no end event: a case ends after “c”.',
    ]);
    expect(verdict).toBe('sound');
  });
  it('nothing but a circle: said, and started at the first', async () => {
    const { words, messages, verdict } = await meaning(drawn({ a: t, b: t }, 'a b a'), 3);
    expect(words).toEqual([]);
    expect(verdict).toBe('unsound');
    expect(messages[0]).toMatch(/no start: every element has an incoming flow.*“a”/);
  });
  it('ends of parallel paths: the case ends when all have ended', async () => {
    const { words, verdict, net } = await meaning(drawn({ s, x: A, a: t, b: t, e, f: e }, 's x a e', 'x b f'));
    expect(words).toEqual(['ab', 'ba']);
    expect(verdict).toBe('sound');
    expect(Object.values(net.initial)).toEqual([1]);
    expect(Object.values(net.final)).toEqual([1]);
  });
  it('one end that several parallel paths reach, some of them sometimes', async () => {
    const { words, verdict } = await meaning(drawn({ s, x: O, a: t, b: t, c: t, e }, 's x a e', 'x b e', 'x c e'));
    expect(words).toEqual(['a', 'ab', 'abc', 'ac', 'acb', 'b', 'ba', 'bac', 'bc', 'bca', 'c', 'ca', 'cab', 'cb', 'cba']);
    expect(verdict).toBe('sound');
  });
  it('a terminate event stops everything at once', async () => {
    const terminate = [e, '', '<terminateEventDefinition/>'] as const;
    const { words, verdict } = await meaning(drawn({ s, x: A, a: t, b: t, c: t, k: terminate, e }, 's x a k', 'x b c e'));
    // Between a and the event that stops the rest, b and c may still happen; after it nothing does.
    expect(words).toEqual(['a', 'ab', 'abc', 'ba', 'bac', 'bca']);
    expect(verdict).toBe('sound');
  });
  it('paths that multiply without end are named', async () => {
    const { bpmn } = await readBpmn(file(process(drawn({ s, m: X, a: t, x: A, e }, 's m a x e', 'x m'))));
    const { net, problems } = bpmnToNet(bpmn);
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('can start paths side by side without end') })]);
    expect(soundness(net)).toMatchObject({
      verdict: 'unsound',
      problems: [{ message: expect.stringContaining('Work can pile up without end') }],
    });
  });
  it('links jump', async () => {
    const link = '<linkEventDefinition name="L"/>';
    const { words, messages } = await meaning(
      drawn({ s, a: t, i: ['intermediateThrowEvent', '', link], k: ['intermediateCatchEvent', '', link], b: t, e }, 's a i', 'k b e'),
    );
    expect(words).toEqual(['ab']);
    expect(messages).toEqual([]);
  });
  it('intermediate events are moments', async () => {
    const { words, messages } = await meaning(
      drawn({ s, a: t, i: ['intermediateCatchEvent', 'name="A day passes"', '<timerEventDefinition/>'], b: t, e }, 's a i b e'),
    );
    expect(words).toEqual(['ab']);
    expect(messages).toEqual(['Intermediate events are moments, not steps: no log entry is expected for them: “A day passes”.']);
  });
});

describe('boundary events', () => {
  const on = (host: string, interrupting = true, definition = 'timer') =>
    ['boundaryEvent', `attachedToRef="${host}" cancelActivity="${interrupting}"`, `<${definition}EventDefinition/>`] as const;
  it('interrupting on a task: instead of it or after it was recorded', async () => {
    const { words, verdict } = await meaning(drawn({ s, a: t, i: on('a'), b: t, c: t, e, f: e }, 's a b e', 'i c f'));
    expect(words).toEqual(['ab', 'ac', 'c']);
    expect(verdict).toBe('sound');
  });
  it('not interrupting: beside it, at most once', async () => {
    const { words, verdict } = await meaning(drawn({ s, a: t, i: on('a', false), b: t, c: t, e, f: e }, 's a b e', 'i c f'));
    expect(words).toEqual(['ab', 'abc', 'acb', 'cab']);
    expect(verdict).toBe('sound');
  });
  it('interrupting on a sub-process with parallel paths: everything in it stops', async () => {
    const inner = drawn({ s1: s, x: A, a: t, b: t, y: A, e1: e }, 's1 x a y e1', 'x b y');
    const { words, verdict } = await meaning(
      drawn({ s, u: ['subProcess', '', inner], i: on('u'), c: t, d: t, e, f: e }, 's u c e', 'i d f'),
    );
    expect(words).toEqual(['abc', 'abd', 'ad', 'bac', 'bad', 'bd', 'd']);
    expect(verdict).toBe('sound');
  });
  it('an error end leaves only by the error event that catches it', async () => {
    const inner = drawn({ s1: s, a: t, x: X, e1: e, f1: [e, '', '<errorEventDefinition/>'] }, 's1 a x e1', 'x f1');
    const { words, verdict } = await meaning(
      drawn({ s, u: ['subProcess', '', inner], i: on('u', true, 'error'), c: t, d: t, e, f: e }, 's u c e', 'i d f'),
    );
    expect(words).toEqual(['ac', 'ad']);
    expect(verdict).toBe('sound');
  });
  it('stopping a scope stops what lies in it, however deep', async () => {
    const deep = drawn({ s2: s, x: A, a: t, b: t, e2: e, f2: e }, 's2 x a e2', 'x b f2');
    const inner = drawn({ s1: s, z: A, v: ['subProcess', '', deep], k: t, w: A, e1: e }, 's1 z v w e1', 'z k w');
    const { words, verdict } = await meaning(
      drawn({ s, u: ['subProcess', '', inner], i: on('u'), c: t, d: t, e, f: e }, 's u c e', 'i d f'),
      4,
    );
    expect(words).toEqual(
      ['', 'a', 'b', 'k', 'ab', 'ak', 'ba', 'bk', 'ka', 'kb', 'abk', 'akb', 'bak', 'bka', 'kab', 'kba']
        .flatMap((done) => (done.length === 3 ? [`${done}c`, `${done}d`] : [`${done}d`]))
        .sort(),
    );
    expect(verdict).toBe('sound');
  });
});

describe('sub-processes', () => {
  const inner = drawn({ s1: s, a: t, b: t, e1: e }, 's1 a b e1');
  it('drawn open: its inside; transactions too', async () => {
    for (const tag of ['subProcess', 'transaction']) {
      const { words, bpmn } = await meaning(drawn({ s, u: [tag, '', inner], c: t, e }, 's u c e'));
      expect(words).toEqual(['abc']);
      expect(bpmn.nodes.find(({ id }) => id === 'a')?.scope).toBe('u');
    }
  });
  it('empty or drawn closed: one step, and it is said', async () => {
    expect(await meaning(drawn({ s, u: 'subProcess', e }, 's u e'))).toMatchObject({
      words: ['u'],
      messages: ['Sub-processes without content count as one step: “u”.'],
    });
    const plane =
      '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"><bpmndi:BPMNPlane bpmnElement="p"><bpmndi:BPMNShape bpmnElement="u" isExpanded="false"/></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>';
    expect(await meaning(file(process(drawn({ s, u: ['subProcess', '', inner], e }, 's u e')), plane))).toMatchObject({
      words: ['u'],
      messages: ['Closed sub-processes count as one step; their inside is not looked into: “u”.'],
    });
  });
  it('repeated as a whole', async () => {
    expect(
      (await meaning(drawn({ s, u: ['subProcess', '', `<multiInstanceLoopCharacteristics/>${inner}`], c: t, e }, 's u c e'))).words,
    ).toEqual(['ababc', 'abc']);
  });
  it('ad hoc: parts in any order and number', async () => {
    const parts = drawn({ a: t, b: t });
    expect((await meaning(drawn({ s, u: ['adHocSubProcess', '', parts], c: t, e }, 's u c e'), 3)).words).toEqual([
      'aac',
      'abc',
      'ac',
      'bac',
      'bbc',
      'bc',
      'c',
    ]);
  });
  it('event sub-processes and compensation are left out and named', async () => {
    const { words, messages } = await meaning(
      drawn(
        {
          s,
          a: t,
          v: ['subProcess', 'triggeredByEvent="true"', drawn({ s1: s, z: t }, 's1 z')],
          c: [t, 'isForCompensation="true"'],
          i: ['boundaryEvent', 'attachedToRef="a"', '<compensateEventDefinition/>'],
          e,
        },
        's a e',
      ),
    );
    expect(words).toEqual(['a']);
    expect(messages).toEqual([
      'Event sub-processes were left out: their steps count as not documented: “v”.',
      'Compensation was left out: it undoes work and has no place in the order: “c”.',
    ]);
  });
});

describe('what is not one clean process', () => {
  it('several pools: the one with most elements', async () => {
    const pools =
      '<collaboration id="co"><participant id="p1" name="Customer" processRef="q"/><participant id="p2" name="Shop" processRef="p"/><messageFlow id="m" sourceRef="x" targetRef="a"/></collaboration>';
    const { words, messages } = await meaning(file(pools, process(drawn({ x: t }), 'q'), process(drawn({ s, a: t, e }, 's a e'))));
    expect(words).toEqual(['a']);
    expect(messages).toEqual([
      'The file draws 2 processes; the one with most elements, “Shop”, was read, not “Customer”.',
      'Message flows were left out: they order nothing within one process.',
    ]);
  });
  it('dangling flows and double ids', async () => {
    const { words, messages } = await meaning(
      `${drawn({ s, a: t, e }, 's a e')}<sequenceFlow id="f" name="lost" sourceRef="a" targetRef="nowhere"/><task id="a" name="again"/>`,
    );
    expect(words).toEqual(['a']);
    expect(messages).toEqual([
      'An element was left out: duplicate ID <a>.',
      'Sequence flows whose ends are not both in the process were left out: “lost”.',
    ]);
  });
  it.each([
    ['empty', ' ', /is empty/],
    ['no XML', 'hello', /cannot be read.*line 1/],
    ['ill-formed', '<definitions>\n<process>\n</definitions>', /line 3/],
    ['DOCTYPE', '<!DOCTYPE x [<!ENTITY a "b">]>\n<definitions/>', /DOCTYPE/],
    [
      'endless nesting',
      file(`<process id="p">${'<subProcess>'.repeat(5_000)}${'</subProcess>'.repeat(5_000)}</process>`),
      /nested more than 100 deep \(line/,
    ],
    ['another root', '<html/>', /neither BPMN nor PNML.*<html>/],
    ['no process', file('<collaboration id="c"/>'), /draws no process/],
    ['definitions of something else', '<definitions xmlns="urn:x"/>', /not a BPMN 2.0 file/],
  ])('refuses: %s', async (_, text, message) => {
    await expect(readDocument(text, 'x.bpmn')).rejects.toMatchObject({ code: 'bad-model', message: expect.stringMatching(message) });
  });
});

describe.skipIf(shared === null)('files of the interchange working group', () => {
  const files =
    shared === null
      ? []
      : readdirSync(`${shared}logs/bpmn`).flatMap((tool) => readdirSync(`${shared}logs/bpmn/${tool}`).map((name) => `${tool}/${name}`));
  it.each(files)('%s is read', async (name) => {
    const document = await readDocument(readFileSync(`${shared}logs/bpmn/${name}`, 'utf8'), name);
    expect(document.kind).toBe('bpmn');
    // The reference draws parallel gateway 7 of B.2.0 to join paths of which one start reaches only one; the others are as their tool left them.
    if (!/B\.2\.0|genmymodel\/A\.2\.0/.test(name)) expect(document.soundness).toMatchObject({ verdict: 'sound', problems: [] });
  });
  it('every step of every reference diagram that is not named as left out has its transition', async () => {
    for (const name of files.filter((each) => each.startsWith('miwg-reference'))) {
      const { steps, net } = await readDocument(readFileSync(`${shared}logs/bpmn/${name}`, 'utf8'), name);
      const elements = new Set(net.transitions.filter(({ label }) => label !== null).map(({ element }) => element));
      expect(steps.filter(({ element }) => !elements.has(element))).toEqual([]);
    }
  });
});

describe.skipIf(shared === null)('drawn models of real logs', () => {
  const read = (path: string): string => readFileSync(`${shared}${path}`, 'utf8');
  it('running example: the words of PM4Py’s translation', async () => {
    const { net } = await readDocument(read('logs/models/running-example.bpmn'), 'x.bpmn');
    const words = wordsOfNet(net, 9);
    expect(words.size).toBeGreaterThan(10);
    expect(words).toEqual(wordsOfNet(parsePnml(read('oracle/running-example/models/running-example_bpmn.pnml')).net, 9));
  });
  it('receipt, which has exclusive gateways only: the words of walking along its flows', async () => {
    const { bpmn } = await readBpmn(read('logs/models/receipt.bpmn'));
    const node = new Map(bpmn.nodes.map((each) => [each.id, each]));
    const after = (id: string): string[] => bpmn.flows.filter(({ from }) => from === id).map(({ to }) => to);
    const walked = new Set<string>();
    const walk = (word: readonly string[], from: readonly string[]): void => {
      const reached = new Set(from);
      for (const id of reached) if (node.get(id)?.kind !== 'step') for (const next of after(id)) reached.add(next);
      for (const id of reached) {
        if (node.get(id)?.kind === 'end') walked.add(word.join(','));
        if (node.get(id)?.kind === 'step' && word.length < 4) walk([...word, node.get(id)?.label ?? ''], after(id));
      }
    };
    walk(
      [],
      bpmn.nodes.filter(({ kind }) => kind === 'start').map(({ id }) => id),
    );
    expect(walked.size).toBe(1310);
    expect(wordsOfNet(bpmnToNet(bpmn).net, 4)).toEqual(walked);
  });
  it.each(['running-example', 'roadtraffic100traces', 'receipt', 'sepsis', 'road_fine', 'bpic2012'])(
    '%s: PM4Py’s BPMN is sound',
    async (log) => {
      for (const model of ['im', 'imf02']) {
        const document = await readDocument(read(`oracle/${log}/models/${model}.bpmn`), `${model}.bpmn`);
        expect(document.soundness.verdict).toBe('sound');
        expect(document.problems).toEqual([]);
      }
    },
  );
});
