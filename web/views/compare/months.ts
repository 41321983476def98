import type { Condition } from '../../../analysis/schema/index.ts';

/** Keeps the cases that ended in a month (YYYY-MM, UTC), as reports count them. */
export const monthCondition = (month: string): Condition => {
  const [year, index] = month.split('-').map(Number) as [number, number];
  return {
    kind: 'time',
    keep: true,
    mode: 'ended',
    from: new Date(Date.UTC(year, index - 1)).toISOString(),
    to: new Date(Date.UTC(year, index)).toISOString(),
  };
};
