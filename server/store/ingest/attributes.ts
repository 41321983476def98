import type { Attribute } from '../../../analysis/schema/index.ts';
import type { Plan, PlannedAttribute } from './plan.ts';
import { isoTime } from './times.ts';
import type { Value, Work } from './work.ts';

/** Beyond this many values DuckDB's ENUM stops paying. */
export const MOST_ENUM_VALUES = 10_000;

/** An attribute with the type that all its values have. */
export interface TypedAttribute extends PlannedAttribute {
  readonly type: Attribute['type'];
  /** SQL of its value from the text of its `raw` column. */
  readonly value: (text: string) => string;
  readonly values: number;
  /** About how many different ones. */
  readonly distinct: number;
}

type Type = Attribute['type'];

/** A number that a DOUBLE keeps as it is written: up to 15 digits, and no leading zeros, which make it a code. */
const NUMBER = "'[+-]?((0|[1-9][0-9]{0,14})([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,2})?'";

const CANDIDATES = ['boolean', 'number', 'time'] as const;

const reads: Record<Exclude<Type, 'text'>, (text: string, zone: string) => string> = {
  boolean: (text) => `case lower(${text}) when 'true' then true when 'false' then false end`,
  number: (text) => `case when regexp_full_match(${text}, ${NUMBER}) then try_cast(${text} as double) end`,
  time: isoTime,
};

const SAMPLE = 2_000;

/** Columns that one statement looks at: what DuckDB needs to plan one grows with the square of its length, in time and in memory. */
const TOGETHER = 20;

/** Finds the type of each attribute over the whole column, in the temporary table `raw`: one that a single value contradicts is text. */
export const typeAttributes = async (work: Work, { attributes, mapping }: Plan): Promise<readonly TypedAttribute[]> => {
  if (attributes.length === 0) return [];
  const misfit = (raw: string, type: Exclude<Type, 'text'>): string =>
    `count(*) filter (${raw} is not null and (${reads[type](raw, mapping.zone)}) is null) as ${raw}_${type}`;
  const found: Record<string, Value> = {};
  for (let i = 0; i < attributes.length; i += TOGETHER) {
    const some = attributes.slice(i, i + TOGETHER);
    // Most columns of text show it within their first rows, so that only the others are read in full, for one type.
    const pairs = some.flatMap(({ raw }) => CANDIDATES.map((type) => ({ raw, type })));
    const first = await work.row(`select ${pairs.map(({ raw, type }) => misfit(raw, type)).join(', ')} from (from raw limit ${SAMPLE})`);
    const possible = pairs.filter(({ raw, type }) => first[`${raw}_${type}`] === 0);
    const all = await work.row(
      `select ${[
        ...some.flatMap(({ raw }) => [`count(${raw}) as ${raw}_values`, `approx_count_distinct(${raw}) as ${raw}_distinct`]),
        ...possible.map(({ raw, type }) => misfit(raw, type)),
      ].join(', ')} from raw`,
    );
    Object.assign(found, all);
  }
  return attributes.map((attribute) => {
    const { raw } = attribute;
    const values = found[`${raw}_values`] as number;
    const type = values === 0 ? 'text' : (CANDIDATES.find((candidate) => found[`${raw}_${candidate}`] === 0) ?? 'text');
    return {
      ...attribute,
      type,
      // All its texts are known to be numbers: no need to look at them again.
      value: (text) => (type === 'text' ? text : type === 'number' ? `try_cast(${text} as double)` : reads[type](text, mapping.zone)),
      values,
      distinct: found[`${raw}_distinct`] as number,
    };
  });
};

/**
 * Makes an ENUM of the texts that `select` gives, called `type` in the new file, and says how to cast to it; more than 10,000 texts, or none, stay
 * VARCHAR. `about` spares counting where there are certainly too many.
 */
export const enumOf = async (work: Work, type: string, texts: string, about = 0): Promise<string> => {
  if (about > 2 * MOST_ENUM_VALUES) return 'varchar';
  await work.run(`create or replace temp table texts as select distinct text from (${texts}) where text is not null`);
  const { distinct } = await work.row('select count(*) as "distinct" from texts');
  if (distinct === 0 || (distinct as number) > MOST_ENUM_VALUES) return 'varchar';
  await work.run(`create type ${work.own(type)} as enum (select text from texts order by text)`);
  return work.own(type);
};
