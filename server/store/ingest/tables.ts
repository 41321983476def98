import { Fault, type Problem } from '../../../analysis/fault.ts';
import { MAX_ACTIVITIES } from '../../../analysis/variants.ts';
import { enumOf, type TypedAttribute } from './attributes.ts';
import { pairWork } from './pairing.ts';
import type { Plan } from './plan.ts';
import type { Rows } from './rows.ts';
import { count, quoted } from './text.ts';
import type { Work } from './work.ts';

/** Rows of `raw` that become events. */
export const KEPT = 'case_id is not null and activity is not null and ended is not null';

const SQL_TYPES = { text: 'varchar', number: 'double', boolean: 'boolean', time: 'timestamp' } as const;

const list = (parts: readonly string[]): string => parts.map((part) => `, ${part}`).join('');

const activityType = async (work: Work, problems: readonly Problem[]): Promise<string> => {
  await work.run(`create temp table texts as select distinct activity as text from raw where ${KEPT} and transition <> '-'`);
  const { activities } = await work.row('select count(*) as activities from texts');
  if (activities === 0) throw new Fault('bad-mapping', 'None of the rows says that work was done.', { problems });
  if ((activities as number) > MAX_ACTIVITIES)
    throw new Fault(
      'too-large',
      `The log has ${count(activities as number)} activities; at most ${count(MAX_ACTIVITIES)} can be analysed.`,
      {
        problems: [
          {
            severity: 'error',
            message: 'The column of the activity has too many values.',
            hint: 'Choose a column that says what was done, not one that names each event.',
          },
        ],
      },
    );
  await work.run(`create type ${work.own('activity')} as enum (select text from texts order by text)`);
  return work.own('activity');
};

/** The cases of the kept rows, numbered by their first row, with their first values of each case attribute and whether that value changes. */
const numberCases = (work: Work, { record }: Rows, attributes: readonly TypedAttribute[]): Promise<void> =>
  work.run(`create temp table case_of as
    select * exclude (first), (row_number() over (order by first) - 1)::uinteger as case_no
    from (select case_id, min(${record}) as first, count(*)::uinteger as source_events
      ${list(attributes.flatMap(({ raw }) => [`arg_min(${raw}, ${record}) as ${raw}`, `min(${raw}) <> max(${raw}) as ${raw}_varies`]))}
      from raw where ${KEPT} group by case_id)`);

/** The cases that have instances, and how many instances lie before each one's own. */
const settleCases = (work: Work, instances: string): Promise<void> =>
  work.run(`create temp table cases as
    select case_of.* replace ((row_number() over (order by case_no) - 1)::uinteger as case_no), case_no as provisional,
      (sum(instances) over (order by case_no) - instances)::ubigint as before
    from case_of join (${instances}) using (case_no)`);

export interface Built {
  readonly acrossResources: number;
}

/** Makes `event`, `trace` and `variant` in the new file out of the temporary table `raw`. */
export const buildTables = async (
  work: Work,
  plan: Plan,
  rows: Rows,
  firstRow: number,
  attributes: readonly TypedAttribute[],
  problems: readonly Problem[],
): Promise<Built> => {
  const pairing = plan.mapping.lifecycle === 'pair';
  const ofCase = attributes.filter(({ of }) => of === 'case');
  const ofEvent = attributes.filter(({ of }) => of === 'event');
  const { record } = rows;

  work.step(0.4, 'Finding the cases and the names of activities');
  const activity = await activityType(work, problems);
  const resource = await enumOf(work, 'resource', `select resource as text from raw where ${KEPT}`);
  const team = await enumOf(work, 'team', `select team as text from raw where ${KEPT}`);
  const types = new Map<string, string>();
  for (const { raw, type, distinct } of attributes)
    types.set(raw, type === 'text' ? await enumOf(work, raw, `select ${raw} as text from raw where ${KEPT}`, distinct) : SQL_TYPES[type]);
  await numberCases(work, rows, ofCase);

  let acrossResources = 0;
  if (pairing) {
    work.step(0.5, 'Pairing starts with their ends');
    await work.run(`create temp table marks as
      select ${record}::bigint as record, case_no, activity::${activity} as activity, resource::${resource} as resource, instance,
        ended as time, transition as kind
      from raw join case_of using (case_id) where ${KEPT} and transition <> '-'`);
    ({ acrossResources } = await pairWork(work));
    await settleCases(work, 'select case_no, count(*) as instances from instance group by case_no');
  } else await settleCases(work, 'select case_no, source_events as instances from case_of');

  work.step(0.6, 'Putting the events in order');
  const value = ({ raw, value: of }: TypedAttribute, text: string): string => `(${of(text)})::${types.get(raw)}`;
  const source = pairing
    ? `select cases.case_no, before, it.activity, case when kind = 's' then null else coalesce(it.started, begun.ended) end as started, it.ended,
         coalesce(it.resource, begun.resource) as resource, coalesce(it.team, begun.team) as team, it.record
         ${list(ofEvent.map((attribute) => `coalesce(it.${attribute.raw}, begun.${attribute.raw}) as ${attribute.raw}`))}
       from instance join cases on instance.case_no = provisional
         join (select *, ${record} as at from raw) as it on it.at = instance.record
         left join (select *, ${record} as at from raw) as begun on begun.at = partner`
    : '';
  const instances = pairing
    ? source.replace('it.record', 'it.at as record')
    : `select case_no, before, activity, started, ended, resource, team, ${record} as record ${list(ofEvent.map(({ raw }) => `raw.${raw}`))}
       from raw join cases using (case_id) where ${KEPT}`;
  await work.run(`create table ${work.own('event')} as
    select case_no, (number - 1 - before)::uinteger as pos, activity, started, ended, resource, team, (record + ${firstRow})::ubigint as row
      ${list(['activity', 'started', 'resource', 'team'].map((of) => `case when next_case = case_no then next_${of} end as next_${of}`))}
      ${list(ofEvent.map(({ raw, column }) => `${raw} as ${quoted(column)}`))}
    from (
      select *, row_number() over () as number, lead(case_no) over () as next_case, lead(activity) over () as next_activity,
        lead(coalesce(started, ended)) over () as next_started, lead(resource) over () as next_resource, lead(team) over () as next_team
      from (
        select case_no, before, activity::${activity} as activity, started, ended, resource::${resource} as resource, team::${team} as team, record
          ${list(ofEvent.map((attribute) => `${value(attribute, attribute.raw)} as ${attribute.raw}`))}
        from (${instances})
        order by case_no, ended, started, record))`);

  work.step(0.8, 'Counting the variants');
  await makeVariants(work);
  await work.run(`create table ${work.own('trace')} as
    select sequence.case_no, case_id, variant, started, ended, sequence.events, source_events
      ${list(ofCase.map((attribute) => `${value(attribute, `cases.${attribute.raw}`)} as ${quoted(attribute.column)}`))}
    from sequence join kind using (h1, h2, events) join numbered_kind using (example) join cases on cases.case_no = sequence.case_no
    order by sequence.case_no`);
  return { acrossResources };
};

/**
 * Sequences are told apart by 128 bits of hash and their length; with a billion cases two different ones meet with a chance of 10⁻²⁰. Each hash is a
 * sum of well-mixed numbers, one for each (pos, activity), so that no order of rows is needed; only one case of each sequence is spelled out.
 */
const makeVariants = async (work: Work): Promise<void> => {
  const step = `((pos::ubigint << 16) | enum_code(activity))`;
  await work.run(`create temp table sequence as
    select case_no, min(coalesce(started, ended)) as started, max(ended) as ended, count(*)::uinteger as events,
      sum(hash(${step})) as h1, sum(hash(${step} | (1::ubigint << 62))) as h2
    from ${work.own('event')} group by case_no`);
  await work.run(`create temp table kind as
    select h1, h2, events, min(case_no) as example, count(*)::uinteger as cases from sequence group by h1, h2, events`);
  await work.run(`create temp table numbered_kind as
    select example, cases, activities, (row_number() over (order by cases desc, activities) - 1)::uinteger as variant
    from kind join (select case_no as example, list(activity order by pos) as activities from ${work.own('event')}
      where case_no in (select example from kind) group by case_no) using (example)`);
  await work.run(`create table ${work.own('variant')} as select variant, activities, cases from numbered_kind order by variant`);
};
