import type { Problem } from '../../../analysis/fault.ts';
import type { Quality } from '../../../analysis/schema/index.ts';
import type { Staged } from '../../../connectors/connector.ts';
import type { TypedAttribute } from './attributes.ts';
import type { Plan } from './plan.ts';
import type { Rows } from './rows.ts';
import { type Built, KEPT } from './tables.ts';
import { counted, literal, quoted, shown } from './text.ts';
import type { Work } from './work.ts';

/** How many rows a problem names. */
const NAMED_ROWS = 20;

/** A kind of flaw that rows of `raw` may have: `when` in SQL, `text` the column that shows an example. */
interface Flaw {
  readonly when: string;
  readonly text?: string;
  readonly severity: Problem['severity'];
  readonly message: (rows: string, example: string) => string;
  readonly column?: string;
  readonly hint?: string;
}

const format = (timeFormat: string | null): string => (timeFormat === null ? 'ISO 8601' : `the format ${timeFormat}`);

const flawsOf = ({ mapping }: Plan): readonly Flaw[] => {
  const flaws: Flaw[] = [
    {
      when: 'case_id is null',
      severity: 'warning',
      message: (rows) => `${rows} left out: no case.`,
      column: mapping.case,
    },
    {
      when: 'activity is null',
      severity: 'warning',
      message: (rows) => `${rows} left out: no activity.`,
      column: mapping.activity,
    },
    {
      when: 'ended is null and bad_end is null',
      severity: 'warning',
      message: (rows) => `${rows} left out: no time.`,
      column: mapping.end,
    },
    {
      when: 'bad_end is not null',
      text: 'bad_end',
      severity: 'warning',
      message: (rows, example) => `${rows} left out: the time cannot be read as ${format(mapping.timeFormat)}, such as ${example}.`,
      column: mapping.end,
      hint: 'Correct the time format of the mapping, or the values.',
    },
  ];
  if (mapping.start !== null)
    flaws.push(
      {
        when: `bad_start is not null and ${KEPT}`,
        text: 'bad_start',
        severity: 'warning',
        message: (rows, example) => `${rows} kept without a start: it cannot be read as ${format(mapping.timeFormat)}, such as ${example}.`,
        column: mapping.start,
        hint: 'Correct the time format of the mapping, or the values.',
      },
      {
        when: `flaw = 'late' and ${KEPT}`,
        severity: 'warning',
        message: (rows) => `${rows} kept without a start: it lies after the end, so how long the work took is unknown.`,
        column: mapping.start,
      },
      {
        when: `flaw = 'open' and ${KEPT}`,
        severity: 'info',
        message: (rows) => `${rows} without an end kept at the time of the start: how long the work took is unknown.`,
        column: mapping.end,
      },
    );
  if (mapping.lifecycle === 'pair')
    flaws.push({
      when: `transition = '-' and ${KEPT}`,
      severity: 'info',
      message: (rows) => `${rows} with schedule, assign, suspend, resume and the like: no work of their own, so they make no instance.`,
      column: mapping.transition ?? undefined,
    });
  return flaws;
};

const rowNumbers = (work: Work, { record }: Rows, { firstRow }: Staged, when: string, text = 'null') =>
  work.rows(
    `select ${record} + ${firstRow} as row, left(${text}, 200) as text from raw where ${when} order by ${record} limit ${NAMED_ROWS}`,
  );

/** The flaws of the rows that were read, each with its count and first rows. */
const rowProblems = async (work: Work, staged: Staged, plan: Plan, rows: Rows): Promise<readonly Problem[]> => {
  const flaws = flawsOf(plan);
  const counts = await work.row(`select ${flaws.map(({ when }, i) => `count(*) filter (${when}) as f${i}`).join(', ')} from raw`);
  const problems: Problem[] = [];
  for (const [i, { when, text, severity, message, column, hint }] of flaws.entries()) {
    const found = counts[`f${i}`] as number;
    if (found === 0) continue;
    const first = await rowNumbers(work, rows, staged, when, text);
    problems.push({
      severity,
      message: message(counted(found, 'row'), shown(String(first[0].text ?? ''))),
      count: found,
      rows: first.map(({ row }) => row as number),
      ...(column === undefined ? {} : { place: { column } }),
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return problems;
};

/** What stands before any table can be made: problems, and how many rows can be kept. */
export interface Found {
  readonly sourceRows: number;
  readonly keepable: number;
  readonly problems: readonly Problem[];
}

export const findProblems = async (work: Work, staged: Staged, plan: Plan, rows: Rows): Promise<Found> => {
  const { keepable } = await work.row(`select count(*) as keepable from raw where ${KEPT}`);
  return {
    sourceRows: rows.read,
    keepable: keepable as number,
    problems: [...staged.problems, ...(await rowProblems(work, staged, plan, rows))],
  };
};

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

/** A share of midnights above this says that the times are dates. */
const MANY_MIDNIGHTS = 0.1;

type Add = (severity: Problem['severity'], found: number, message: string, more?: Partial<Problem>) => void;

/** The order of events: cases whose order is that of the file for want of times, and rows that the file has in another order. */
const orderProblems = async (work: Work, attributes: readonly TypedAttribute[], add: Add): Promise<number> => {
  const event = work.own('event');
  const { ties, backwards, first } = await work.row(`
    select count(distinct case when tie then case_no end) as ties, count(*) filter (row < last_row) as backwards,
      (list(row order by row) filter (row < last_row))[:${NAMED_ROWS}] as first
    from (select case_no, row, last_row, pos > 0 and ended = last_ended and started is not distinct from last_started as tie
      from (select case_no, pos, row, ended, started, case when pos > 0 then lag(row) over () end as last_row,
        lag(ended) over () as last_ended, lag(started) over () as last_started from ${event}))
    where tie or row < last_row`);
  const casesWithTies = ties as number;
  add('info', casesWithTies, `${counted(casesWithTies, 'case')} with events at the same time: there the order is that of the file.`);
  add(
    'info',
    backwards as number,
    `${counted(backwards as number, 'event')} stood in the file after a later one of the case: they were put in the order of their times.`,
    {
      rows: (first ?? []) as readonly number[],
    },
  );
  if (casesWithTies > 0) {
    const same = [
      ...['case_no', 'ended', 'activity', 'started', 'resource', 'team'],
      ...attributes.filter(({ of }) => of === 'event').map(({ column }) => quoted(column)),
    ];
    // Equal events are neighbours of equal times, so that few have to be compared in full.
    const twins = ['lag', 'lead'].map((to) => `(${to}(case_no) over (), ${to}(ended) over (), ${to}(started) over ())`);
    const { copies, places } =
      await work.row(`select coalesce(sum(copies - 1), 0) as copies, (list(place order by place))[:${NAMED_ROWS}] as places
      from (select count(*) as copies, max(row) as place
        from (from ${event} qualify (case_no, ended, started) is not distinct from ${twins[0]} or (case_no, ended, started) is not distinct from ${twins[1]})
        group by ${same.join(', ')} having count(*) > 1)`);
    add(
      'warning',
      copies as number,
      `${counted(copies as number, 'event')} equal to another in everything that was kept: kept all the same.`,
      {
        rows: (places ?? []) as readonly number[],
        hint: 'If the file holds rows twice, remove them there.',
      },
    );
  }
  return casesWithTies;
};

/** Times that are hardly times: midnights, the future, the beginning of Unix time, hours that a clock skips or shows twice. */
const timeProblems = async (work: Work, plan: Plan, nowMs: number, add: Add): Promise<void> => {
  const { mapping } = plan;
  const place = { column: mapping.end };
  const { events, midnights } = await work.row(`select count(*) as events, count(*) filter (midnight) as midnights from raw where ${KEPT}`);
  if ((midnights as number) > MANY_MIDNIGHTS * (events as number))
    add(
      'info',
      midnights as number,
      `${percent(midnights as number, events as number)} of the times are midnight: probably dates without a time, so the order within a day and short durations mean little.`,
      { place },
    );
  for (const [when, message] of [
    [`ended > make_timestamp(${nowMs * 1000})`, 'in the future'],
    [`coalesce(started, ended) < timestamp '1970-01-02'`, 'before 2 January 1970, where empty times of many systems end up'],
  ]) {
    const { found, rows } = await work.row(
      `select count(*) as found, (list(row order by row))[:${NAMED_ROWS}] as rows from ${work.own('event')} where ${when}`,
    );
    add('warning', found as number, `${counted(found as number, 'event')} ${message}.`, { place, rows: (rows ?? []) as readonly number[] });
  }
  if (mapping.zone === 'UTC') return;
  const at = (clock: string): string => `timezone(${literal(mapping.zone)}, ${clock})`;
  const { skipped, twice } = await work.row(`
    select coalesce(sum(n) filter (${at(at('quarter'))} <> quarter), 0) as skipped,
      coalesce(sum(n) filter (${at(at('quarter'))} = quarter
        and (${at(`${at('quarter')} - interval 1 hour`)} = quarter or ${at(`${at('quarter')} + interval 1 hour`)} = quarter)), 0) as twice
    from (select time_bucket(interval '15 minutes', clock) as quarter, count(*) as n from raw where ${KEPT} and clock is not null group by quarter)`);
  add(
    'info',
    skipped as number,
    `${counted(skipped as number, 'time')} that clocks in ${mapping.zone} skip when summer time begins: read as if they had not been put forward.`,
    { place },
  );
  add(
    'info',
    twice as number,
    `${counted(twice as number, 'time')} that clocks in ${mapping.zone} show twice when summer time ends: read as the second of the two.`,
    { place },
  );
};

const attributeProblems = async (work: Work, attributes: readonly TypedAttribute[], add: Add): Promise<void> => {
  const empty = attributes.filter(({ values }) => values === 0);
  const maybeConstant = attributes.filter(({ values, distinct }) => values > 0 && distinct <= 2);
  const constant = maybeConstant.length
    ? await work.row(
        `select ${maybeConstant.map(({ raw }) => `min(${raw}) = max(${raw}) and count(${raw}) = count(*) as ${raw}`).join(', ')} from raw`,
      )
    : {};
  for (const { name } of empty) add('info', 1, `The attribute ${shown(name)} has no value anywhere.`, { place: { column: name } });
  for (const { name, raw } of maybeConstant)
    if (constant[raw] === true) add('info', 1, `The attribute ${shown(name)} has the same value everywhere.`, { place: { column: name } });
  const ofCase = attributes.filter(({ of }) => of === 'case');
  if (ofCase.length === 0) return;
  const varies = await work.row(`select ${ofCase.map(({ raw }) => `count(*) filter (${raw}_varies) as ${raw}`).join(', ')} from cases`);
  for (const { name, raw } of ofCase)
    add(
      'warning',
      varies[raw] as number,
      `${counted(varies[raw] as number, 'case')} with several values of the attribute ${shown(name)}: the first one was kept.`,
      {
        place: { column: name },
        hint: 'Keep it for the event instead if it is meant to change.',
      },
    );
};

const pairProblems = async (work: Work, { firstRow }: Staged, { mapping }: Plan, built: Built, add: Add): Promise<number> => {
  if (mapping.lifecycle !== 'pair') return 0;
  const place = { column: mapping.transition as string };
  add(
    'info',
    built.acrossResources,
    `${counted(built.acrossResources, 'start')} paired with an end by another resource, which the instance then carries.`,
    { place },
  );
  let unpaired = 0;
  for (const [when, what] of [
    [
      `kind = 's' and record not in (select start_record from pair)`,
      'start without an end: kept at that time, how long the work took is unknown',
    ],
    [`kind = 'c' and record not in (select end_record from pair)`, 'complete without a start: kept, how long the work took is unknown'],
    [
      `kind = 'a' and record not in (select end_record from pair)`,
      'abort or withdraw without a start: no work was done, so it makes no instance',
    ],
  ]) {
    const { found, rows } = await work.row(
      `select count(*) as found, (list(record + ${firstRow} order by record))[:${NAMED_ROWS}] as rows from marks where ${when}`,
    );
    add('info', found as number, `${counted(found as number, 'row')}: ${what}.`, { place, rows: (rows ?? []) as readonly number[] });
    if (!when.startsWith("kind = 'a'")) unpaired += found as number;
  }
  return unpaired;
};

/** The quality report of the tables that were built. `nowMs`: what counts as the future. */
export const assess = async (
  work: Work,
  staged: Staged,
  plan: Plan,
  found: Found,
  attributes: readonly TypedAttribute[],
  built: Built,
  nowMs: number,
): Promise<Quality> => {
  const problems: Problem[] = [...found.problems];
  const add: Add = (severity, of, message, more = {}) => {
    if (of > 0) problems.push({ severity, message, count: of, ...more });
  };
  const { events, instances, cases, single } =
    await work.row(`select coalesce(sum(source_events), 0) as events, coalesce(sum(events), 0) as instances,
    count(*) as cases, count(*) filter (events = 1) as single from ${work.own('trace')}`);
  const idle = found.keepable - (events as number);
  add('warning', idle, `${counted(idle, 'row')} left out: of cases in which no work was recorded.`);
  const unpaired = await pairProblems(work, staged, plan, built, add);
  const casesWithTies = await orderProblems(work, attributes, add);
  await timeProblems(work, plan, nowMs, add);
  add(
    'info',
    single as number,
    `${counted(single as number, 'case')} with a single event: nothing can be said about what follows what in them.`,
  );
  await attributeProblems(work, attributes, add);
  return {
    sourceRows: found.sourceRows,
    events: events as number,
    leftOut: found.sourceRows - (events as number),
    instances: instances as number,
    unpaired,
    casesWithTies,
    cases: cases as number,
    problems: problems.map((problem) => ({ ...problem })),
  };
};
