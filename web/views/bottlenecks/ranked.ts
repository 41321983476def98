import type { Row } from '../../api.ts';

export type Kind = 'edge' | 'activity';

/** The places with the most waiting first, each with what all before it come to together. */
export const ranked = (rows: readonly Row[], kind: Kind): readonly Row[] => {
  let sum = 0;
  return rows
    .filter((row) => row.kind === kind)
    .map((row) => {
      sum += Number(row.share);
      return { ...row, cumulative: Math.min(1, sum) };
    });
};
