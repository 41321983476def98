import { wilson } from '../../charts/wilson.ts';

/** A share with what it is of and its 95 % interval. */
export interface Wilson {
  readonly value: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

export const wilsonShare = (k: number, n: number): Wilson => {
  const [low, high] = wilson(k, n);
  return { value: n === 0 ? 0 : k / n, n, low, high };
};
