/** The year that two digits mean: 69–99 are 1969–1999, as strptime has it. */
const fullYear = (year: number) => (year < 69 ? 2000 + year : 1900 + year);

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const monthOf = (name: string): number => {
  const lower = name.toLowerCase();
  return lower.length < 3 ? 0 : months.findIndex((month) => month === lower || month.slice(0, 3) === lower) + 1;
};
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const isDay = (name: string) => days.some((day) => day === name.toLowerCase() || day.slice(0, 3) === name.toLowerCase());

type Order = 'ymd' | 'dmy' | 'mdy';

/** How one text writes a time: its pattern, with the date's order still open where two small numbers come first. */
interface Shape {
  readonly pattern: (order: Order) => string;
  /** What is certain from the text alone. */
  readonly order: Order | null;
  /** Left open between day first and month first. */
  readonly open: boolean;
  readonly iso: boolean;
  readonly zoned: boolean;
  readonly twelve: boolean;
}

const numeric = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})/;
const compact = /^((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)/;
const compactTime = /^((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/;
const dayMonthName = /^(\d{1,2})([-/. ])(\p{L}{3,9})(\2|, )(\d{4}|\d{2})(?!\d)/u;
const monthNameDay = /^(\p{L}{3,9}) (\d{1,2})(,? )(\d{4})(?!\d)/u;
const clock = /^(T|t|,? +|-|:| at )(\d{1,2})([:.])(\d{2})(?:\3(\d{2})(?:([.,:])(\d{1,9}))?)?/;

/** The date that a text begins with, and what follows it. */
interface DatePart {
  readonly pattern: (order: Order) => string;
  readonly order: Order | null;
  readonly iso: boolean;
  readonly rest: string;
}

const numericDate = (text: string): DatePart | null => {
  const match = numeric.exec(text);
  if (!match) return null;
  const [all, one, sep, two, three] = match;
  const [first, second, third] = [Number(one), Number(two), Number(three)];
  const rest = text.slice(all.length);
  if (one.length === 4) {
    if (second < 1 || second > 12 || third < 1 || third > 31 || three.length > 2) return null;
    return { pattern: () => `%Y${sep}%m${sep}%d`, order: 'ymd', iso: sep === '-' && two.length === 2 && three.length === 2, rest };
  }
  if ((three.length !== 4 && three.length !== 2) || one.length > 2) return null;
  if (first < 1 || second < 1 || first > 31 || second > 31 || (first > 12 && second > 12)) return null;
  const year = three.length === 4 ? '%Y' : '%y';
  return {
    pattern: (order) => (order === 'mdy' ? `%m${sep}%d${sep}${year}` : `%d${sep}%m${sep}${year}`),
    order: first > 12 ? 'dmy' : second > 12 ? 'mdy' : null,
    iso: false,
    rest,
  };
};

const namedDate = (text: string): DatePart | null => {
  const dayFirst = dayMonthName.exec(text);
  if (dayFirst && monthOf(dayFirst[3]) > 0) {
    const [all, , sep, name, sep2, year] = dayFirst;
    const pattern = `%d${sep}${name.length === 3 ? '%b' : '%B'}${sep2}${year.length === 4 ? '%Y' : '%y'}`;
    return { pattern: () => pattern, order: 'dmy', iso: false, rest: text.slice(all.length) };
  }
  const monthFirst = monthNameDay.exec(text);
  if (!monthFirst || monthOf(monthFirst[1]) === 0) return null;
  const pattern = `${monthFirst[1].length === 3 ? '%b' : '%B'} %d${monthFirst[3]}%Y`;
  return { pattern: () => pattern, order: 'mdy', iso: false, rest: text.slice(monthFirst[0].length) };
};

const compactDate = (text: string): DatePart | null => {
  if (compactTime.test(text)) return { pattern: () => '%Y%m%d%H%M%S', order: 'ymd', iso: false, rest: '' };
  if (!compact.test(text) || !(text.length === 8 || /^[Tt ]\d/.test(text.slice(8)))) return null;
  const bare = /^([Tt ])\d{4}(\d{2})?(?!\d)/.exec(text.slice(8));
  const pattern = bare ? `%Y%m%d${bare[1]}%H%M${bare[2] ? '%S' : ''}` : '%Y%m%d';
  return { pattern: () => pattern, order: 'ymd', iso: false, rest: text.slice(8 + (bare ? bare[0].length : 0)) };
};

/** The shape of a text that states a date, with or without a time; null for anything else. Numbers alone are never dates here. */
const shapeOf = (text: string): Shape | null => {
  const trimmed = text.trim();
  const weekday = /^(\p{L}{3,9})(,? )/u.exec(trimmed);
  const isWeekday = weekday !== null && isDay(weekday[1]);
  const prefix = isWeekday ? `${weekday[1].length === 3 ? '%a' : '%A'}${weekday[2]}` : '';
  const dated = isWeekday ? trimmed.slice(weekday[0].length) : trimmed;
  const date = numericDate(dated) ?? namedDate(dated) ?? compactDate(dated);
  if (!date) return null;

  const at = clock.exec(date.rest);
  let time = '';
  let rest = date.rest;
  let twelve = false;
  let isoTime = true;
  if (at) {
    const [all, sep, hour, colon, minute, second, point, digits] = at;
    if (Number(hour) > 24 || Number(minute) > 59 || Number(second ?? 0) > 60) return null;
    rest = rest.slice(all.length);
    const half = /^( ?)([AaPp][Mm])/.exec(rest);
    twelve = half !== null;
    if (half) rest = rest.slice(half[0].length);
    const after = digits ? `${point}${digits.length > 6 ? '%n' : '%f'}` : '';
    time = `${sep.replace(/ +/, ' ')}${twelve ? '%I' : '%H'}${colon}%M${second ? `${colon}%S` : ''}${after}${half ? `${half[1]}%p` : ''}`;
    isoTime = /^([Tt]| )$/.test(sep) && colon === ':' && !twelve && hour.length === 2 && point !== ':';
  }
  const zone = zoneOf(rest);
  const timed = at !== null || /%H/.test(date.pattern('ymd'));
  if (zone === null || (zone !== '' && !timed)) return null;
  return {
    pattern: (order) => `${prefix}${date.pattern(order)}${time}${zone}`,
    order: date.order,
    open: date.order === null,
    iso: date.iso && isoTime && prefix === '' && zone !== ' %Z',
    zoned: zone !== '',
    twelve,
  };
};

/** The pattern of what stands behind a clock time; null where it is nothing that states a zone. */
const zoneOf = (rest: string): string | null => {
  if (rest === '') return '';
  if (/^[Zz]$/.test(rest)) return rest;
  const offset = /^( ?)(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?$/.exec(rest);
  if (offset && !/[A-Z]/.test(rest)) return `${offset[1]}%z`;
  return /^ ([A-Z]{2,5}|[A-Z][a-z]+\/[A-Za-z_]+)$/.test(rest) ? ' %Z' : null;
};

/** Whether a text states a date, alone or with a time. */
export const readsAsTime = (text: string): boolean => text.length <= 64 && shapeOf(text) !== null;

/** How a column writes times. */
export interface TimeFormat {
  /** As a mapping says it: null is ISO 8601. */
  readonly format: string | null;
  /** Share of the values that it reads. */
  readonly share: number;
  /** Whether it has a time of day. */
  readonly timed: boolean;
  readonly zoned: boolean;
  /** What the values leave open, for the user to settle. */
  readonly question: string | null;
}

const epochs = [
  ['epoch-s', 1e3],
  ['epoch-ms', 1],
  ['epoch-us', 1e-3],
] as const;
const [earliestMs, latestMs] = [Date.UTC(1990, 0), Date.UTC(2100, 0)];

const epochOf = (values: readonly string[]): TimeFormat | null => {
  const numbers = values.filter((value) => /^\d{9,16}(\.\d+)?$/.test(value));
  // A few texts such as "n/a" among them are rows to leave out; more, and it is no column of times.
  if (numbers.length < values.length * 0.9) return null;
  const fits = epochs.find(([, ms]) => numbers.every((value) => Number(value) * ms >= earliestMs && Number(value) * ms < latestMs));
  return fits ? { format: fits[0], share: numbers.length / values.length, timed: true, zoned: true, question: null } : null;
};

/**
 * The one format that reads most of a column's values; null where they are no times. Day or month first is decided by a value above
 * twelve, else by the separator and the clock, and then asked.
 */
export const timeFormatOf = (given: readonly string[]): TimeFormat | null => {
  const values = given.map((value) => value.trim()).filter((value) => value !== '');
  if (values.length === 0) return null;
  const epoch = epochOf(values);
  if (epoch) return epoch;
  const shapes = values.map((value) => (value.length <= 64 ? shapeOf(value) : null));
  const read = shapes.filter((shape) => shape !== null);
  if (read.length < values.length * 0.5) return null;
  const iso = read.filter((shape) => shape.iso);
  if (iso.length * 2 >= read.length) {
    return {
      format: null,
      share: iso.length / values.length,
      timed: iso.some((shape) => shape.pattern('ymd') !== '%Y-%m-%d'),
      zoned: iso.every((shape) => shape.zoned),
      question: null,
    };
  }
  const counts = { dmy: 0, mdy: 0 };
  for (const shape of read) if (shape.order === 'dmy' || shape.order === 'mdy') counts[shape.order]++;
  const open = read.some((shape) => shape.open);
  const guessed: Order = read.some((shape) => shape.twelve) && !read[0].pattern('dmy').includes('.%m') ? 'mdy' : 'dmy';
  const order: Order = counts.dmy === counts.mdy ? guessed : counts.dmy > counts.mdy ? 'dmy' : 'mdy';
  const patterns = new Map<string, number>();
  for (const shape of read) {
    const pattern = shape.pattern(shape.open ? order : (shape.order ?? order));
    patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1);
  }
  const [format, count] = [...patterns].reduce((a, b) => (b[1] > a[1] ? b : a));
  const example = values[shapes.findIndex((shape) => shape?.open)];
  return {
    format,
    share: count / values.length,
    timed: /%[HI]/.test(format),
    zoned: /%z/i.test(format) || /Z$/.test(format),
    question:
      open && counts.dmy === 0 && counts.mdy === 0
        ? `Is "${example}" day first or month first? No value decides it; ${order === 'dmy' ? 'day' : 'month'} first is assumed (${format}).`
        : counts.dmy > 0 && counts.mdy > 0
          ? `Some dates can only be day first and others only month first; ${order === 'dmy' ? 'day' : 'month'} first is assumed (${format}).`
          : null,
  };
};

const isoText =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[Tt ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Milliseconds that a zone is ahead of UTC at an instant. */
const aheadMs = (zone: string, atMs: number): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((its) => its.type === type)?.value);
  const seconds = Math.floor(atMs / 1000) * 1000;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - seconds;
};

const inZone = (localMs: number, zone: string): number => {
  if (zone === 'UTC') return localMs;
  const guess = localMs - aheadMs(zone, localMs);
  return localMs - aheadMs(zone, guess);
};

const offsetMs = (text: string): number => {
  const digits = /([+-])(\d{2}):?(\d{2})?/.exec(text);
  return digits ? (digits[1] === '-' ? -1 : 1) * (Number(digits[2]) * 60 + Number(digits[3] ?? 0)) * 60_000 : 0;
};

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

const toMs = (parts: Parts, offset: string | null, zone: string): number | null => {
  const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second, parts.ms);
  const made = new Date(local);
  if (Number.isNaN(local) || (parts.hour < 24 && (made.getUTCMonth() !== parts.month - 1 || made.getUTCDate() !== parts.day))) return null;
  return offset === null ? inZone(local, zone) : local - offsetMs(offset);
};

const fraction = (digits: string | undefined) => (digits ? Math.floor(Number(`0.${digits}`) * 1000 + 1e-6) : 0);

const pieces: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d{2})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  I: '(?<I>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  f: '(?<f>\\d{1,6})',
  g: '(?<f>\\d{1,3})',
  n: '(?<f>\\d{1,9})',
  p: '(?<p>[AaPp][Mm])',
  b: '(?<b>\\p{L}{3})',
  B: '(?<b>\\p{L}{3,9})',
  a: '\\p{L}{3}',
  A: '\\p{L}{6,9}',
  z: '(?<z>[+-]\\d{2}(?::?\\d{2})?)',
  Z: '(?<Z>[A-Za-z_/+-]+)',
  '%': '%',
};

/** A pattern of strptime as a regular expression; null where it holds a specifier that is not known here. */
const expressionOf = (format: string): RegExp | null => {
  let known = true;
  const source = format.replace(/%(.)|\s+|[^%\s]/gs, (all, specifier: string | undefined) => {
    if (specifier !== undefined) {
      known &&= specifier in pieces;
      return pieces[specifier] ?? '';
    }
    return /\s/.test(all) ? '\\s+' : all.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return known ? new RegExp(`^\\s*${source}\\s*$`, 'u') : null;
};

/**
 * The reader of a mapping's times, for previews: a text to epoch milliseconds, null where it is none. `zone` counts where the text
 * states none. The import itself reads with DuckDB; this agrees with it to the millisecond for the formats that are proposed.
 */
export const timeReader = (format: string | null, zone: string): ((text: string) => number | null) => {
  if (format === null)
    return (text) => {
      const match = isoText.exec(text.trim());
      if (!match) return null;
      const [, year, month, day, hour, minute, second, digits, offset] = match;
      return toMs(
        { year: +year, month: +month, day: +day, hour: +(hour ?? 0), minute: +(minute ?? 0), second: +(second ?? 0), ms: fraction(digits) },
        offset ?? null,
        zone,
      );
    };
  const epoch = epochs.find(([name]) => name === format);
  if (epoch) return (text) => (/^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Math.floor(Number(text) * epoch[1]) : null);
  const expression = expressionOf(format);
  if (!expression) return () => null;
  return (text) => {
    const g = expression.exec(text)?.groups;
    if (!g) return null;
    const hour = g.I ? (Number(g.I) % 12) + (/p/i.test(g.p ?? '') ? 12 : 0) : Number(g.H ?? 0);
    const month = g.b ? monthOf(g.b) : Number(g.m ?? 1);
    if (month === 0) return null;
    return toMs(
      {
        year: g.Y ? Number(g.Y) : g.y ? fullYear(Number(g.y)) : 1900,
        month,
        day: Number(g.d ?? 1),
        hour,
        minute: Number(g.M ?? 0),
        second: Number(g.S ?? 0),
        ms: fraction(g.f),
      },
      g.z ?? (/^(UTC|GMT)$/.test(g.Z ?? '') || /[zZ]$/.test(format) ? 'Z' : null),
      zone,
    );
  };
};
