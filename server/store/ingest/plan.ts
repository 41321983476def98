import { Fault, type Problem } from '../../../analysis/fault.ts';
import type { Attribute, Mapping } from '../../../analysis/schema/index.ts';
import { shown } from './text.ts';

/** The columns that `event` and `trace` have of their own, and a name that no JavaScript object can hold like any other. */
const RESERVED = [
  ...[
    'case_no',
    'pos',
    'activity',
    'started',
    'ended',
    'resource',
    'team',
    'row',
    'next_activity',
    'next_started',
    'next_resource',
    'next_team',
  ],
  ...['case_id', 'variant', 'events', 'source_events', '__proto__'],
];

/** An attribute on its way in: `raw` is its column of text in the table of rows. */
export interface PlannedAttribute extends Omit<Attribute, 'type'> {
  readonly raw: string;
}

/** A mapping whose columns are found: places in the file, and the names of the columns to be made. */
export interface Plan {
  readonly mapping: Mapping;
  /** Where each column stands in the file, from 0. */
  readonly place: (column: string) => number;
  readonly attributes: readonly PlannedAttribute[];
}

const LONGEST_NAME = 120;

/** A name that any DuckDB client can write: one line, not too long. The source's own name is kept beside it. */
const columnName = (name: string): string => [...name.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()].slice(0, LONGEST_NAME).join('') || 'column';

/** DuckDB's names ignore case. */
const unique = (name: string, taken: Set<string>): string => {
  let candidate = name;
  for (let i = 2; taken.has(candidate.toLowerCase()); i++) candidate = `${name}_${i}`;
  taken.add(candidate.toLowerCase());
  return candidate;
};

/** Finds the columns of a mapping. Throws a `Fault` ("bad-mapping") that lists everything missing or contradictory at once. */
export const plan = (mapping: Mapping, columns: readonly string[]): Plan => {
  const places = new Map(columns.map((column, i) => [column, i]));
  const problems: Problem[] = [];
  const bad = (message: string, column?: string, hint?: string): number =>
    problems.push({ message, severity: 'error', ...(column === undefined ? {} : { place: { column } }), ...(hint ? { hint } : {}) });

  const roles = {
    case: mapping.case,
    activity: mapping.activity,
    'end time': mapping.end,
    'start time': mapping.start,
    resource: mapping.resource,
    team: mapping.team,
    'lifecycle transition': mapping.transition,
    'instance id': mapping.instance,
  };
  for (const [role, column] of Object.entries(roles))
    if (column !== null && !places.has(column))
      bad(`The ${role} should come from the column ${shown(column)}, which the file does not have.`, column);
  for (const { column } of mapping.attributes)
    if (!places.has(column)) bad(`The attribute ${shown(column)} is not a column of the file.`, column);
  const twice = mapping.attributes.filter(({ column }, i) => mapping.attributes.findIndex((other) => other.column === column) < i);
  for (const { column } of twice)
    bad(`The attribute ${shown(column)} is named more than once.`, column, 'Keep it once, for the case or for the event.');
  if (mapping.lifecycle === 'pair' && mapping.transition === null)
    bad(
      'Start and complete should be paired, but no column says which is which.',
      undefined,
      'Choose the lifecycle transition, or keep every event.',
    );
  if (problems.length > 0)
    throw new Fault(
      'bad-mapping',
      `The mapping does not fit the file, which has the columns ${columns.slice(0, 30).map(shown).join(', ')}.`,
      {
        problems,
      },
    );

  const taken = new Set(RESERVED);
  return {
    mapping,
    place: (column) => places.get(column) as number,
    attributes: mapping.attributes.map(({ column, of }, i) => ({
      column: unique(columnName(column), taken),
      name: column,
      of,
      raw: `a${i}`,
    })),
  };
};
