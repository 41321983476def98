import type { z } from 'zod';
import type { Algorithm } from '../algorithm.ts';
import { Fault } from '../fault.ts';
import type { ProcessTree } from '../schema/index.ts';
import type { VariantLog } from '../variants.ts';
import { inductive } from './inductive/index.ts';

/** An algorithm that makes a model from a log. */
export type Discovery = Algorithm<VariantLog, z.ZodType, { readonly tree: ProcessTree }>;

/** Every discovery algorithm, the recommended one first. Adding one: its folder here, its line below, its test. */
export const algorithms: readonly Discovery[] = [inductive as Discovery];

/** The algorithm of that id. Throws `not-found`, naming those there are. */
export const algorithmById = (id: string): Discovery => {
  const found = algorithms.find((algorithm) => algorithm.id === id);
  if (!found)
    throw new Fault('not-found', `There is no discovery algorithm "${id}". There are: ${algorithms.map((each) => each.id).join(', ')}.`);
  return found;
};
