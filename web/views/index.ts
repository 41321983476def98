/** One view: its element is `dp-<id>-view`, which `load` defines. */
export interface View {
  readonly id: string;
  readonly title: string;
  /** The letter after `g`. */
  readonly key: string;
  /** house: outside any workflow. workflow: a tab that needs no log. log: a tab that needs one. */
  readonly of: 'house' | 'workflow' | 'log';
  /** Whether the filter applies to what it shows. */
  readonly filtered?: boolean;
  readonly load: () => Promise<unknown>;
}

/** Every view, tabs in their order. The path is /id, inside a workflow /w/<workflow>/id. */
export const views: readonly View[] = [
  { id: 'workflows', title: 'Workflows', key: 'w', of: 'house', load: () => import('./workflows.ts') },
  { id: 'import', title: 'Import', key: 'i', of: 'house', load: () => import('./import.ts') },
  { id: 'overview', title: 'Overview', key: 's', of: 'log', filtered: true, load: () => import('./overview.ts') },
  { id: 'map', title: 'Map', key: 'm', of: 'log', filtered: true, load: () => import('./map.ts') },
  { id: 'variants', title: 'Variants', key: 'v', of: 'log', filtered: true, load: () => import('./variants.ts') },
  { id: 'compare', title: 'Compare', key: 'p', of: 'log', filtered: true, load: () => import('./compare.ts') },
  { id: 'bottlenecks', title: 'Bottlenecks', key: 'b', of: 'log', filtered: true, load: () => import('./bottlenecks.ts') },
  { id: 'handoffs', title: 'Handoffs', key: 'h', of: 'log', filtered: true, load: () => import('./handoffs.ts') },
  { id: 'exceptions', title: 'Exceptions', key: 'e', of: 'log', filtered: true, load: () => import('./exceptions.ts') },
  { id: 'overhead', title: 'Overhead', key: 'o', of: 'log', filtered: true, load: () => import('./overhead.ts') },
  { id: 'cases', title: 'Cases', key: 'c', of: 'log', filtered: true, load: () => import('./cases.ts') },
  { id: 'document', title: 'Document', key: 'd', of: 'workflow', load: () => import('./document.ts') },
  { id: 'data', title: 'Data', key: 'l', of: 'workflow', load: () => import('./data.ts') },
];

export const viewById = (id: string): View | undefined => views.find((view) => view.id === id);
