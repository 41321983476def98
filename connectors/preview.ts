import type { Problem } from '../analysis/fault.ts';
import type { Mapping } from '../analysis/schema/index.ts';
import type { Staged } from './connector.ts';
import { timeReader } from './times.ts';

/** One event as a mapping would read it. Times are ISO 8601 in UTC; null where the text is none. */
export interface PreviewEvent {
  readonly activity: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly resource: string | null;
  readonly team: string | null;
  readonly row: number;
}

/** What a mapping would make of the sample. */
export interface Preview {
  readonly cases: readonly { readonly id: string; readonly events: readonly PreviewEvent[] }[];
  readonly problems: readonly Problem[];
}

const shownCases = 3;

/**
 * Three cases as a mapping would make them, out of the sample's rows: those with most events, in file order; and what is wrong with
 * the mapping, or with values in the sample. Starts and completes are not paired yet: one event a row. Throws nothing.
 */
export const preview = (staged: Staged, mapping: Mapping): Preview => {
  const problems: Problem[] = [];
  const place = (role: string, column: string | null): number => {
    if (column === null) return -1;
    const index = staged.columns.indexOf(column);
    if (index < 0)
      problems.push({
        message: `${role}: there is no column "${column}".`,
        severity: 'error',
        place: { column },
        hint: 'Choose one of the columns of the file.',
      });
    return index;
  };
  const at = {
    case: place('Case', mapping.case),
    activity: place('Activity', mapping.activity),
    end: place('End time', mapping.end),
    start: place('Start time', mapping.start),
    resource: place('Resource', mapping.resource),
    team: place('Team', mapping.team),
  };
  place('Lifecycle transition', mapping.transition);
  place('Instance id', mapping.instance);
  for (const { column } of mapping.attributes) place('Kept attribute', column);
  if (!isZone(mapping.zone)) {
    problems.push({
      message: `There is no time zone "${mapping.zone}".`,
      severity: 'error',
      hint: 'Use an IANA name such as Europe/Berlin.',
    });
    return { cases: [], problems };
  }
  if (at.case < 0 || at.activity < 0 || at.end < 0) return { cases: [], problems };

  const read = timeReader(mapping.timeFormat, mapping.zone);
  const time = (text: string | null): string | null => {
    const ms = text === null ? null : read(text);
    return ms === null || Math.abs(ms) > 8.64e15 ? null : new Date(ms).toISOString();
  };
  const cases = new Map<string, PreviewEvent[]>();
  const lacking = { case: [] as number[], activity: [] as number[], end: [] as number[], start: [] as number[] };
  staged.sample.forEach((values, i) => {
    const row = staged.firstRow + i;
    const of = (index: number) => (index < 0 ? null : values[index]);
    const [id, activity, endText, startText] = [of(at.case), of(at.activity), of(at.end), of(at.start)];
    const [start, end] = [time(startText), time(endText)];
    if (startText !== null && start === null) lacking.start.push(row);
    if (id === null) lacking.case.push(row);
    if (activity === null) lacking.activity.push(row);
    if (end === null && start === null) lacking.end.push(row);
    if (id === null || activity === null || (end === null && start === null)) return;
    const event = { activity, start, end, resource: of(at.resource), team: of(at.team), row };
    const events = cases.get(id);
    if (events) events.push(event);
    else cases.set(id, [event]);
  });
  const complain = (rows: readonly number[], message: string, column: string | null, hint: string) => {
    if (rows.length === 0) return;
    const all = rows.length === staged.sample.length;
    problems.push({
      message,
      severity: all ? 'error' : 'warning',
      count: rows.length,
      rows: rows.slice(0, 10),
      place: { row: rows[0], ...(column ? { column } : {}) },
      hint,
    });
  };
  complain(
    lacking.case,
    'Rows without a case; they would be left out.',
    mapping.case,
    'Choose another column for the case if this is not meant.',
  );
  complain(
    lacking.activity,
    'Rows without an activity; they would be left out.',
    mapping.activity,
    'Choose another column for the activity if this is not meant.',
  );
  complain(
    lacking.end,
    `Rows without a time that can be read as ${mapping.timeFormat ?? 'ISO 8601'}; they would be left out.`,
    mapping.end,
    'Correct the time format, or choose another column.',
  );
  complain(
    lacking.start,
    `Start times that cannot be read as ${mapping.timeFormat ?? 'ISO 8601'}; they would be unknown.`,
    mapping.start,
    'Correct the time format, or choose another column.',
  );

  const order = (event: PreviewEvent) => event.end ?? event.start ?? '';
  const chosen = new Set(
    [...cases]
      .sort(([, a], [, b]) => b.length - a.length)
      .slice(0, shownCases)
      .map(([id]) => id),
  );
  return {
    cases: [...cases]
      .filter(([id]) => chosen.has(id))
      .map(([id, events]) => ({
        id,
        events: [...events].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.row - b.row)),
      })),
    problems,
  };
};

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};
