import { columnOf, readAs, unknownColumn } from './attribute.ts';
import { dialect } from './dialect.ts';
import { Fault, type Problem } from './fault.ts';
import type { Attribute, Condition, Filter, LogInfo } from './schema/index.ts';
import { join, list, name, type Sql, sql } from './sql.ts';

const { at, before, has, last, microseconds, repeats, rest, unnest } = dialect;

type Log = Pick<LogInfo, 'attributes'>;
type Of<Kind extends Condition['kind']> = Extract<Condition, { kind: Kind }>;

/**
 * The cases that meet every condition, as a `select case_no` over `event`, `trace` and `variant`; values are parameters, never text.
 * Each condition is a set of cases and `keep: false` its complement, so conditions commute and a condition and its negation share out the cases.
 *
 * Attribute values are given as text and read as the column's type: numbers by value ("35" is "35.0"), booleans as true or false,
 * times as ISO 8601 to the microsecond (without a zone: UTC). Throws `bad-filter` with every unknown column and unreadable value.
 */
export const casesMatching = (filter: Filter, log: Log): Sql => {
  const problems = filter.flatMap((condition) => problemsOf(condition, log));
  if (problems.length > 0) throw new Fault('bad-filter', problems.map((problem) => problem.message).join(' '), { problems });
  if (filter.length === 0) return sql`select case_no from trace`;
  return sql`select case_no from trace where ${join(
    filter.map((condition) => membership(condition, log)),
    ' and ',
  )}`;
};

/** Each activity of a variant with the one after it. */
const pairs = sql`(select variant, ${unnest(sql`activities`)} AS "from", ${unnest(rest(sql`activities`))} AS "to" from variant)`;

/** A condition is about a case's sequence, its own row, or any one of its events: asked of the smallest table that knows. */
const membership = (condition: Condition, log: Log): Sql => {
  const within = (column: Sql, set: Sql): Sql => sql`${column} ${condition.keep ? sql`in` : sql`not in`} (${set})`;
  const ofVariants = (predicate: Sql): Sql => within(sql`variant`, sql`select variant from variant where ${predicate}`);
  const ofTraces = (predicate: Sql): Sql => within(sql`case_no`, sql`select case_no from trace where ${predicate}`);
  const ofEvents = (predicate: Sql): Sql => within(sql`case_no`, sql`select case_no from event where ${predicate}`);

  switch (condition.kind) {
    case 'time':
      return ofTraces(inWindow(condition));
    case 'activity': {
      const predicates = condition.activities.map((activity) => has(sql`activities`, sql`${activity}`));
      return ofVariants(join(predicates, condition.mode === 'any' ? ' or ' : ' and '));
    }
    case 'starts':
      return ofVariants(sql`${at(sql`activities`, 1)} in (${list(condition.activities)})`);
    case 'ends':
      return ofVariants(sql`${last(sql`activities`)} in (${list(condition.activities)})`);
    case 'variant':
      return within(sql`variant`, list(condition.variants));
    case 'case':
      return ofTraces(sql`case_id in (${list(condition.cases)})`);
    case 'attribute': {
      const predicate = hasValue(condition, log);
      return columnOf(condition.column, log)?.of === 'case' ? ofTraces(predicate) : ofEvents(predicate);
    }
    case 'duration':
      return ofTraces(lasts(condition));
    case 'follows':
      return condition.directly
        ? within(sql`variant`, sql`select variant from ${pairs} where "from" = ${condition.from} and "to" = ${condition.to}`)
        : ofVariants(before(sql`activities`, sql`${condition.from}`, sql`${condition.to}`));
    case 'handoff':
      return ofEvents(sql`team = ${condition.from} and next_team = ${condition.to}`);
    case 'rework':
      return ofVariants(
        condition.activity === null
          ? repeats(sql`activities`)
          : before(sql`activities`, sql`${condition.activity}`, sql`${condition.activity}`),
      );
  }
};

const inWindow = ({ from, to, mode }: Of<'time'>): Sql => {
  const [early, late] = {
    contained: ['started', 'ended'],
    touching: ['ended', 'started'],
    started: ['started', 'started'],
    ended: ['ended', 'ended'],
  }[mode];
  // The schema let ISO 8601 instants through only.
  return every([
    from === null ? null : sql`${name(early)} >= ${readAs(from, 'time') as Sql}`,
    to === null ? null : sql`${name(late)} < ${readAs(to, 'time') as Sql}`,
  ]);
};

const lasts = ({ minMs, maxMs }: Of<'duration'>): Sql => {
  const duration = microseconds(sql`started`, sql`ended`);
  const whole = (milliseconds: number): number => Math.round(milliseconds * 1000);
  return every([minMs === null ? null : sql`${duration} >= ${whole(minMs)}`, maxMs === null ? null : sql`${duration} <= ${whole(maxMs)}`]);
};

const every = (predicates: readonly (Sql | null)[]): Sql =>
  join([sql`true`, ...predicates.filter((predicate) => predicate !== null)], ' and ');

const hasValue = ({ column, values }: Of<'attribute'>, log: Log): Sql => {
  const { type } = columnOf(column, log) as Attribute;
  const given = values.filter((value) => value !== null);
  return join(
    [
      ...(given.length > 0 ? [sql`${name(column)} in (${join(given.map((value) => readAs(value, type) as Sql))})`] : []),
      ...(given.length < values.length ? [sql`${name(column)} is null`] : []),
    ],
    ' or ',
  );
};

const problemsOf = (condition: Condition, log: Log): readonly Problem[] => {
  if (condition.kind !== 'attribute') return [];
  const { column, values } = condition;
  const found = columnOf(column, log);
  if (!found) return [unknownColumn(column, log)];
  return values
    .filter((value) => value !== null && readAs(value, found.type) === null)
    .map((value) => ({
      severity: 'error',
      message: `"${value}" is no ${found.type}, which the column "${column}" holds.`,
      place: { column },
    }));
};
