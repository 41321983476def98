import type { CompareInput } from '../../analysis/compare/index.ts';
import { type Alignments, budgetFor, merge, split } from '../../analysis/conformance/index.ts';
import { Fault } from '../../analysis/fault.ts';
import type { Comparison, DocumentInfo, Filter, LogInfo, Made, PetriNet } from '../../analysis/schema/index.ts';
import { size, type VariantLog } from '../../analysis/variants.ts';
import type { Context, Work } from '../jobs/index.ts';
import { unpack } from '../packed.ts';
import { getComparison } from '../reports.ts';
import type { Cases, Store, Variants } from '../store/store.ts';
import { once, reportId } from './once.ts';

export interface Compare {
  readonly log: string;
  readonly document: string;
  readonly filter: Filter;
}

type Using = Pick<Context, 'store' | 'threads' | 'signal'>;

/** Compares the filtered log with a document: an optimal alignment of every variant, and what follows from them. Its result is the report's id. */
export const compareLog = async (store: Store, { log, document, filter }: Compare): Promise<Work> => {
  const { name } = await store.catalog.get<LogInfo>('log', log);
  const { name: documented } = await store.catalog.get<DocumentInfo>('document', document);
  const id = reportId('comparison', log, document, filter);
  return {
    kind: 'compare',
    title: `${name} against ${documented}`,
    key: id,
    run: (context) =>
      once(store.catalog, id, async () => {
        const { progress } = context;
        progress(null, 'Gathering the variants');
        const made: Made = { log, by: 'alignment', params: {}, filter, document, at: new Date().toISOString() };
        const [net, variants] = [await netOf(context, document), await variantsOf(context, made)];
        const alignments = await alignAll(context, net, variants.log);
        progress(1, 'Putting deviations into words');
        const comparison = await compare(context, { made, net, ...variants, alignments });
        return { report: { kind: 'comparison', id, ...comparison }, text: alignments };
      }),
  };
};

/** A comparison with the alignment of every variant: made again from the alignments that were kept, which is quick. */
export const comparisonWithVariants = async (using: Using, id: string): Promise<Comparison> => {
  const { catalog } = using.store;
  const { made } = await getComparison(catalog, id);
  const alignments = unpack<Alignments>(await catalog.text('report', id));
  const [net, variants] = [await netOf(using, made.document as string), await variantsOf(using, made)];
  return compare(using, { made, net, ...variants, alignments, perVariant: true });
};

const netOf = async ({ store, threads, signal }: Using, document: string): Promise<PetriNet> => {
  const { name } = await store.catalog.get<DocumentInfo>('document', document);
  return (await threads.run('readDocument', { source: await store.catalog.text('document', document), name }, { signal })).net;
};

const variantsOf = async ({ store, signal }: Using, { log, filter }: Made): Promise<Variants> => {
  const variants = await store.variants(log, filter, signal);
  if (size(variants.log) === 0) throw new Fault('nothing-left', 'The filter leaves no case of this log. Widen it and try again.');
  return variants;
};

/** One piece a thread: each learns the document anew, so more pieces would cost more than they even out. */
const alignAll = async ({ threads, signal, progress }: Context, net: PetriNet, log: VariantLog): Promise<Alignments> => {
  const pieces = split(log, threads.size);
  const budget = budgetFor(size(log));
  const done = new Float64Array(pieces.length);
  // If one fails, the others are of no use to anyone.
  const failed = new AbortController();
  try {
    return merge(
      await Promise.all(
        pieces.map((piece, i) =>
          threads.run(
            'align',
            { net, log: piece, budget },
            {
              signal: AbortSignal.any([signal, failed.signal]),
              tick: (at) => {
                done[i] = at;
                progress(done.reduce((sum, it) => sum + it) / size(log), 'Aligning the variants');
              },
            },
          ),
        ),
      ),
    );
  } catch (error) {
    failed.abort(error);
    throw error;
  }
};

const compare = async ({ store, threads, signal }: Using, input: Omit<CompareInput, 'cases'>): Promise<Comparison> => {
  const cases: Cases = await store.cases(input.made.log, input.made.filter, signal);
  const { variant, startedMs, endedMs } = cases;
  const comparison = await threads.run('compare', { ...input, cases: { variant, startedMs, endedMs } }, { signal });
  return {
    ...comparison,
    deviations: comparison.deviations.map((deviation) => ({ ...deviation, examples: deviation.examples.map((i) => cases.id(Number(i))) })),
  };
};
