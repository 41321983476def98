/** 0–5 on the waiting scale, by the root: so that a few long waits do not make all others look the same. */
export const waitLevel = (waitMs: number | null, mostMs: number): number =>
  waitMs === null || mostMs <= 0 ? 0 : Math.min(5, Math.round(5 * Math.sqrt(Math.max(0, waitMs) / mostMs)));
