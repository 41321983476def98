import type { ReactiveControllerHost } from 'lit';
import type { Comparison } from '../analysis/schema/index.ts';
import { call, follow } from './api.ts';
import { Loaded } from './components/loaded.ts';
import { session } from './here.ts';

/** The one that was loaded last: going from tab to tab does not fetch it again. */
let kept: { readonly key: string; readonly value: Comparison } | null = null;

/**
 * The comparison of the current log, under the current filter, with the document in force. The server keeps every comparison it
 * has made, so only the first one takes time. It waits (`value` undefined, not `pending`) while the workflow has no document.
 */
export const compared = (host: ReactiveControllerHost): Loaded<Comparison> => {
  const key = (): readonly [log: string, document: string, filter: string] | null => {
    const { log, workflow, filter } = session;
    const document = workflow?.document ?? null;
    return log === null || document === null ? null : [log.id, document, JSON.stringify(filter)];
  };
  return new Loaded<Comparison>(host, key, async (loading) => {
    const asked = key()!;
    const [log, document] = asked;
    const name = JSON.stringify(asked);
    if (kept?.key === name) return kept.value;
    const job = await call('compare', { params: { log }, body: { document, filter: session.filter }, signal: loading.signal });
    const report = await follow(job, loading);
    const value = await call('comparison', { params: { report }, signal: loading.signal });
    kept = { key: name, value };
    return value;
  });
};
