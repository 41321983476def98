/** Rows of a sample as a `Staged` keeps them. */
export type SampleRow = readonly (string | null)[];

/** How many of a file's first records its `Staged` keeps. */
export const shownRows = 200;

const firstRecords = 3000;
const blockRecords = 100;

/**
 * Whether the record with this number (from 0) belongs to the sample that a proposal is made from: the first 3,000, then
 * a hundred in a row at 10,000, 20,000, 40,000 and so on, so that late values count at little cost.
 */
export const inSample = (record: number): boolean => {
  if (record < firstRecords) return true;
  if (record < 10_000) return false;
  const power = 10_000 * 2 ** Math.floor(Math.log2(record / 10_000));
  return record - power < blockRecords;
};
