import { Fault, type Problem } from '../../../analysis/fault.ts';
import type { Scan, Staged } from '../../../connectors/connector.ts';
import type { Plan } from './plan.ts';
import { count, counted, literal, shown } from './text.ts';
import { isMidnight, timeSteps, withSteps } from './times.ts';
import type { Work } from './work.ts';

/** The rows of the file, in the temporary table `raw`. */
export interface Rows {
  /** SQL of a row's place in the file, from 0: `firstRow` + this is the number a spreadsheet shows. */
  readonly record: string;
  readonly read: number;
}

/** What XES calls transitions, as we treat them; any other word is an event of its own, like a complete. */
export const TRANSITIONS = {
  start: ['start', 'started', 'begin', 'began'],
  complete: ['complete', 'completed', 'end', 'ended', 'finish', 'finished', 'stop', 'stopped', 'done'],
  abort: ['ate_abort', 'pi_abort', 'abort', 'aborted', 'withdraw', 'withdrawn'],
  aside: ['schedule', 'scheduled', 'assign', 'assigned', 'reassign', 'reassigned', 'suspend', 'suspended', 'resume', 'resumed'],
} as const;

/**
 * Whether a text is one of several. Never `in (…)` where a file is read: of five texts and more DuckDB makes a join of it, and a join gives the rows
 * of a long file in any order.
 */
const among = (text: string, texts: readonly string[]): string => `list_contains([${texts.map(literal).join(', ')}]::varchar[], ${text})`;
/** 's' start, 'c' complete, 'a' abort, '-' no work; an event without a transition is a complete, as in XES. */
const transition = (text: string): string => {
  const word = `lower(trim(${text}))`;
  return `case when ${among(word, TRANSITIONS.start)} then 's' when ${among(word, TRANSITIONS.abort)} then 'a'
    when ${among(word, TRANSITIONS.aside)} then '-' else 'c' end`;
};

/**
 * DuckDB's reader, with nothing left for it to guess. In parallel only where no value holds a line break: else it takes one for the end of a record
 * wherever what follows looks like another.
 */
const reader = (scan: Scan, columns: number): string => {
  const longest = Math.max(scan.maxRecordBytes, 2 ** 21);
  return `read_csv(${literal(scan.path)}, auto_detect = false, header = false, skip = ${scan.skip}, delim = ${literal(scan.delimiter)},
    quote = ${literal(scan.quote)}, escape = ${literal(scan.escape)}, comment = '', nullstr = '',
    columns = {${Array.from({ length: columns }, (_, i) => `'c${i}': 'VARCHAR'`).join(', ')}}, parallel = ${scan.lineBreaks === false},
    max_line_size = ${longest}, buffer_size = ${Math.max(longest, 2 ** 25)})`;
};

/**
 * A text that means "no value" elsewhere may well be the id of a case (NIL, NA, 0). It is one if it has no more rows than the largest of the other
 * cases; a heap of rows that is larger than any case has no case.
 */
const dropNullCases = async (work: Work, nulls: readonly string[]): Promise<void> => {
  const marked = `case_id in (${nulls.map(literal).join(', ')})`;
  await work.run(`update raw set case_id = null where ${marked} and case_id in (
    select case_id from raw where ${marked} group by case_id
    having count(*) > (select coalesce(max(n), 0) from (select count(*) as n from raw where case_id is not null and not (${marked}) group by case_id)))`);
};

/** Checks what of a mapping DuckDB must understand, before a long file is read with it. */
const checkTimes = async (work: Work, { mapping }: Plan): Promise<void> => {
  const problems: Problem[] = [];
  const { known } = await work.row(
    `select count(*) > 0 as known from pg_timezone_names() where lower(name) = lower(${literal(mapping.zone)})`,
  );
  if (!known)
    problems.push({
      severity: 'error',
      message: `The time zone ${shown(mapping.zone)} is not known.`,
      hint: 'Give its IANA name, such as Europe/Berlin.',
    });
  try {
    // Last: a statement that fails ends the transaction.
    await work.run(`select e_time from ${withSteps("(select '' as e)", timeSteps('e', { ...mapping, zone: 'UTC' }))}`);
  } catch (error) {
    problems.push({
      severity: 'error',
      message: `The time format ${shown(mapping.timeFormat ?? '')} cannot be read: ${(error as Error).message.split('\n')[0]}`,
    });
  }
  if (problems.length > 0) throw new Fault('bad-mapping', 'The times cannot be read as the mapping says.', { problems });
};

/** Without what holds nothing but spaces; cheaper than trimming every text. */
const notBlank = (column: string): string => `case when ${column} > ' ~' then ${column} when trim(${column}) <> '' then ${column} end`;

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
  const { nulls } = staged.scan;
  const at = (column: string): string =>
    nulls.length > 0 ? `case when not ${among(`c${place(column)}`, nulls)} then c${place(column)} end` : `c${place(column)}`;
  const source = (column: string | null): string => (column === null ? 'null::varchar' : at(column));
  const text = (column: string | null): string => (column === null ? 'null::varchar' : notBlank(`(${at(column)})`));
  const texts = `(
    select ${notBlank(`c${place(mapping.case)}`)} as case_id, ${text(mapping.activity)} as activity, ${text(mapping.end)} as e,
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
  if (staged.records !== null && read !== staged.records)
    throw new Fault(
      'bad-file',
      `${staged.name} had ${counted(staged.records, 'row')} when it was looked at, and has ${count(read as number)} now. Upload it again.`,
    );
  if (staged.scan.nulls.length > 0) await dropNullCases(work, staged.scan.nulls);
  return { record: `(raw.rowid - ${base})`, read: read as number };
};
