import { askArrow, type Filter } from '../../api.ts';

/** One variant. `steps` are numbers of `Variants.activities`. */
export interface Variant {
  readonly variant: number;
  readonly steps: Uint32Array;
  readonly length: number;
  readonly cases: number;
  readonly share: number;
  readonly cumulativeShare: number;
  readonly ofCases: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  /** For searching and copying: `A → B`. */
  readonly path: string;
  readonly [column: string]: unknown;
}

export interface Variants {
  readonly activities: readonly string[];
  /** The most frequent first. */
  readonly all: readonly Variant[];
}

/** All variants of a log. They come as Arrow: of sixteen thousand variants no text is repeated on the way. */
export const loadVariants = async (log: string, filter: Filter, signal: AbortSignal): Promise<Variants> => {
  const table = await askArrow(log, 'variants', { filter, signal });
  const activities: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, activities.length);
    return activities.push(name) - 1;
  };
  const sequences: Uint32Array[] = [];
  for (const part of table.getChild('activities')?.data ?? []) {
    // A list of dictionary codes: offsets into the codes, codes into the names.
    const [codes] = part.children;
    const code = Uint32Array.from(Array.from(codes!.dictionary ?? [], (name) => numberOf(String(name))));
    for (let i = 0; i < part.length; i++)
      sequences.push(
        Uint32Array.from(codes!.values.subarray(part.valueOffsets[i], part.valueOffsets[i + 1]) as ArrayLike<number>, (it) => code[it]!),
      );
  }
  const column = (name: string) => table.getChild(name);
  const [variant, cases, share, cumulative, ofCases, mean, median, p90] = [
    'variant',
    'cases',
    'share',
    'cumulativeShare',
    'ofCases',
    'meanMs',
    'medianMs',
    'p90Ms',
  ].map(column);
  return {
    activities,
    all: sequences.map((steps, i) => ({
      variant: Number(variant!.get(i)),
      steps,
      length: steps.length,
      cases: Number(cases!.get(i)),
      share: Number(share!.get(i)),
      cumulativeShare: Number(cumulative!.get(i)),
      ofCases: Number(ofCases!.get(i)),
      meanMs: mean!.get(i) as number | null,
      medianMs: median!.get(i) as number | null,
      p90Ms: p90!.get(i) as number | null,
      path: Array.from(steps, (it) => activities[it]).join(' → '),
    })),
  };
};
