import { z } from 'zod';

/** How many rows to answer. */
export const limit = (most: number | null) =>
  z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(most)
    .meta({ title: 'Rows', description: 'How many to answer; empty: all.', unit: 'count' });

/** How many rows to pass over first. */
export const offset = z.int().min(0).default(0).meta({ title: 'From row', description: 'How many to pass over first.', unit: 'count' });
