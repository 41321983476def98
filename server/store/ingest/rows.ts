import { Fault } from '../../../analysis/fault.ts';
import type { Scan, Staged } from '../../../connectors/connector.ts';
import type { Plan } from './plan.ts';
import { literal, shown } from './text.ts';
import { isMidnight, timeSteps, withSteps } from './times.ts';
import type { Work } from './work.ts';

/** The rows that could be read, in the temporary table `raw`. */
export interface Rows {
  /** SQL of a row's place among all records of the file, from 0: `firstRow` + this is the number a spreadsheet shows. */
  readonly record: string;
  readonly read: number;
  /** How many could not: their places and reasons are in the temporary table `malformed`. */
  readonly rejected: number;
}

/** What XES calls transitions, as we treat them; any other word is an event of its own, like a complete. */
export const TRANSITIONS = {
  start: ['start', 'started', 'begin', 'began'],
  complete: ['complete', 'completed', 'end', 'ended', 'finish', 'finished', 'stop', 'stopped', 'done'],
  abort: ['ate_abort', 'pi_abort', 'abort', 'aborted', 'withdraw', 'withdrawn'],
  aside: ['schedule', 'scheduled', 'assign', 'assigned', 'reassign', 'reassigned', 'suspend', 'suspended', 'resume', 'resumed'],
} as const;

const words = (of: readonly string[]): string => of.map(literal).join(', ');
/** 's' start, 'c' complete, 'a' abort, '-' no work; an event without a transition is a complete, as in XES. */
const transition = (text: string): string => {
  const word = `lower(trim(${text}))`;
  return `case when ${word} in (${words(TRANSITIONS.start)}) then 's' when ${word} in (${words(TRANSITIONS.abort)}) then 'a'
    when ${word} in (${words(TRANSITIONS.aside)}) then '-' else 'c' end`;
};

/**
 * DuckDB's reader, with nothing left for it to guess. Not in parallel: then it takes a line break inside quotes for the end of a record where what
 * follows looks like one, and it cannot fill up short records.
 */
const reader = (scan: Scan, columns: number): string => {
  const longest = Math.max(scan.maxRecordBytes, 2 ** 21);
  return `read_csv(${literal(scan.path)}, auto_detect = false, header = false, skip = ${scan.skip}, delim = ${literal(scan.delimiter)},
    quote = ${literal(scan.quote)}, escape = ${literal(scan.escape)}, comment = '', nullstr = [${['', ...scan.nulls].map(literal).join(', ')}],
    columns = {${Array.from({ length: columns }, (_, i) => `'c${i}': 'VARCHAR'`).join(', ')}}, parallel = false, null_padding = true,
    store_rejects = true, rejects_table = 'rejected', rejects_scan = 'rejected_scan', rejects_limit = 0,
    max_line_size = ${longest}, buffer_size = ${Math.max(longest, 2 ** 25)})`;
};

/** Checks what of a mapping DuckDB must understand, before a long file is read with it. */
const checkTimes = async (work: Work, { mapping }: Plan): Promise<void> => {
  const problems = [];
  for (const [what, statement] of [
    [
      `The time format ${shown(mapping.timeFormat ?? '')} cannot be read`,
      `select e_time from ${withSteps("(select '' as e)", timeSteps('e', { ...mapping, zone: 'UTC' }))}`,
    ],
    [`The time zone ${shown(mapping.zone)} is not known`, `select timezone(${literal(mapping.zone)}, timestamp '2000-01-01')`],
  ])
    try {
      await work.run(statement);
    } catch (error) {
      problems.push({ severity: 'error' as const, message: `${what}: ${(error as Error).message.split('\n')[0]}` });
    }
  if (problems.length > 0) throw new Fault('bad-mapping', 'The times cannot be read as the mapping says.', { problems });
};

/** Without what holds nothing but spaces; cheaper than trimming every text. */
const notBlank = (column: string): string => `case when ${column} > ' ~' or trim(${column}) <> '' then ${column} end`;

/**
 * Reads the mapped columns into the temporary table `raw`, times and transitions understood:
 * case_id, activity, ended, started, bad_end and bad_start (texts that are no time), flaw ('late': started after ended, which leaves started unknown;
 * 'open': no end, so that its start stands for it), midnight (whether `ended` shows it), clock (what `ended` showed where the mapping's zone, other
 * than UTC, was applied), transition, instance, resource, team, and the attributes' texts.
 */
export const readRows = async (work: Work, staged: Staged, plan: Plan): Promise<Rows> => {
  await checkTimes(work, plan);
  const { mapping, place, attributes } = plan;
  const hasStart = mapping.start !== null;
  const source = (column: string | null): string => (column === null ? 'null::varchar' : `c${place(column)}`);
  const text = (column: string | null): string => (column === null ? 'null::varchar' : notBlank(`c${place(column)}`));
  const texts = `(
    select ${text(mapping.case)} as case_id, ${text(mapping.activity)} as activity, ${text(mapping.end)} as e,
      ${hasStart ? `${text(mapping.start)} as s,` : ''}
      ${mapping.lifecycle === 'pair' ? transition(source(mapping.transition)) : "'c'"} as transition,
      ${source(mapping.instance)} as instance, ${text(mapping.resource)} as resource, ${text(mapping.team)} as team
      ${attributes.map(({ raw, name }) => `, ${source(name)} as ${raw}`).join('')}
    from ${reader(staged.scan, staged.columns.length)})`;
  const starts = `case when e is null then s_time else e_time end as ended, case when s_time <= e_time then s_time end as started,
    case when s_time is null then s end as bad_start,
    case when s_time > e_time then 'late' when e is null and s_time is not null then 'open' end as flaw`;

  await work.run(`create temp table raw as
    select case_id, activity,
      ${hasStart ? starts : 'e_time as ended, null::timestamp as started, null::varchar as bad_start, null::varchar as flaw'},
      case when e_time is null then e end as bad_end, ${isMidnight('e', mapping)} as midnight,
      ${mapping.zone === 'UTC' ? 'null::timestamp' : 'e_clock'} as clock,
      transition, instance, resource, team ${attributes.map(({ raw }) => `, ${raw}`).join('')}
    from ${withSteps(texts, timeSteps('e', mapping), hasStart ? timeSteps('s', mapping) : [])}`);

  const { read, base } = await work.row('select count(*) as read, coalesce(min(rowid), 0) as base from raw');
  await work.run(`create temp table malformed as
    select line - ${1 + staged.scan.skip} as record, min(error_message) as reason from rejected group by line`);
  const { rejected } = await work.row('select count(*) as rejected from malformed');
  if (rejected === 0) return { record: `(raw.rowid - ${base})`, read: read as number, rejected: 0 };

  // The k-th rejected record (from 0) stands before the i-th read one if record - k <= i.
  await work.run(`create temp table gap as select record - k as at, max(k) + 1 as by
    from (select record, row_number() over (order by record) - 1 as k from malformed) group by at`);
  await work.run(`create temp table numbered as
    select raw.*, i + coalesce(by, 0) as record from (select *, rowid - ${base} as i from raw) as raw asof left join gap on raw.i >= gap.at`);
  await work.run('drop table raw');
  await work.run('alter table numbered rename to raw');
  return { record: 'raw.record', read: read as number, rejected: rejected as number };
};
