import { html } from 'lit';
import type { TableColumn } from '../../components/table.ts';

/** The columns of `flow`, with start and end in words. */
export const pathColumns = (columns: readonly TableColumn[]): readonly TableColumn[] =>
  columns.map((column) =>
    column.name === 'from' || column.name === 'to'
      ? {
          ...column,
          text: (it) => (it === null ? (column.name === 'from' ? 'Start' : 'End') : String(it)),
          cell: (it: unknown) => (it === null ? html`<span class="quiet">${column.name === 'from' ? 'Start' : 'End'}</span>` : it),
        }
      : column,
  );
