import type { ReactiveControllerHost } from 'lit';
import type { Comparison, Condition } from '../analysis/schema/index.ts';
import { call, follow } from './api.ts';
import { Loaded, type Loading } from './components/loaded.ts';
import { session } from './here.ts';

type Asked = readonly [log: string, document: string, filter: string];
interface Kept {
  readonly key: string;
  readonly value: Comparison;
}

/** The ones that were loaded last, without and with the alignment of every variant: going from tab to tab does not fetch them again. */
let plain: Kept | null = null;
let whole: Kept | null = null;

const asked = (): Asked | null => {
  const { log, workflow, filter } = session;
  const document = workflow?.document ?? null;
  return log === null || document === null ? null : [log.id, document, JSON.stringify(filter)];
};

const fetched = async ([log, document]: Asked, variants: boolean, loading: Loading): Promise<Comparison> => {
  const job = await call('compare', { params: { log }, body: { document, filter: session.filter }, signal: loading.signal });
  const report = await follow(job, loading);
  return call('comparison', { params: { report }, query: { variants: String(variants) }, signal: loading.signal });
};

/**
 * The comparison of the current log, under the current filter, with the document in force. The server keeps every comparison it
 * has made, so only the first one takes time. It waits (`value` undefined, not `pending`) while the workflow has no document.
 */
export const compared = (host: ReactiveControllerHost): Loaded<Comparison> =>
  new Loaded<Comparison>(host, asked, async (loading) => {
    const key = JSON.stringify(asked());
    if (plain?.key === key) return plain.value;
    const value = await fetched(asked()!, false, loading);
    plain = { key, value };
    return value;
  });

/** The same with the alignment of every variant (`perVariant`), which can be large: it is fetched once `first` is there. */
export const aligned = (host: ReactiveControllerHost, first: Loaded<Comparison>): Loaded<Comparison> =>
  new Loaded<Comparison>(
    host,
    () => (first.value === undefined || first.pending ? null : asked()),
    async (loading) => {
      const key = JSON.stringify(asked());
      if (whole?.key === key) return whole.value;
      const value = await fetched(asked()!, true, loading);
      whole = { key, value };
      return value;
    },
  );

/** Keeps the cases that leave the document in any way; null where all of them follow it. */
export const leaving = ({ deviations }: Comparison): Condition | null => {
  const variants = [...new Set(deviations.flatMap((deviation) => deviation.variants))].sort((a, b) => a - b);
  return variants.length === 0 ? null : { kind: 'variant', keep: true, variants };
};
