import { readsAsTime } from '../times.ts';

/** Texts that often mean "no value", but are words in their own right: believed only beside numbers or times. */
const doubtful = ['-', '--', 'NA', 'na', 'None', 'none', 'nil', 'missing', 'MISSING', 'undefined', 'unknown', 'Unknown', 'UNKNOWN'];
/** Texts that hardly mean anything else. */
const plain = ['?', 'NULL', 'null', 'Null', '(null)', '<null>', '[NULL]', 'N/A', 'n/a', '#N/A', '#NV', '\\N', 'NaN', 'nan', 'NaT', 'NIL'];

const isTyped = (text: string) => /^[-+]?\d+([.,]\d+)*([eE][-+]?\d+)?%?$/.test(text.trim()) || readsAsTime(text);

/**
 * The texts that clearly stand for "no value" in this sample: in a column whose other values are numbers or times, or (for texts
 * that hardly mean anything else) in any column beside other values.
 */
export const nullMarkers = (rows: readonly (readonly string[])[]): string[] => {
  const found = new Set<string>();
  const width = rows[0]?.length ?? 0;
  for (let column = 0; column < width; column++) {
    const values = new Map<string, number>();
    for (const row of rows) if (row[column] !== '') values.set(row[column], (values.get(row[column]) ?? 0) + 1);
    const markers = [...plain, ...doubtful].filter((marker) => values.has(marker));
    if (markers.length === 0) continue;
    const others = [...values.keys()].filter((value) => !markers.includes(value));
    if (others.length === 0) continue;
    const typed = others.filter(isTyped).length >= Math.max(2, others.length * 0.9);
    for (const marker of markers) if (typed || plain.includes(marker)) found.add(marker);
  }
  return [...plain, ...doubtful].filter((marker) => found.has(marker));
};
