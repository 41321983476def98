import type { Work } from './work.ts';

/**
 * Makes one instance of a start and the end of the same work, where a mapping says `pair`:
 *
 * - The same work: the same case, activity, resource and instance id. The first start that is open meets the first end (first in, first out). At
 *   equal times starts come before ends, whichever way round the file is sorted.
 * - What is left over is paired once more without the resource: work that one person began and another ended. Such pairs are counted.
 * - An abort or withdraw ends a start as a complete does; without a start no work was done, and it makes no instance.
 * - Schedule, assign, reassign, suspend and resume are no work: they make no instance. A word that XES does not know is treated as a complete.
 * - A complete without a start is an instance whose start is unknown. A start without an end is one too, at the time of its start: when it began is
 *   all that is known of it, so its duration is unknown, not zero.
 *
 * Fills the temporary table `instance` (record: the row it is shown by, partner: the row of its start or null) from `marks` (record, case_no,
 * activity, resource, instance, time, kind 's', 'c' or 'a').
 */
export const pairWork = async (work: Work): Promise<{ readonly acrossResources: number }> => {
  await work.run('create temp table pair (start_record bigint, end_record bigint, across boolean)');
  for (const key of ['case_no, activity, instance, resource', 'case_no, activity, instance'])
    await work.run(`insert into pair ${pass(key)}`);
  await work.run(`create temp table instance as
    select record, start_record as partner, case_no, kind from marks left join pair on record = end_record
    where kind in ('c', 'a') and (kind = 'c' or start_record is not null)
      or kind = 's' and record not in (select start_record from pair)`);
  const { across } = await work.row('select count(*) filter (across) as across from pair');
  return { acrossResources: across as number };
};

/** The pairs among the rows of `marks` that have no partner yet. `level` counts the open starts; it falls below `floor` only at an end that finds none. */
const pass = (key: string): string => `
  with walk as (
    select *, sum(step) over (partition by ${key} order by time, step desc, record rows unbounded preceding) as level
    from (select *, case when kind = 's' then 1 else -1 end as step from marks
      where record not in (select start_record from pair) and record not in (select end_record from pair))
  ), floored as (
    select *, least(0, min(level) over (partition by ${key} order by time, step desc, record
      rows between unbounded preceding and 1 preceding)) as floor
    from walk
  ), ranked as (
    select *, row_number() over (partition by ${key}, step order by time, record) as rank
    from floored where step = 1 or level >= floor
  )
  select max(record) filter (step = 1), max(record) filter (step = -1), count(distinct coalesce(resource::varchar, '')) > 1
  from ranked group by ${key}, rank having count(*) = 2`;
