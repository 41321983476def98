import fc from 'fast-check';
import type { ProcessTree } from '../../../analysis/schema/index.ts';

type Shape =
  | { readonly leaf: boolean }
  | { readonly op: 'sequence' | 'choice' | 'parallel' | 'loop' | 'or'; readonly children: readonly Shape[] };

const shape = (depth: number): fc.Arbitrary<Shape> =>
  depth === 0
    ? fc.record({ leaf: fc.boolean() })
    : fc.oneof(
        { weight: 1, arbitrary: fc.record({ leaf: fc.boolean() }) },
        {
          weight: 3,
          arbitrary: fc
            .tuple(
              fc.constantFrom('sequence' as const, 'choice' as const, 'parallel' as const, 'loop' as const, 'or' as const),
              fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant<Shape>({ leaf: true }) }, { weight: 2, arbitrary: shape(depth - 1) }), {
                minLength: 2,
                maxLength: 3,
              }),
            )
            .map(([op, children]) => ({ op, children })),
        },
      );

/** Process trees with few leaves, no label twice; about one leaf in four that may be is τ. */
export const someTree = (depth = 2): fc.Arbitrary<ProcessTree> =>
  shape(depth).map((root) => {
    let count = 0;
    const named = (part: Shape): ProcessTree =>
      'op' in part
        ? { op: part.op, children: part.children.map(named) }
        : part.leaf
          ? { activity: String.fromCharCode(97 + count++) }
          : { tau: true };
    return named(root);
  });
