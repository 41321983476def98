import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapping as mappingSchema } from '../../analysis/schema/index.ts';
import { fileConnectors, preview, propose, stage } from '../../connectors/index.ts';
import { words } from '../../connectors/words.ts';
import { shared } from '../shared.ts';
import { freshFolder, nothing, staged } from './staging.ts';

const steps = ['Register', 'Check', 'Decide', 'Notify'];
const people = ['Ann', 'Bo', 'Cy', 'Di', 'Ed'];
const teams = ['Front', 'Front', 'Back', 'Back', 'Back'];

/** Twenty cases of four steps, one row a step, the columns named as given. */
const table = (names: readonly string[], row: (i: number, step: number) => readonly (string | null)[]) =>
  propose(
    names,
    Array.from({ length: 80 }, (_, i) => row(i >> 2, i & 3)),
  );
const at = (i: number, step: number, hours = 0) => new Date(Date.UTC(2024, 0, 1 + i, 8 + step * 2 + hours)).toISOString();

describe('names in many languages', () => {
  for (const names of [
    ['Case ID', 'Activity', 'Complete Timestamp', 'Resource', 'Amount'],
    ['Vorgangsnummer', 'Tätigkeit', 'Zeitpunkt', 'Bearbeiter', 'Betrag'],
    ['numéro de dossier', 'étape', 'horodatage', 'utilisateur', 'montant'],
    ['expediente', 'actividad', 'fecha y hora', 'usuario', 'importe'],
    ['pratica', 'attività', 'data e ora', 'utente', 'importo'],
    ['zaaknummer', 'activiteit', 'tijdstip', 'medewerker', 'bedrag'],
    ['processo', 'atividade', 'data e hora', 'funcionário', 'valor'],
    ['orderNo', 'eventName', 'occurredAt', 'performedBy', 'totalPrice'],
  ])
    it(names.join(', '), () => {
      const { mapping } = table(names, (i, step) => [
        `${4000 + i}`,
        steps[step],
        at(i, step),
        people[(i + step) % 5],
        `${(i * 7919) % 997}.50`,
      ]);
      expect(mapping).toMatchObject({
        case: names[0],
        activity: names[1],
        end: names[2],
        resource: names[3],
        start: null,
        timeFormat: null,
      });
      expect(mapping.attributes).toEqual([{ column: names[4], of: 'case' }]);
    });
});

describe('values', () => {
  it('decide where names say nothing', () => {
    const { mapping } = table(['f1', 'f2', 'f3', 'f4'], (i, step) => [`${(i * 31 + step * 17) % 89}.5`, steps[step], at(i, step), `K${i}`]);
    expect(mapping).toMatchObject({ case: 'f4', activity: 'f2', end: 'f3', resource: null });
  });

  it('a start and an end', () => {
    const { mapping } = table(['ticket', 'task', 'start', 'end', 'agent', 'department'], (i, step) => [
      `T${i}`,
      steps[step],
      at(i, step),
      at(i, step, 1),
      people[(i + step) % 5],
      teams[(i + step) % 5],
    ]);
    expect(mapping).toMatchObject({
      case: 'ticket',
      activity: 'task',
      start: 'start',
      end: 'end',
      resource: 'agent',
      team: 'department',
      lifecycle: 'keep',
    });
  });

  it('no start where it lies after the end', () => {
    const { mapping } = table(['ticket', 'task', 'start time', 'end time'], (i, step) => [
      `T${i}`,
      steps[step],
      at(i, step, 1),
      at(i, step),
    ]);
    expect(mapping.start).toBe(null);
  });

  it('a time that is the same in the whole case is no event’s time', () => {
    const { mapping } = table(['number', 'opened_at', 'state', 'sys_updated_at', 'closed_at'], (i, step) => [
      `INC${i}`,
      at(i, 0),
      steps[step],
      at(i, step),
      at(i, 9),
    ]);
    expect(mapping).toMatchObject({ case: 'number', activity: 'state', end: 'sys_updated_at', start: null });
    expect(mapping.attributes).toEqual([
      { column: 'opened_at', of: 'case' },
      { column: 'closed_at', of: 'case' },
    ]);
  });

  it('a measure is never the case, however it repeats', () => {
    const { mapping } = table(['amount', 'event', 'date', 'order'], (i, step) => [`${(i % 10) * 100}`, steps[step], at(i, step), `${i}`]);
    expect(mapping.case).toBe('order');
  });

  it('pairs exactly when start and complete both occur', () => {
    const lifecycle = (values: readonly string[]) =>
      table(['case', 'activity', 'time', 'lifecycle'], (i, step) => [`c${i}`, steps[step], at(i, step), values[step % values.length]])
        .mapping;
    expect(lifecycle(['Start', 'COMPLETE'])).toMatchObject({ transition: 'lifecycle', lifecycle: 'pair' });
    expect(lifecycle(['complete'])).toMatchObject({ transition: 'lifecycle', lifecycle: 'keep' });
    expect(lifecycle(['waiting', 'done'])).toMatchObject({ transition: null, lifecycle: 'keep' });
  });

  it('asks about what it cannot know', () => {
    const open = table(['case', 'activity', 'time'], (i, step) => [`c${i}`, steps[step], `0${1 + (i % 9)}/0${1 + step}/2024 10:00`]);
    expect(open.questions.join()).toMatch(/day first or month first/);
    expect(open.questions.join()).toMatch(/no time zone/);
    const timeless = table(['case', 'activity', 'color'], (i, step) => [`c${i}`, steps[step], 'red']);
    expect(timeless.questions.join()).toMatch(/No column holds times/);
    const wide = propose(
      ['order', 'created', 'approved', 'shipped'],
      Array.from({ length: 30 }, (_, i) => [`o${i}`, at(i, 0), at(i, 1), at(i, 2)]),
    );
    expect(wide.questions.join()).toMatch(/one row a case/);
  });
});

it('keeps a thousand further columns at most, and says so', () => {
  const names = ['case', 'activity', 'time', ...Array.from({ length: 1001 }, (_, i) => `k${i}`)];
  const { mapping, questions } = table(names, (i, step) => [`c${i}`, steps[step], at(i, step), ...names.slice(3)]);
  expect(mapping.attributes.map(({ column }) => column)).toEqual(names.slice(3, 1003));
  expect(questions).toEqual([expect.stringContaining('Of 1,001 further columns the first 1,000 are kept.')]);
  expect(mappingSchema.safeParse(mapping).success).toBe(true);
  const more = { ...mapping, attributes: names.slice(3).map((column) => ({ column, of: 'event' })) };
  expect(mappingSchema.safeParse(more).error?.issues.map(({ message }) => message)).toEqual([
    'At most 1000 columns can be kept as attributes. Leave out those that nobody will ask for.',
  ]);
});

it('takes a column of epochs for times although a few values are none', () => {
  const { mapping } = table(['id', 'step', 'stamp'], (i, step) => [
    `c${i}`,
    steps[step],
    i === 7 && step === 0 ? 'soon' : String(1_700_000_000 + 3600 * (24 * i + step)),
  ]);
  expect([mapping.end, mapping.timeFormat]).toEqual(['stamp', 'epoch-s']);
});

it('gives every role a score and a reason, and a mapping that the schema takes, whatever the columns', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.oneof(
          fc.string({ maxLength: 12 }),
          fc.constantFrom('concept:name', 'time:timestamp', 'case:concept:name', '__proto__', 'start'),
        ),
        { minLength: 1, maxLength: 6 },
      ),
      fc.array(
        fc.array(fc.option(fc.constantFrom('a', 'b', '1', '2024-01-01', '1.5', 'start', 'complete')), { minLength: 6, maxLength: 6 }),
        { maxLength: 12 },
      ),
      (names, rows) => {
        const proposal = propose(
          names,
          rows.map((row) => row.slice(0, names.length)),
        );
        expect(mappingSchema.parse(proposal.mapping)).toEqual(proposal.mapping);
        const used = [proposal.mapping.case, proposal.mapping.activity, proposal.mapping.end];
        for (const column of used) expect(names).toContain(column);
        for (const role of proposal.roles) {
          expect(role.score).toBeGreaterThanOrEqual(0);
          expect(role.score).toBeLessThanOrEqual(1);
          expect(role.reason).not.toBe('');
        }
        expect(propose(names, rows)).toEqual(propose(names, rows));
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

it('takes names apart', () => {
  const texts = (name: string) => words(name).map((word) => word.text);
  expect(texts('CaseID')).toEqual(['case', 'id']);
  expect(texts('case:concept:name')).toEqual(['case', 'concept', 'name']);
  expect(texts('HTTPStatus_code2')).toEqual(['http', 'status', 'code2']);
  expect(texts('Größe Änderung')).toEqual(['große', 'anderung']);
});

describe('preview', () => {
  const csv = `case,activity,at,who\n${Array.from({ length: 12 }, (_, i) => `c${Math.floor(i / 3)},${['b', 'a', 'c'][i % 3]},2024-01-0${1 + ((i * 2) % 3)},${people[i % 5]}\n`).join('')}c9,x,soon,\nc1,extra,2024-01-09,Ann\n`;

  it('shows the three cases with most events, in time order, as they would be read', async () => {
    const it = await staged(csv);
    const { cases, problems } = preview(it, it.proposal.mapping);
    expect(cases.map(({ id, events }) => [id, events.map((event) => event.activity)])).toEqual([
      ['c0', ['b', 'c', 'a']],
      ['c1', ['b', 'c', 'a', 'extra']],
      ['c2', ['b', 'c', 'a']],
    ]);
    expect(cases[1].events[3]).toEqual({
      activity: 'extra',
      start: null,
      end: '2024-01-09T00:00:00.000Z',
      resource: 'Ann',
      team: null,
      row: 15,
    });
    expect(problems).toMatchObject([{ severity: 'warning', count: 1, rows: [14], place: { row: 14, column: 'at' } }]);
  });

  it('lists all that is wrong with a mapping at once', async () => {
    const it = await staged(csv);
    const wrong = preview(it, { ...it.proposal.mapping, case: 'nope', resource: 'nor this' });
    expect(wrong.cases).toEqual([]);
    expect(wrong.problems.map((problem) => problem.place?.column)).toEqual(['nope', 'nor this']);
    expect(preview(it, { ...it.proposal.mapping, zone: 'Mars/Base' }).problems).toMatchObject([{ severity: 'error' }]);
    expect(preview(it, { ...it.proposal.mapping, timeFormat: '%H' }).problems).toMatchObject([{ severity: 'error', count: 14 }]);
  });
});

it('registers every connector once', () => {
  expect(fileConnectors.map((connector) => connector.id)).toEqual(['xes', 'csv']);
});

describe.skipIf(shared === null)('tables of the field', () => {
  const known = [
    [
      'csv/running-example.csv',
      42,
      { case: 'case:concept:name', activity: 'concept:name', end: 'time:timestamp', resource: 'org:resource' },
    ],
    [
      'csv/running_example_broken.csv',
      34,
      { case: 'case:concept:name', activity: 'concept:name', end: 'time:timestamp', resource: 'org:resource' },
    ],
    [
      'csv/receipt.csv.gz',
      8577,
      {
        case: 'case:concept:name',
        resource: 'org:resource',
        team: 'org:group',
        transition: 'lifecycle:transition',
        instance: 'concept:instance',
        lifecycle: 'keep',
      },
    ],
    ['csv/PurchasingExample.csv.gz', 9119, { start: 'start_timestamp', end: 'time:timestamp', resource: 'org:resource', team: null }],
    [
      'csv/BPIC14_incident_log.csv.gz',
      39911,
      { case: 'incident_id', activity: 'incident_activity_type', end: 'data_stamp', team: 'assignment_group', resource: null },
    ],
    [
      'csv/LoanApp_fewRes_9-5_timers_batch.csv.gz',
      12832,
      { case: 'case_id', activity: 'Activity', start: 'start_time', end: 'end_time', resource: 'Resource' },
    ],
    [
      'csv/hospital_billing_FULL_100k.csv.gz',
      451359,
      { case: 'case_id', activity: 'activity', end: 'timestamp', resource: 'resource', lifecycle: 'keep' },
    ],
    ['waiting/manual_log_1.csv', 12, { case: 'case_id', activity: 'Activity', start: 'start_time', end: 'end_time', resource: 'Resource' }],
    [
      'waiting/Loan_Application_5_timers.csv.gz',
      10968,
      { case: 'case_id', activity: 'activity', start: 'start_time', end: 'end_time', resource: 'resource' },
    ],
  ] as const;
  it.each(known)('%s', async (file, records, mapping) => {
    const it = await stage({ path: join(shared ?? '', 'logs', file), name: file }, freshFolder(), nothing);
    expect(it.records).toBe(records);
    expect(it.proposal.mapping).toMatchObject(mapping);
    expect(preview(it, it.proposal.mapping).problems).toEqual([]);
  });
});
