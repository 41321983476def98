import { algorithms, type Discovery } from '../../analysis/discovery/index.ts';
import { Fault } from '../../analysis/fault.ts';

/** The discovery algorithm of that id. Throws `not-found`, naming those there are. */
export const algorithmById = (id: string): Discovery => {
  const found = algorithms.find((algorithm) => algorithm.id === id);
  if (!found) throw new Fault('not-found', `There is no algorithm "${id}". There are: ${algorithms.map((it) => it.id).join(', ')}.`);
  return found;
};

/** Its parameters with their defaults. Throws `bad-request` with everything that is wrong with them. */
export const parametersOf = ({ id, params }: Discovery, given: unknown): unknown => {
  const { data, error } = params.safeParse(given ?? {});
  if (!error) return data;
  throw new Fault('bad-request', `${id} does not take these parameters.`, {
    problems: error.issues.map(({ path, message }) => ({ severity: 'error', message, place: { element: ['params', ...path].join('.') } })),
  });
};
