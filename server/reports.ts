import { Fault } from '../analysis/fault.ts';
import type { Comparison, Made } from '../analysis/schema/index.ts';
import type { Discovery } from './api.ts';
import type { Catalog } from './store/store.ts';

/** What a job made, as the catalogue keeps it. */
export type Report =
  | (Comparison & { readonly kind: 'comparison'; readonly id: string })
  | (Discovery & { readonly kind: 'discovery'; readonly id: string });

const get = async <K extends Report['kind']>(catalog: Catalog, id: string, kind: K): Promise<Extract<Report, { kind: K }>> => {
  const report = await catalog.get<Report>('report', id);
  if (report.kind !== kind) throw new Fault('not-found', `Report "${id}" is a ${report.kind}, not a ${kind}.`);
  return report as Extract<Report, { kind: K }>;
};

export const getComparison = async (catalog: Catalog, id: string): Promise<Comparison> => {
  const { kind: _kind, id: _id, ...comparison } = await get(catalog, id, 'comparison');
  return comparison;
};

/** Every comparison that was made, or those of one log, without what is long. */
export const listComparisons = async (catalog: Catalog, log?: string) =>
  (await catalog.list<Report>('report')).flatMap((report) => {
    if (report.kind !== 'comparison' || (log !== undefined && report.made.log !== log)) return [];
    const { id, made, cases, fitness, conformingCases, exceptionRate } = report;
    return [{ report: id, made, cases, fitness, conformingCases, exceptionRate }];
  });

export const getDiscovery = async (catalog: Catalog, id: string): Promise<Discovery> => {
  const { kind: _kind, id: _id, ...discovery } = await get(catalog, id, 'discovery');
  return discovery;
};

/** Removes the reports that were made from something that goes. */
export const dropReports = async (catalog: Catalog, madeFrom: (report: { readonly made: Made }) => boolean): Promise<void> => {
  for (const report of await catalog.list<Report>('report')) if (madeFrom(report)) await catalog.remove('report', report.id);
};
