import { dialect } from './dialect.ts';
import type { Problem } from './fault.ts';
import type { Attribute, LogInfo } from './schema/index.ts';
import { name, type Sql, sql } from './sql.ts';

type Log = Pick<LogInfo, 'attributes'>;

/** Columns of `event` that are no attributes but can be asked for like one. */
const own: readonly Attribute[] = ['activity', 'resource', 'team'].map((column) => ({ column, name: column, of: 'event', type: 'text' }));

/** The attribute of that column, activity, resource and team among them; undefined if the log has none. */
export const columnOf = (column: string, log: Log): Attribute | undefined =>
  [...own, ...log.attributes].find((attribute) => attribute.column === column);

/** What to say of a column that a log does not have. */
export const unknownColumn = (column: string, log: Log): Problem => ({
  severity: 'error',
  message: `The log has no column "${column}".`,
  place: { column },
  hint: `It has: ${[...own, ...log.attributes].map((attribute) => attribute.column).join(', ')}.`,
});

/** A value as canonical text, null where missing: 35, 0.5, true, 2024-01-31T08:00:00.000000Z. `readAs` reads it back to the same value. */
export const asText = ({ column, type }: Attribute): Sql => {
  const value = name(column);
  if (type === 'time') return dialect.iso(value);
  if (type === 'number') return dialect.numberText(value);
  return sql`cast(${value} AS VARCHAR)`;
};

/** All attributes of an event or a case as one JSON object, by column; times as ISO 8601, null where missing. */
export const asJson = (of: Attribute['of'], log: Log): Sql =>
  dialect.object(
    log.attributes
      .filter((attribute) => attribute.of === of)
      .map((attribute) => [attribute.column, attribute.type === 'time' ? asText(attribute) : name(attribute.column)]),
  );

/** A text as a value of that type, to compare with a column; null if it is none. Times without a zone are UTC, and exact to the microsecond. */
export const readAs = (text: string, type: Attribute['type']): Sql | null => {
  switch (type) {
    case 'text':
      return sql`${text}`;
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? sql`cast(${Number(text)} AS DOUBLE)` : null;
    case 'boolean':
      return text === 'true' ? sql`true` : text === 'false' ? sql`false` : null;
    case 'time': {
      const microseconds = microsecondsOf(text);
      return microseconds === null ? null : dialect.instant(microseconds);
    }
  }
};

/** Microseconds after 1970 of an ISO 8601 time; digits beyond the sixth are cut off. JavaScript's own dates end at milliseconds. */
const microsecondsOf = (iso: string): bigint | null => {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(iso.trim());
  if (!parts) return null;
  const [, day, clock = '00:00', fraction = '', zone = 'Z'] = parts;
  // Date.parse takes 30 February for 1 March.
  const midnight = Date.parse(`${day}T00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return null;
  const whole = Date.parse(`${day}T${clock}${zone}`);
  return Number.isNaN(whole) ? null : BigInt(whole) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
};
