/** How numbers, times and durations look. Everything else in the product keeps milliseconds, shares of 0–1 and ISO 8601 in UTC. */

/** Between groups of digits: a thin space that does not break. */
const thin = '\u202f';
/** Between a number and its unit: a space that does not break. */
const space = '\u00a0';
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** What stands for a value that is not known. */
export const unknown = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const grouped = (value: number, digits = 0): string =>
  (digits === 0 ? whole : new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }))
    .format(value)
    .replaceAll(',', thin)
    .replace('-', '−');

/** `5 012`: thousands apart by thin spaces. Fractions show one or two digits while they are small. */
export const count = (value: number | null | undefined): string => {
  if (value == null || Number.isNaN(value)) return unknown;
  if (Number.isInteger(value) || Math.abs(value) >= 100) return grouped(value);
  return grouped(value, Math.abs(value) >= 10 ? 1 : 2);
};

/** `1.2 M`, `34 k`, `812`: where there is no room. */
export const compact = (value: number | null | undefined): string => {
  if (value == null || Number.isNaN(value)) return unknown;
  const size = Math.abs(value);
  if (size >= 999_500) return `${grouped(value / 1e6, size < 9.95e6 ? 1 : 0)}${space}M`;
  if (size >= 9_995) return `${grouped(value / 1e3)}${space}k`;
  return count(value);
};

/** `12.4 %`; a share that is not zero never shows as 0, one that is not whole never as 100. */
export const share = (value: number | null | undefined): string => {
  if (value == null || Number.isNaN(value)) return unknown;
  const percent = value * 100;
  if (percent > 0 && percent < 0.1) return `<${space}0.1${space}%`;
  if (percent < 100 && percent > 99.9) return `>${space}99.9${space}%`;
  return `${grouped(percent, percent === 0 || percent === 100 ? 0 : 1)}${space}%`;
};

/** The upper bound of a share in words, rounded up so that it stays one: `at most 0.2 %`, `less than 0.1 %`. */
export const atMost = (value: number): string =>
  value > 0 && value < 0.001 ? `less than 0.1${space}%` : `at most ${share(Math.ceil(Number((value * 1000).toFixed(6))) / 1000)}`;

const parts = (ms: number): readonly (readonly [number, string])[] => {
  const size = Math.abs(ms);
  return [
    [Math.floor(size / day), 'd'],
    [Math.floor((size % day) / hour), 'h'],
    [Math.floor((size % hour) / minute), 'min'],
    [Math.floor((size % minute) / second), 's'],
  ];
};

/** A duration in its two largest units, rounded: `3 d 4 h`, `12 min`, `0.4 s`. */
export const duration = (ms: number | null | undefined): string => {
  if (ms == null || Number.isNaN(ms)) return unknown;
  const size = Math.abs(ms);
  const sign = ms < 0 ? '−' : '';
  if (size === 0) return `0${space}s`;
  if (size < second) return size < 1 ? `<${space}1${space}ms` : `${sign}${grouped(size)}${space}ms`;
  if (size < 10 * second && size % second !== 0) return `${sign}${grouped(size / second, 1)}${space}s`;
  const smallest = size >= 100 * day ? day : size >= day ? hour : size >= hour ? minute : size >= 10 * minute ? minute : second;
  return (
    sign +
    parts(Math.round(size / smallest) * smallest)
      .filter(([n]) => n > 0)
      .slice(0, 2)
      .map(([n, unit]) => `${grouped(n)}${space}${unit}`)
      .join(' ')
  );
};

/** Work in hours, since a day of it is not 24 of them: `2 072 h`, `4.5 h`; shorter than an hour as `duration`. */
export const effort = (ms: number | null | undefined): string =>
  ms == null || Number.isNaN(ms) || Math.abs(ms) < hour
    ? duration(ms)
    : `${grouped(ms / hour, Math.abs(ms) < 9.95 * hour && ms % hour !== 0 ? 1 : 0)}${space}h`;

/** A duration to the second (or millisecond below one), for hovering: `3 d 4 h 12 min 31 s`. */
export const exactDuration = (ms: number | null | undefined): string => {
  if (ms == null || Number.isNaN(ms)) return 'not known';
  if (Math.abs(ms) < second) return `${grouped(ms, Number.isInteger(ms) ? 0 : 2)} ms`;
  const words = parts(ms)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${grouped(n)} ${unit}`);
  return (ms < 0 ? '−' : '') + words.join(' ');
};

const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const dayFormat = utc({ day: 'numeric', month: 'short', year: 'numeric' });
const minuteFormat = utc({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
const secondFormat = utc({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const monthFormat = utc({ month: 'short', year: 'numeric' });

const instant = (value: string | number | Date | null | undefined): Date | null => {
  if (value == null || value === '') return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
};
const shown = (format: Intl.DateTimeFormat, value: string | number | Date | null | undefined): string => {
  const at = instant(value);
  return at === null ? unknown : format.format(at);
};

/** `3 Mar 2024`, in UTC like every time on the screen. */
export const date = (value: string | number | Date | null | undefined): string => shown(dayFormat, value);
/** `3 Mar 2024, 14:05`. */
export const dateTime = (value: string | number | Date | null | undefined): string => shown(minuteFormat, value);
/** `3 Mar 2024, 14:05:09`. */
export const exactTime = (value: string | number | Date | null | undefined): string => shown(secondFormat, value);
/** From one time to another, without saying a day twice: `3 Mar 2024, 14:05 – 14:20`. */
export const timeSpan = (from: string | null, to: string | null): string => {
  if (from === null || to === null || from === to) return dateTime(from ?? to);
  return date(from) === date(to) ? `${dateTime(from)} – ${dateTime(to).slice(-5)}` : `${dateTime(from)} – ${dateTime(to)}`;
};
/** `2024-03` → `Mar 2024`. */
export const month = (value: string): string => shown(monthFormat, `${value.slice(0, 7)}-01T00:00:00Z`);
/** `1 Jan 2023 – 30 Jun 2024`, or the one day it is. */
export const period = (from: string | null, to: string | null): string =>
  from === null && to === null ? unknown : date(from) === date(to) ? date(from) : `${date(from)} – ${date(to)}`;

/** Any value of an answer by its unit and type. `exact` is what hovering shows. */
export const value = (it: unknown, unit: string | null, type: string): string => {
  if (it === null || it === undefined) return unknown;
  if (type === 'time' || unit === 'time') return dateTime(it as string);
  if (unit === 'ms') return duration(Number(it));
  if (unit === 'share') return share(Number(it));
  if (typeof it === 'number') return count(it);
  if (typeof it === 'boolean') return it ? 'yes' : 'no';
  if (Array.isArray(it)) return it.join(' → ');
  return String(it);
};

/** The same to the last digit, or null where `value` already says everything. */
export const exact = (it: unknown, unit: string | null, type: string): string | null => {
  if (it === null || it === undefined) return 'not known';
  if (type === 'time' || unit === 'time') return `${exactTime(it as string)} UTC`;
  if (unit === 'ms') return exactDuration(Number(it));
  // Fifteen digits are certain; the rest is how a binary fraction is written (0.57 · 100 = 56.99999999999999).
  if (unit === 'share') return `${Number((Number(it) * 100).toPrecision(15))} %`;
  return typeof it === 'number' && !Number.isInteger(it) ? String(it) : null;
};

/** `1 case`, `412 cases`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** Reads `90`, `45 min`, `2 h`, `3 d 4 h`, `1.5 d` as milliseconds; a bare number is days. null where it says nothing readable, months and years included: they have no one length. */
export const parseDuration = (text: string): number | null => {
  const trimmed = text.trim().toLowerCase().replaceAll(thin, '');
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * day;
  const found = [...trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)];
  const rest = trimmed.replace(/(\d+(?:\.\d+)?)\s*([a-z]+)/g, '').trim();
  const sizes = found.map(([, n, word]) => Number(n) * (unitOf(word!) ?? Number.NaN));
  const sum = sizes.reduce((all, size) => all + size, 0);
  return found.length === 0 || rest !== '' || Number.isNaN(sum) ? null : sum;
};

const units: readonly (readonly [RegExp, number])[] = [
  [/^(ms|millisecs?|milliseconds?)$/, 1],
  [/^(s|secs?|seconds?)$/, second],
  [/^(m|mins?|minutes?)$/, minute],
  [/^(h|hrs?|hours?)$/, hour],
  [/^(d|days?)$/, day],
  [/^(w|weeks?)$/, 7 * day],
];
const unitOf = (word: string): number | undefined => units.find(([name]) => name.test(word))?.[1];
