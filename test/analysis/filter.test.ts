import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Condition, casesMatching, Fault, filter as schema } from '../../analysis/index.ts';
import { at, minutes, type Tables, tables } from '../tables.ts';
import { attributes, office } from './questions/office.ts';

// The office: c1, c2 Register Check Approve Pay; c3 Register Check Register Check Approve Reject; c4 Register Check Check.
// They run 0–110, 10–210, 20–150 and 60–90 minutes.
let log: Tables;
beforeAll(async () => {
  log = await office();
});
afterAll(() => log.close());

/** A filter as it comes from outside, with its defaults. */
const parsed = (...conditions: readonly unknown[]) => schema.parse(conditions);
const kept = (...conditions: readonly unknown[]) => log.keeps(parsed(...conditions));

const examples: readonly (readonly [condition: Record<string, unknown>, kept: readonly string[]])[] = [
  [{ kind: 'time', mode: 'contained', from: at(5), to: at(150) }, ['c4']],
  [{ kind: 'time', mode: 'contained', from: at(20), to: at(151) }, ['c3', 'c4']],
  [{ kind: 'time', from: at(110), to: at(120) }, ['c1', 'c2', 'c3']],
  [{ kind: 'time', from: null, to: at(20) }, ['c1', 'c2']],
  [{ kind: 'time', mode: 'started', from: at(10), to: at(60) }, ['c2', 'c3']],
  [{ kind: 'time', mode: 'ended', from: at(110), to: null }, ['c1', 'c2', 'c3']],
  [{ kind: 'time', mode: 'ended', from: '2024-01-01T03:50:00+02:00', to: null }, ['c1', 'c2', 'c3']],
  [{ kind: 'time', mode: 'ended', from: '2024-01-01T01:50:00.000001Z', to: null }, ['c2', 'c3']],
  [{ kind: 'time' }, ['c1', 'c2', 'c3', 'c4']],
  [{ kind: 'activity', activities: ['Pay', 'Reject'] }, ['c1', 'c2', 'c3']],
  [{ kind: 'activity', activities: ['Approve', 'Reject'], mode: 'all' }, ['c3']],
  [{ kind: 'activity', activities: ['No such'] }, []],
  [{ kind: 'starts', activities: ['Register'] }, ['c1', 'c2', 'c3', 'c4']],
  [{ kind: 'starts', activities: ['Check'] }, []],
  [{ kind: 'ends', activities: ['Check', 'Reject'] }, ['c3', 'c4']],
  [{ kind: 'variant', variants: [0] }, ['c1', 'c2']],
  [{ kind: 'variant', variants: [1, 2, 99] }, ['c3', 'c4']],
  [{ kind: 'case', cases: ['c4', "c1' or true --"] }, ['c4']],
  [{ kind: 'attribute', column: 'amount', values: ['35'] }, ['c1', 'c3']],
  [{ kind: 'attribute', column: 'amount', values: ['35.0', '3.55e1'] }, ['c1', 'c2', 'c3']],
  [{ kind: 'attribute', column: 'amount', values: [null] }, ['c4']],
  [{ kind: 'attribute', column: 'amount', values: [null, '35.5'] }, ['c2', 'c4']],
  [{ kind: 'attribute', column: 'a \'b\' "c"', values: ['x'] }, ['c1', 'c3']],
  [{ kind: 'attribute', column: 'urgent', values: ['false'] }, ['c2']],
  [{ kind: 'attribute', column: 'due', values: ['2024-01-31T08:00:00.000001Z'] }, ['c1']],
  [{ kind: 'attribute', column: 'due', values: ['2024-01-31T08:00:00Z'] }, []],
  [{ kind: 'attribute', column: 'note', values: ['ok'] }, ['c1']],
  [{ kind: 'attribute', column: 'note', values: [null] }, ['c1', 'c2', 'c3', 'c4']],
  [{ kind: 'attribute', column: 'resource', values: ['cat'] }, ['c3']],
  [{ kind: 'attribute', column: 'team', values: ['board'] }, ['c1', 'c2', 'c3']],
  [{ kind: 'attribute', column: 'team', values: [null] }, ['c4']],
  [{ kind: 'duration', minMs: minutes(110), maxMs: minutes(130) }, ['c1', 'c3']],
  [{ kind: 'duration', minMs: minutes(110) + 0.001 }, ['c2', 'c3']],
  [{ kind: 'duration', maxMs: minutes(30) }, ['c4']],
  [{ kind: 'follows', from: 'Check', to: 'Check' }, ['c4']],
  [{ kind: 'follows', from: 'Check', to: 'Check', directly: false }, ['c3', 'c4']],
  [{ kind: 'follows', from: 'Check', to: 'Register' }, ['c3']],
  [{ kind: 'follows', from: 'Register', to: 'Approve' }, []],
  [{ kind: 'follows', from: 'Register', to: 'Approve', directly: false }, ['c1', 'c2', 'c3']],
  [{ kind: 'follows', from: 'Approve', to: 'Register', directly: false }, []],
  [{ kind: 'follows', from: 'No such', to: 'Check', directly: false }, []],
  [{ kind: 'follows', from: 'Check', to: 'No such', directly: false }, []],
  [{ kind: 'handoff', from: 'back', to: 'front' }, ['c3']],
  [{ kind: 'handoff', from: 'board', to: 'board' }, ['c3']],
  [{ kind: 'rework' }, ['c3', 'c4']],
  [{ kind: 'rework', activity: 'Register' }, ['c3']],
  [{ kind: 'rework', activity: 'Pay' }, []],
];

test.each(examples)('%j', async (condition, expected) => {
  expect(await kept(condition)).toEqual(expected);
});

test.each(examples)('not %j', async (condition, expected) => {
  expect(await kept({ ...condition, keep: false })).toEqual(['c1', 'c2', 'c3', 'c4'].filter((id) => !expected.includes(id)));
});

test('no condition keeps everything', async () => {
  expect(await kept()).toEqual(['c1', 'c2', 'c3', 'c4']);
});

test('conditions must all hold, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...examples), fc.boolean()), { minLength: 2, maxLength: 4 }), async (chosen) => {
      const conditions = chosen.map(([[condition], keep]) => ({ ...condition, keep }));
      const expected = ['c1', 'c2', 'c3', 'c4'].filter((id) => chosen.every(([[, ids], keep]) => ids.includes(id) === keep));
      expect(await kept(...conditions)).toEqual(expected);
      expect(await kept(...conditions.toReversed())).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test('a handoff or an eventual step is one case’s own, never from one case to the next', async () => {
  const two = await tables([
    { id: '1', events: ['A 0 a@x'] },
    { id: '2', events: ['B 1 b@y'] },
  ]);
  expect(await two.keeps(parsed({ kind: 'handoff', from: 'x', to: 'y' }))).toEqual([]);
  expect(await two.keeps(parsed({ kind: 'follows', from: 'A', to: 'B', directly: false }))).toEqual([]);
  expect(await two.keeps(parsed({ kind: 'follows', from: 'A', to: 'B' }))).toEqual([]);
  two.close();
});

test('values are parameters, never text', () => {
  const evil = "x'); drop table event; --";
  const conditions: readonly Condition[] = parsed(
    { kind: 'activity', activities: [evil] },
    { kind: 'starts', activities: [evil] },
    { kind: 'ends', activities: [evil] },
    { kind: 'case', cases: [evil] },
    { kind: 'attribute', column: 'note', values: [evil] },
    { kind: 'follows', from: evil, to: evil },
    { kind: 'follows', from: evil, to: evil, directly: false },
    { kind: 'handoff', from: evil, to: evil },
    { kind: 'rework', activity: evil },
  );
  const { text, values } = casesMatching([...conditions], { attributes: [...attributes] });
  expect(text).not.toContain('drop');
  expect(values.length).toBe(text.split('?').length - 1);
  expect(values.every((value) => value === evil)).toBe(true);
});

test('what cannot be meant is a fault with every problem in it', () => {
  const wrong = parsed(
    { kind: 'attribute', column: 'colour', values: ['red'] },
    { kind: 'attribute', column: 'amount', values: ['35', 'many', ''] },
    { kind: 'attribute', column: 'urgent', values: ['yes'] },
    { kind: 'attribute', column: 'due', values: ['soon', '2024-02-30T00:00:00Z', '2024-13-01'] },
  );
  const fault = (() => {
    try {
      casesMatching(wrong, { attributes: [...attributes] });
      return null;
    } catch (error) {
      return error;
    }
  })();
  expect(fault).toBeInstanceOf(Fault);
  expect((fault as Fault).code).toBe('bad-filter');
  expect((fault as Fault).problems.map(({ message }) => message)).toEqual([
    'The log has no column "colour".',
    '"many" is no number, which the column "amount" holds.',
    '"" is no number, which the column "amount" holds.',
    '"yes" is no boolean, which the column "urgent" holds.',
    '"soon" is no time, which the column "due" holds.',
    '"2024-02-30T00:00:00Z" is no time, which the column "due" holds.',
    '"2024-13-01" is no time, which the column "due" holds.',
  ]);
});
