import { DuckDBInstance } from '@duckdb/node-api';
import {
  type Attribute,
  casesMatching,
  type Filter,
  join,
  name,
  questionById,
  raw,
  type Sql,
  type SqlValue,
  sql,
} from '../analysis/index.ts';

/** A case by hand: its events are `ACTIVITY [START-]END [RESOURCE][@TEAM]`, times in minutes after 2024-01-01T00:00Z, already in order. */
export interface HandCase {
  readonly id: string;
  readonly events: readonly string[];
  readonly sourceEvents?: number;
  /** Case attributes, by column. */
  readonly attributes?: Readonly<Record<string, SqlValue>>;
  /** Event attributes, by column, one value an event. */
  readonly eventAttributes?: Readonly<Record<string, readonly SqlValue[]>>;
}

export interface Tables {
  readonly attributes: readonly Attribute[];
  readonly ask: (question: string, params?: unknown, filter?: Filter) => Promise<readonly Record<string, unknown>[]>;
  /** The names of the answer's columns. */
  readonly columns: (question: string, params?: unknown) => Promise<readonly string[]>;
  /** The ids of the cases that meet a filter, sorted. */
  readonly keeps: (filter: Filter) => Promise<readonly string[]>;
  readonly run: (statement: Sql) => Promise<readonly Record<string, unknown>[]>;
  readonly close: () => void;
}

/** Milliseconds of that many minutes: the unit of hand-written times against the unit of answers. */
export const minutes = (count: number): number => count * 60_000;
/** The instant that many minutes after the hand-written cases' beginning. */
export const at = (minute: number): string => new Date(Date.UTC(2024, 0, 1) + minutes(minute)).toISOString();

const parse = (text: string) => {
  const parts = /^(.+?) (?:([\d.]+)-)?([\d.]+)(?: ([^@ ]+)?(?:@(\S+))?)?$/.exec(text);
  if (!parts) throw new Error(`not an event: ${text}`);
  const [, activity, start, end, resource, team] = parts;
  return { activity, start: start === undefined ? null : Number(start), end: Number(end), resource: resource ?? null, team: team ?? null };
};

/** The tables of a log (server/store/store.ts) from cases written by hand: for tests of questions and filters without an import. */
export const tables = async (cases: readonly HandCase[], attributes: readonly Attribute[] = []): Promise<Tables> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const run = async ({ text, values }: Sql) => (await connection.runAndReadAll(text, [...values])).getRowObjectsJS().map(plainRow);

  const traces = cases.map((it) => ({ ...it, events: it.events.map(parse) }));
  const activities = [...new Set(traces.flatMap((it) => it.events.map((event) => event.activity)))];
  const sequences = new Map<string, { activities: string[]; cases: number }>();
  for (const it of traces) {
    const sequence = it.events.map((event) => event.activity);
    const key = JSON.stringify(sequence);
    sequences.set(key, { activities: sequence, cases: (sequences.get(key)?.cases ?? 0) + 1 });
  }
  const variants = [...sequences].sort(([, a], [, b]) => b.cases - a.cases);
  const numbers = new Map(variants.map(([key], i) => [key, i]));

  const moment = (minute: number | null) => (minute === null ? null : at(minute).replace('Z', ''));
  const typed = (of: Attribute['of']) =>
    attributes
      .filter((attribute) => attribute.of === of)
      .map(
        (attribute) =>
          sql`, ${name(attribute.column)} ${raw({ text: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN', time: 'TIMESTAMP' }[attribute.type])}`,
      );
  const insert = async (table: string, rows: readonly (readonly SqlValue[])[]) => {
    for (let i = 0; i < rows.length; i += 200)
      await run(
        sql`insert into ${name(table)} values ${join(rows.slice(i, i + 200).map((row) => sql`(${join(row.map((value) => sql`${value}`))})`))}`,
      );
  };
  const names = join((activities.length > 0 ? activities : ['none']).map((it) => raw(`'${it.replaceAll("'", "''")}'`)));
  await run(sql`set TimeZone = 'UTC'`);
  await run(sql`create type activity as enum (${names})`);
  await run(sql`create schema base`);
  await run(sql`use base`);
  await run(sql`create table event (case_no UINTEGER, pos UINTEGER, activity activity, started TIMESTAMP, ended TIMESTAMP, resource VARCHAR,
    team VARCHAR, "row" UBIGINT, next_activity activity, next_started TIMESTAMP, next_resource VARCHAR, next_team VARCHAR
    ${join(typed('event'), '')})`);
  await run(sql`create table trace (case_no UINTEGER, case_id VARCHAR, variant UINTEGER, started TIMESTAMP, ended TIMESTAMP,
    events UINTEGER, source_events UINTEGER ${join(typed('case'), '')})`);
  await run(sql`create table variant (variant UINTEGER, activities activity[], cases UINTEGER)`);

  let row = 1;
  await insert(
    'event',
    traces.flatMap((it, caseNo) =>
      it.events.map((event, pos) => {
        const next = it.events[pos + 1];
        return [
          ...[caseNo, pos, event.activity, moment(event.start), moment(event.end), event.resource, event.team, row++],
          ...(next ? [next.activity, moment(next.start ?? next.end), next.resource, next.team] : [null, null, null, null]),
          ...attributes
            .filter((attribute) => attribute.of === 'event')
            .map((attribute) => it.eventAttributes?.[attribute.column]?.[pos] ?? null),
        ];
      }),
    ),
  );
  await insert(
    'trace',
    traces.map((it, caseNo) => [
      ...[caseNo, it.id, numbers.get(JSON.stringify(it.events.map((event) => event.activity))) as number],
      moment(Math.min(...it.events.map((event) => event.start ?? event.end))),
      moment(Math.max(...it.events.map((event) => event.end))),
      ...[it.events.length, it.sourceEvents ?? it.events.length],
      ...attributes.filter((attribute) => attribute.of === 'case').map((attribute) => it.attributes?.[attribute.column] ?? null),
    ]),
  );
  for (const [i, [, { activities: sequence, cases: of }]] of variants.entries())
    await run(sql`insert into variant values (${i}, [${join(sequence.map((activity) => sql`${activity}`))}], ${of})`);

  /** As a scope does it: views of the same names over the kept cases. */
  const scope = async (filter: Filter) => {
    await run(sql`use base`);
    await run(sql`create or replace table kept as ${casesMatching(filter, { attributes: [...attributes] })}`);
    await run(sql`create schema if not exists scope`);
    await run(sql`create or replace view scope.event as select * from base.event where case_no in (select case_no from base.kept)`);
    await run(sql`create or replace view scope.trace as select * from base.trace where case_no in (select case_no from base.kept)`);
    await run(sql`create or replace view scope.variant as
      select variant, activities, (select count(*)::UINTEGER from scope.trace where trace.variant = v.variant) as cases
      from base.variant as v where variant in (select variant from scope.trace)`);
    await run(sql`use scope`);
  };
  const statement = (id: string, params: unknown) => {
    const question = questionById(id);
    return question.sql(question.params.parse(params ?? {}), { attributes: [...attributes] });
  };

  return {
    attributes,
    run,
    ask: async (id, params, filter = []) => {
      await scope(filter);
      return run(statement(id, params));
    },
    columns: async (id, params) => {
      await scope([]);
      const { text, values } = statement(id, params);
      await connection.run(`explain ${text}`, [...values]);
      return (await connection.runAndReadAll(text, [...values])).columnNames();
    },
    keeps: async (filter) => {
      await scope(filter);
      return (await run(sql`select case_id from trace order by case_id`)).map((it) => it.case_id as string);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

/** Values as the store answers them: counts as numbers, times as ISO 8601, lists as arrays. */
const plainRow = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)]));
const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  return value;
};
