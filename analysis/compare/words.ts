const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** A length of time in milliseconds in one unit: “6.2 d”, “4.5 h”, “12 min”, “30 s”. */
export const duration = (ms: number): string =>
  ms >= DAY
    ? `${(ms / DAY).toFixed(1)} d`
    : ms >= HOUR
      ? `${(ms / HOUR).toFixed(1)} h`
      : ms >= MINUTE
        ? `${Math.round(ms / MINUTE)} min`
        : `${Math.round(ms / 1000)} s`;

/** A whole number with a comma between thousands: “1,035”. */
export const whole = (n: number): string => n.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** A share (0–1) as a percentage with one decimal: “9.1 %”; what is there but too small to show is “<0.1 %”. */
export const percent = (value: number): string => (value > 0 && value < 0.0005 ? '<0.1 %' : `${(100 * value).toFixed(1)} %`);

/** “412 cases”, “1 case”. */
export const count = (n: number, thing: string): string => `${whole(n)} ${thing}${n === 1 ? '' : 's'}`;

/** “March 2025” from “2025-03”. */
export const monthName = (month: string): string => `${MONTHS[Number(month.slice(-2)) - 1]} ${month.slice(0, -3)}`;

/** The name of a step, set off from the sentence. */
export const step = (name: string): string => `*${name}*`;

/** “a”, “a and b”, “a, b and c”. */
export const enumerate = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
