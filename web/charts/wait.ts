import { quantile } from 'd3';

/** 0–5 on the waiting scale, by the root: so that a few long waits do not make all others look the same. */
export const waitLevel = (waitMs: number | null, mostMs: number): number =>
  waitMs === null || mostMs <= 0 ? 0 : Math.min(5, Math.round(5 * Math.sqrt(Math.max(0, waitMs) / mostMs)));

/** The upper bound of each level but the last, in milliseconds. */
export const waitBounds = (mostMs: number): readonly number[] => [0, 1, 2, 3, 4].map((level) => mostMs * ((level + 0.5) / 5) ** 2);

/** What the darkest level begins with: the longest wait, or, of many, the one that nineteen of twenty stay below, so that an outlier does not pale the rest. */
export const darkest = (waitsMs: readonly number[]): number =>
  waitsMs.length <= 40 ? Math.max(0, ...waitsMs) : (quantile(waitsMs, 0.95) ?? 0);
