import type { Column } from './store/store.ts';

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** A number with groups of thousands and at most two places. */
export const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

/** A duration in its two largest units: 3 d 4 h, 12 min, 850 ms. Days are calendar days of 24 hours. */
export const duration = (ms: number): string => {
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const at = UNITS.findIndex(([unit]) => Math.max(ms, 1_000) >= unit);
  const [[large, name], small] = [UNITS[at], UNITS[at + 1]];
  // Rounded in the smaller unit first, so that 59.9 min becomes 1 h and not 0 h 60 min.
  const step = small?.[0] ?? large;
  const rounded = Math.round(ms / step) * step;
  if (rounded >= (UNITS[at - 1]?.[0] ?? Number.POSITIVE_INFINITY)) return duration(rounded);
  const rest = (rounded % large) / step;
  return small && rest > 0
    ? `${number(Math.floor(rounded / large))} ${name} ${rest} ${small[1]}`
    : `${number(Math.floor(rounded / large))} ${name}`;
};

/** A share as a percentage: 39.2 %. One that is not zero never shows as 0, one that is not whole never as 100. */
export const percent = (share: number): string => {
  const shown = (100 * share).toFixed(1);
  if (share > 0 && shown === '0.0') return '< 0.1 %';
  return share < 1 && shown === '100.0' ? '> 99.9 %' : `${shown} %`;
};

/** A cell of an answer as people read it. Missing values are a dash. */
export const cell = (value: unknown, { unit, type }: Pick<Column, 'unit' | 'type'>): string => {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.map((it) => (typeof it === 'object' ? JSON.stringify(it) : String(it))).join(' → ');
  if (typeof value === 'number') return unit === 'ms' ? duration(value) : unit === 'share' ? percent(value) : number(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (type === 'time')
    return String(value)
      .replace('T', ' ')
      .replace(/(\.\d+)?Z$/, '');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
