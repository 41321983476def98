import { type Mapping, MOST_ATTRIBUTES } from '../analysis/schema/index.ts';
import { type Column, type Groups, groupsOf, profile, speaks, varies } from './columns.ts';
import type { Proposal } from './connector.ts';
import { timeReader } from './times.ts';

/** A column for a role: how well it fits from 0 to 1, and why, in words. */
interface Fit {
  readonly column: Column;
  readonly score: number;
  readonly reason: string;
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const percent = (value: number) => `${Math.round(value * 100)} %`;

/** Names that standards give a meaning (XES; PM4Py's start_timestamp): they win over every guess. */
const standard = {
  case: ['case:concept:name'],
  activity: ['concept:name'],
  end: ['time:timestamp'],
  start: ['start_timestamp', 'time:start', 'time:timestamp:start'],
  resource: ['org:resource'],
  team: ['org:group', 'org:role'],
  transition: ['lifecycle:transition'],
  instance: ['concept:instance'],
} as const;

type Role = keyof typeof standard;

const lifecycleWords = new Set(
  `start started begin complete completed end ended finish finished schedule scheduled assign assigned reassign reassigned suspend suspended resume
   resumed withdraw withdrawn autoskip manualskip ate_abort pi_abort abort aborted enabled unknown`.split(/\s+/),
);
const startWords = new Set(['start', 'started', 'begin', 'began']);
const completeWords = new Set(['complete', 'completed', 'end', 'ended', 'finish', 'finished', 'stop', 'stopped', 'done']);

const isLevelOfCase = (column: Column) => column.name.startsWith('case:');
const isTime = (column: Column) => column.time !== null && column.time.share >= 0.8 && column.filled > 0;
/** A number that only its size makes a time: an id until the name says otherwise. */
const isMaybeEpoch = (column: Column) => column.time?.format?.startsWith('epoch') === true && !speaks(column, 'time');
const named = (column: Column) => `the name "${column.name.length > 40 ? `${column.name.slice(0, 40)}…` : column.name}"`;

const total = (header: number, values: number) => 0.4 * header + 0.6 * values;
const best = (fits: readonly Fit[]): Fit | null => fits.reduce<Fit | null>((a, b) => (a && a.score >= b.score ? a : b), null);
const ranked = (fits: readonly Fit[], count: number) =>
  [...fits].sort((a, b) => b.score - a.score || a.column.index - b.column.index).slice(0, count);

const asCase = (column: Column, rows: number): Fit => {
  const header = speaks(column, 'case')
    ? (column.words.length === 1 || speaks(column, 'id') ? 1 : 0.4) * (speaks(column, 'activity') || speaks(column, 'measure') ? 0.5 : 1)
    : speaks(column, 'id')
      ? 0.4
      : 0;
  const perCase = column.filled / Math.max(1, column.distinct);
  const repeats = perCase >= 1.5 ? 1 : (perCase - 1) * 2;
  const several = column.distinct >= 2 ? Math.min(1, 0.4 + column.distinct / Math.max(10, rows * 0.02)) : 0.2;
  const values =
    repeats * several * (column.filled / rows) * (isTime(column) && !isMaybeEpoch(column) ? 0.1 : 1) * (column.fractional > 0.3 ? 0.2 : 1);
  return {
    column,
    score: total(header, values),
    reason: `${header >= 0.4 ? `${named(column)} speaks of one; ` : ''}${whole(column.distinct)} values, ${perCase.toFixed(1)} rows each`,
  };
};

const asActivity = (column: Column, rows: number): Fit => {
  const state = column.words.some((word) =>
    ['status', 'state', 'stage', 'phase', 'statut', 'estado', 'stato', 'fase', 'zustand', 'etat'].includes(word.text),
  );
  const header = speaks(column, 'activity')
    ? speaks(column, 'id')
      ? 0.3
      : state
        ? 0.7
        : 1
    : speaks(column, 'name') && !speaks(column, 'resource')
      ? 0.3
      : 0;
  const text = column.numeric > 0.9 ? 0.25 : 1;
  const repeats = column.distinct < 2 ? 0.1 : column.distinct <= Math.max(8, rows * 0.3) ? 1 : 0.2;
  const short = column.meanLength < 80 ? 1 : 0.3;
  const values = text * repeats * short * (column.filled / rows) * (isTime(column) || isLevelOfCase(column) ? 0 : 1);
  return {
    column,
    score: total(header, values),
    reason: `${header > 0 ? `${named(column)} speaks of one; ` : ''}${whole(column.distinct)} different values in ${whole(rows)} rows`,
  };
};

const asTime = (column: Column, rows: number): Fit => {
  const header = speaks(column, 'time') || speaks(column, 'end') || speaks(column, 'start') ? 1 : 0;
  const read = isTime(column) ? (column.time?.share ?? 0) : 0;
  const values =
    read * (column.filled / rows) * (column.time?.timed ? 1 : 0.7) * (isMaybeEpoch(column) ? 0.3 : 1) * (isLevelOfCase(column) ? 0.1 : 1);
  return {
    column,
    score: total(header, values) * (read > 0 ? 1 : 0.2),
    reason:
      read > 0 ? `${percent(read)} of its values read as ${column.time?.format ?? 'ISO 8601'}` : 'no column holds times that can be read',
  };
};

/** The rows of each case in time order, equal times in file order. */
const ordered = (groups: Groups, times: readonly (number | null)[]): Groups =>
  groups.map((rows) => [...rows].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b));

/**
 * How much three columns look like a process together, from 0 to 1: within a case the activity changes and seldom repeats, most cases
 * begin alike, and a case takes a short part of the log's time.
 */
const together = (groups: Groups, activity: Column, times: readonly (number | null)[], timeVaries: number): number => {
  const several = ordered(groups, times).filter((rows) => rows.length > 1);
  if (several.length === 0) return 0;
  const firsts = new Map<string | null, number>();
  let [changing, distinct, span, spans] = [0, 0, 0, 0];
  for (const rows of several) {
    const seen = new Set(rows.map((row) => activity.values[row]));
    if (seen.size > 1) changing++;
    distinct += seen.size / rows.length;
    const first = activity.values[rows[0]];
    firsts.set(first, (firsts.get(first) ?? 0) + 1);
    const [from, to] = [times[rows[0]], times[rows[rows.length - 1]]];
    if (from !== null && to !== null) {
      span += to - from;
      spans++;
    }
  }
  let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times)
    if (time !== null) {
      earliest = Math.min(earliest, time);
      latest = Math.max(latest, time);
    }
  const n = several.length;
  const compact = spans === 0 || latest <= earliest ? 0 : 1 - span / spans / (latest - earliest);
  const concentration = Math.max(...firsts.values()) / n;
  return (0.3 * (changing / n) + 0.25 * (distinct / n) + 0.25 * concentration + 0.2 * compact) * (0.2 + 0.8 * timeVaries);
};

interface Triple {
  readonly case: Fit;
  readonly activity: Fit;
  readonly end: Fit;
}

/** The three columns that an event log cannot be without, judged together. */
const chooseTriple = (columns: readonly Column[], rows: number): Triple => {
  const given = (role: Role) => columns.find((column) => (standard[role] as readonly string[]).includes(column.name) && column.filled > 0);
  const fixed = (column: Column | undefined): Fit[] | null =>
    column ? [{ column, score: 1, reason: `"${column.name}" is the standard name for it` }] : null;
  const endGiven = given('end');
  const cases =
    fixed(given('case')) ??
    ranked(
      columns.filter((column) => column.name !== 'concept:name').map((column) => asCase(column, rows)),
      6,
    );
  const activities =
    fixed(given('activity')) ??
    ranked(
      columns.filter((column) => !isLevelOfCase(column)).map((column) => asActivity(column, rows)),
      6,
    );
  const times =
    fixed(endGiven && isTime(endGiven) ? endGiven : undefined) ??
    ranked(
      columns.map((column) => asTime(column, rows)),
      5,
    );
  const read = times.map(({ column }) => {
    const reader = timeReader(column.time?.format ?? null, 'UTC');
    return column.values.map((value) => (value === null || !isTime(column) ? null : reader(value)));
  });
  let chosen: Triple | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (const itsCase of cases) {
    const groups = groupsOf(itsCase.column);
    times.forEach((end, t) => {
      const timeVaries = varies(end.column, groups) ?? 0;
      for (const activity of activities) {
        const indices = new Set([itsCase.column.index, end.column.index, activity.column.index]);
        if (indices.size < Math.min(3, columns.length)) continue;
        const joint = together(groups, activity.column, read[t], timeVaries);
        const endBonus = speaks(end.column, 'end') ? 0.05 : 0;
        const score = itsCase.score + activity.score + end.score + endBonus + 1.5 * joint;
        if (score > highest + 1e-9) {
          highest = score;
          chosen = { case: itsCase, activity, end };
        }
      }
    });
  }
  const none: Fit = { column: columns[0], score: 0, reason: 'no column looks like it' };
  return chosen ?? { case: cases[0] ?? none, activity: activities[0] ?? none, end: times[0] ?? none };
};

/** A column whose times never lie after `end` and change within cases. */
const chooseStart = (columns: readonly Column[], end: Column, groups: Groups): Fit | null => {
  if (!isTime(end)) return null;
  const reader = timeReader(end.time?.format ?? null, 'UTC');
  return best(
    columns.flatMap((column): Fit[] => {
      const isStandard = (standard.start as readonly string[]).includes(column.name);
      if (column === end || !isTime(column) || isLevelOfCase(column) || column.time?.format !== end.time?.format) return [];
      if (!isStandard && !speaks(column, 'start') && !(speaks(end, 'end') && !speaks(column, 'end') && speaks(column, 'time'))) return [];
      if (!isStandard && (varies(column, groups) ?? 0) < 0.2) return [];
      let [both, before] = [0, 0];
      column.values.forEach((value, row) => {
        const to = end.values[row];
        if (value === null || to === null) return;
        const [fromMs, toMs] = [reader(value), reader(to)];
        if (fromMs === null || toMs === null) return;
        both++;
        if (fromMs <= toMs) before++;
      });
      if (both === 0 || before < both * 0.97) return [];
      return [
        {
          column,
          score: isStandard ? 1 : total(speaks(column, 'start') ? 1 : 0.3, before / both),
          reason: `${isStandard ? 'the standard name for it; ' : ''}not after the end in ${percent(before / both)} of the rows that have both`,
        },
      ];
    }),
  );
};

const choosePeople = (columns: readonly Column[], role: 'resource' | 'team', groups: Groups, rows: number): Fit | null => {
  for (const name of standard[role]) {
    const column = columns.find((its) => its.name === name && its.filled > 0);
    if (column) return { column, score: 1, reason: `"${name}" is the standard name for it` };
  }
  return best(
    columns.flatMap((column): Fit[] => {
      if (!speaks(column, role) || isTime(column) || isLevelOfCase(column) || column.distinct < 2) return [];
      const varying = varies(column, groups) ?? 0;
      if (varying === 0 || column.fractional > 0.3 || speaks(column, 'measure') || speaks(column, 'transition')) return [];
      // "org:resource" or "group of the owner" are people first.
      if (role === 'team' && speaks(column, 'resource')) return [];
      const only = column.words.every((word) => word.roles.includes(role));
      const header = only ? 1 : speaks(column, 'id') ? 0.7 : 0.85;
      const shared = column.distinct <= rows * 0.5 ? 1 : 0.3;
      return [
        {
          column,
          score: total(header, shared * (0.4 + 0.6 * varying) * (0.5 + (0.5 * column.filled) / rows)),
          reason: `${named(column)} speaks of one; ${whole(column.distinct)} different values, changing within ${percent(varying)} of the cases`,
        },
      ];
    }),
  );
};

const lower = (column: Column): Set<string> =>
  new Set(column.values.flatMap((value) => (value === null ? [] : [value.trim().toLowerCase()])));

const chooseTransition = (columns: readonly Column[]): Fit | null => {
  const given = columns.find((column) => column.name === standard.transition[0] && column.filled > 0);
  if (given) return { column: given, score: 1, reason: `"${given.name}" is the standard name for it` };
  return best(
    columns.flatMap((column): Fit[] => {
      if (isTime(column) || isLevelOfCase(column) || column.distinct === 0 || column.distinct > 30) return [];
      const values = [...lower(column)];
      const known = values.filter((value) => lifecycleWords.has(value)).length / values.length;
      const both = values.some((value) => startWords.has(value)) && values.some((value) => completeWords.has(value));
      if (known < 1 || !(speaks(column, 'transition') || both)) return [];
      return [
        {
          column,
          score: total(speaks(column, 'transition') ? 1 : 0, 1),
          reason: `its values are transitions: ${values.slice(0, 5).join(', ')}`,
        },
      ];
    }),
  );
};

const chooseInstance = (columns: readonly Column[], rows: number): Fit | null =>
  best(
    columns.flatMap((column): Fit[] => {
      if (column.filled < rows * 0.9 || isLevelOfCase(column) || isTime(column)) return [];
      if (column.name === standard.instance[0]) return [{ column, score: 1, reason: `"${column.name}" is the standard name for it` }];
      if (!speaks(column, 'instance') || column.distinct < column.filled * 0.4 || speaks(column, 'case')) return [];
      return [
        {
          column,
          score: total(0.8, column.distinct / column.filled),
          reason: `${named(column)} speaks of one; ${whole(column.distinct)} values`,
        },
      ];
    }),
  );

/** Whether the column has one value in every case, seen in enough cases to believe it of the rest of the file. */
const isConstant = (column: Column, groups: Groups): boolean =>
  varies(column, groups) === 0 && groups.filter((rows) => rows.length > 1 && column.values[rows[0]] !== null).length >= 5;

/** What the proposal cannot decide, or is not sure of. */
const questionsOf = (triple: Triple, start: Fit | null, columns: readonly Column[], groups: Groups): string[] => {
  const questions: string[] = [];
  const { end } = triple;
  for (const [what, fit] of [
    ['a case', triple.case],
    ['an activity', triple.activity],
  ] as const)
    if (fit.score < 0.5) questions.push(`No column clearly holds ${what}; "${fit.column.name}" is a guess. Please check it.`);
  if (!isTime(end.column)) questions.push('No column holds times that could be read. Choose the column and say how its times are written.');
  else {
    if (end.column.time?.question) questions.push(end.column.time.question);
    if (end.column.time?.zoned === false) questions.push('The times state no time zone; UTC is assumed.');
    if (end.column.time && end.column.time.share < 0.98)
      questions.push(
        `${percent(1 - end.column.time.share)} of the times in "${end.column.name}" are written differently and would not be read.`,
      );
  }
  if (start === null) {
    const other = columns.find(
      (column) =>
        column !== end.column &&
        isTime(column) &&
        !isLevelOfCase(column) &&
        speaks(column, 'start') &&
        column.time?.format !== end.column.time?.format,
    );
    if (other)
      questions.push(
        `"${other.name}" looks like a start time, but is written differently from "${end.column.name}"; only one time format can be read.`,
      );
  }
  const dates = columns.filter((column) => isTime(column) && !isMaybeEpoch(column));
  if (dates.length > 2 && groups.length > 0 && groups.every((rows) => rows.length === 1))
    questions.push(
      `Each case has one row and there are ${dates.length} columns of times (${dates
        .slice(0, 4)
        .map((column) => column.name)
        .join(', ')}, …): this looks like one row a case. An event log has one row an event.`,
    );
  return questions;
};

/**
 * Proposes how columns become an event log, from their names (in seven languages) and a sample of values, the first rows of the file
 * in a row and any later ones. Case, activity and time are judged together. Deterministic; about 50 ms for 3,000 rows of 30 columns.
 * `rows` holds the values in the order of `names`, null where missing.
 */
export const propose = (names: readonly string[], rows: readonly (readonly (string | null)[])[]): Proposal => {
  const columns = names.map((name, index) => profile(name, index, rows));
  const triple = chooseTriple(columns, Math.max(1, rows.length));
  const groups = groupsOf(triple.case.column);
  const taken = new Set([triple.case.column, triple.activity.column, triple.end.column]);
  const free = () => columns.filter((column) => !taken.has(column));
  const take = (fit: Fit | null, least = 0.5): Fit | null => {
    if (!fit || fit.score < least) return null;
    taken.add(fit.column);
    return fit;
  };
  const start = take(chooseStart(free(), triple.end.column, groups));
  const transition = take(chooseTransition(free()));
  const instance = take(chooseInstance(free(), rows.length));
  const resource = take(choosePeople(free(), 'resource', groups, rows.length));
  const team = take(choosePeople(free(), 'team', groups, rows.length));
  const words = transition ? lower(transition.column) : new Set<string>();
  const paired = [...words].some((word) => startWords.has(word)) && [...words].some((word) => completeWords.has(word));

  const worthKeeping = free().filter((column) => column.filled > 0 || !/^column \d+$/.test(column.name));
  const mapping: Mapping = {
    case: triple.case.column.name,
    activity: triple.activity.column.name,
    end: triple.end.column.name,
    start: start?.column.name ?? null,
    resource: resource?.column.name ?? null,
    team: team?.column.name ?? null,
    transition: transition?.column.name ?? null,
    instance: instance?.column.name ?? null,
    lifecycle: paired ? 'pair' : 'keep',
    timeFormat: isTime(triple.end.column) ? (triple.end.column.time?.format ?? null) : null,
    zone: 'UTC',
    attributes: worthKeeping
      .slice(0, MOST_ATTRIBUTES)
      .map((column) => ({ column: column.name, of: isLevelOfCase(column) || isConstant(column, groups) ? 'case' : 'event' })),
  };
  const roles = { case: triple.case, activity: triple.activity, end: triple.end, start, resource, team, transition, instance };
  return {
    mapping,
    roles: Object.entries(roles).map(([role, fit]) => ({
      role,
      column: fit?.column.name ?? null,
      score: fit ? Math.round(fit.score * 100) / 100 : 0,
      reason: fit ? fit.reason : 'no column looks like it',
    })),
    questions: [
      ...questionsOf(triple, start, columns, groups),
      ...(worthKeeping.length > MOST_ATTRIBUTES
        ? [
            `Of ${whole(worthKeeping.length)} further columns the first ${whole(MOST_ATTRIBUTES)} are kept. Are the others needed? Choose the attributes to keep.`,
          ]
        : []),
    ],
  };
};
