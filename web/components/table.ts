import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { Column } from '../../server/api.ts';
import type { DefinitionId } from '../definitions.ts';
import { count, exact, value as format } from '../format.ts';
import { Part } from '../here.ts';
import { csv, fileName, harmless, saveAs } from './export.ts';
import { icon } from './icons.ts';
import { rich, term } from './number.ts';
import { say, sayFailure } from './toast.ts';
import './table.css';

export type TableRow = Readonly<Record<string, unknown>>;

/** A column of an answer, and how it is shown. Without `cell` the value is formatted by unit and type. */
export interface TableColumn extends Column {
  /** In pixels; without, text shares what is left. */
  readonly width?: number;
  readonly definition?: DefinitionId;
  readonly cell?: (value: unknown, row: TableRow) => unknown;
  /** The text that filtering and copying see, where `cell` draws something else. */
  readonly text?: (value: unknown, row: TableRow) => string;
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

const rowHeight = 32;
const virtualFrom = 200;
const spare = 12;
const narrowest = 56;

const isNumeric = (column: Column): boolean => column.type === 'number';
const widthOf = (column: TableColumn): number | null =>
  column.width ??
  (column.type === 'number'
    ? Math.max(92, Math.round(column.title.length * 7.2) + 44)
    : column.type === 'time'
      ? 152
      : column.type === 'boolean'
        ? 80
        : null);
const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
};

/**
 * A table of any length: sort by its heads, filter, resize, copy, CSV; rows are walked with the arrow keys and opened with Enter or a click.
 * From some hundred rows on only those in sight are drawn. `fill` takes the height it is given; else it grows to most of the window.
 */
@customElement('dp-table')
export class Table extends Part {
  @property({ attribute: false }) columns: readonly TableColumn[] = [];
  @property({ attribute: false }) rows: readonly TableRow[] = [];
  /** What it lists: its accessible name, and the name of the CSV file. */
  @property() name = 'table';
  /** Called with a row on click and Enter. */
  @property({ attribute: false }) open: ((row: TableRow) => void) | undefined;
  /** The row shown as chosen. */
  @property({ attribute: false }) chosen: ((row: TableRow) => boolean) | undefined;
  /** The whole answer as CSV, where `rows` is only a part of it. */
  @property({ attribute: false }) csv: (() => Promise<Blob>) | undefined;
  @property({ attribute: false }) sorting: Sorting | null = null;
  /** The rows come sorted and searched from the server: heads fire `sort` (detail: Sorting) and nothing is done here. */
  @property({ type: Boolean }) remote = false;
  /** Without the line of tools above. */
  @property({ type: Boolean }) bare = false;
  @property({ type: Boolean, reflect: true }) fill = false;
  /** Between the count and the tools. */
  @property({ attribute: false }) tools: unknown = nothing;
  @state() private search = '';
  @state() private active = 0;
  @state() private widths: Readonly<Record<string, number>> = {};
  @state() private top = 0;
  @state() private height = 600;
  #shown: readonly TableRow[] = [];
  readonly #sized = new ResizeObserver(([entry]) => {
    this.height = entry!.contentRect.height;
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
  }
  protected override firstUpdated(): void {
    this.#sized.observe(this.querySelector('.table-scroll')!);
  }
  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('rows') || changed.has('columns') || changed.has('search') || changed.has('sorting')) {
      this.#shown = this.#arranged();
      if (this.active >= this.#shown.length) this.active = Math.max(0, this.#shown.length - 1);
    }
  }

  #arranged(): readonly TableRow[] {
    if (this.remote) return this.rows;
    const words = this.search.trim().toLowerCase();
    const found =
      words === ''
        ? this.rows
        : this.rows.filter((row) => this.columns.some((column) => this.#text(column, row).toLowerCase().includes(words)));
    const { sorting } = this;
    if (sorting === null) return found;
    const { column, descending } = sorting;
    const sign = descending ? -1 : 1;
    return [...found].sort((a, b) => {
      const [x, y] = [a[column], b[column]];
      // What is not known comes last either way.
      if (x === null || x === undefined || y === null || y === undefined)
        return (x === null || x === undefined ? 1 : 0) - (y === null || y === undefined ? 1 : 0);
      return sign * compare(x, y);
    });
  }

  #text(column: TableColumn, row: TableRow): string {
    const it = row[column.name];
    return column.text ? column.text(it, row) : format(it, column.unit, column.type);
  }

  #sort(column: TableColumn): void {
    const first = isNumeric(column) || column.type === 'time';
    const { sorting } = this;
    const next: Sorting = { column: column.name, descending: sorting?.column === column.name ? !sorting.descending : first };
    if (!this.remote) this.sorting = next;
    this.dispatchEvent(new CustomEvent('sort', { detail: next }));
  }

  #resize(column: TableColumn, width: number): void {
    this.widths = { ...this.widths, [column.name]: Math.max(narrowest, Math.round(width)) };
  }
  readonly #drag = (event: PointerEvent, column: TableColumn) => {
    const grip = event.currentTarget as HTMLElement;
    const from = event.clientX;
    const width = grip.closest('th')!.offsetWidth;
    grip.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => this.#resize(column, width + moved.clientX - from);
    grip.addEventListener('pointermove', move);
    grip.addEventListener('lostpointercapture', () => grip.removeEventListener('pointermove', move), { once: true });
    event.preventDefault();
  };
  #resizeByKey(event: KeyboardEvent, column: TableColumn): void {
    const by = event.key === 'ArrowLeft' ? -16 : event.key === 'ArrowRight' ? 16 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#resize(column, (event.currentTarget as HTMLElement).closest('th')!.offsetWidth + by);
  }

  async #activate(index: number): Promise<void> {
    this.active = Math.max(0, Math.min(this.#shown.length - 1, index));
    const scroll = this.querySelector<HTMLElement>('.table-scroll')!;
    const at = this.active * rowHeight;
    if (at < scroll.scrollTop) scroll.scrollTop = at;
    else if (at + 2 * rowHeight > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = at + 2 * rowHeight - scroll.clientHeight;
    this.top = scroll.scrollTop;
    await this.updateComplete;
    this.querySelector<HTMLElement>(`tr[data-index="${this.active}"]`)?.focus({ preventScroll: true });
  }
  readonly #key = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const page = Math.max(1, Math.floor(this.height / rowHeight) - 2);
    const to = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.#shown.length - 1,
    }[event.key];
    if (target.tagName === 'TR' && to !== undefined) {
      event.preventDefault();
      void this.#activate(to);
    } else if (target.tagName === 'TR' && event.key === 'Enter' && this.open) {
      event.preventDefault();
      this.open(this.#shown[this.active]!);
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'c' && target.tagName === 'TR' && String(getSelection()) === '') {
      void this.#copy([this.#shown[this.active]!]);
    }
  };

  async #copy(rows: readonly TableRow[]): Promise<void> {
    const lines = [
      this.columns.map(({ title }) => title),
      ...rows.map((row) => this.columns.map((column) => harmless(this.#text(column, row).replace(/\s+/g, ' ')))),
    ];
    await navigator.clipboard.writeText(lines.map((line) => line.join('\t')).join('\n')).then(
      () => say(`Copied ${count(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}.`),
      () => say({ kind: 'error', text: 'The browser does not allow copying here. Download the table as CSV instead.' }),
    );
  }
  readonly #download = async () => {
    try {
      saveAs(this.csv ? await this.csv() : new Blob([csv(this.columns, this.#shown)], { type: 'text/csv' }), `${fileName(this.name)}.csv`);
    } catch (error) {
      sayFailure(error);
    }
  };

  protected override render() {
    const shown = this.#shown;
    const virtual = shown.length > virtualFrom;
    const first = virtual ? Math.max(0, Math.floor(this.top / rowHeight) - spare) : 0;
    const last = virtual ? Math.min(shown.length, first + Math.ceil(this.height / rowHeight) + 2 * spare) : shown.length;
    const width = this.columns.reduce((sum, column) => sum + (this.widths[column.name] ?? widthOf(column) ?? 180), 0);
    return html`${this.bare ? nothing : this.#toolbar(shown)}
      <div
        class="table-scroll"
        @scroll=${(event: Event) => {
          if (virtual) this.top = (event.currentTarget as HTMLElement).scrollTop;
        }}
        @keydown=${this.#key}
      >
        <table role="grid" aria-label=${this.name} aria-rowcount=${shown.length + 1} style=${styleMap({ minWidth: `${width}px` })}>
          <colgroup>
            ${this.columns.map((column) => {
              const fixed = this.widths[column.name] ?? widthOf(column);
              return html`<col style=${styleMap(fixed === null ? {} : { width: `${fixed}px` })} />`;
            })}
          </colgroup>
          <thead>
            <tr aria-rowindex="1">
              ${this.columns.map((column) => this.#head(column))}
            </tr>
          </thead>
          <tbody>
            ${first > 0 ? html`<tr class="gap" aria-hidden="true" style=${styleMap({ height: `${first * rowHeight}px` })}></tr>` : nothing}
            ${shown.slice(first, last).map((row, i) => this.#row(row, first + i))}
            ${last < shown.length ? html`<tr class="gap" aria-hidden="true" style=${styleMap({ height: `${(shown.length - last) * rowHeight}px` })}></tr>` : nothing}
          </tbody>
        </table>
        ${shown.length === 0 ? html`<p class="table-none">${this.search === '' ? 'Nothing to list.' : `No row has “${this.search}” in it.`}</p>` : nothing}
      </div>`;
  }

  #toolbar(shown: readonly TableRow[]) {
    return html`<div class="table-tools">
      ${
        this.remote
          ? nothing
          : html`<label class="table-search">
            ${icon('search', 14)}
            <input
              class="input"
              type="search"
              placeholder="Filter rows"
              aria-label=${`Filter ${this.name}`}
              .value=${this.search}
              @input=${(event: Event) => {
                this.search = (event.target as HTMLInputElement).value;
              }}
            />
          </label>
          <span class="quiet small number" role="status">${shown.length === this.rows.length ? `${count(shown.length)} rows` : `${count(shown.length)} of ${count(this.rows.length)} rows`}</span>`
      }
      ${this.tools}
      <span class="push"></span>
      <button type="button" class="button ghost small" @click=${() => this.#copy(shown)}>${icon('copy')} Copy</button>
      <button type="button" class="button ghost small" @click=${this.#download}>${icon('download')} CSV</button>
    </div>`;
  }

  #head(column: TableColumn) {
    const sorted = this.sorting?.column === column.name ? (this.sorting.descending ? 'descending' : 'ascending') : 'none';
    return html`<th scope="col" class=${isNumeric(column) ? 'number' : ''} aria-sort=${sorted}>
      <div class="head">
        ${column.definition ? term(column.definition, column.title) : nothing}
        <button type="button" class="head-sort" title=${`Sort by ${column.title}`} aria-label=${`Sort by ${column.title}`} @click=${() => this.#sort(column)}>
          ${column.definition ? nothing : html`<span class="truncate">${column.title}</span>`}
          <span class="head-mark">${sorted === 'none' ? nothing : icon(sorted === 'descending' ? 'down' : 'up', 12)}</span>
        </button>
      </div>
      <span
        class="head-grip"
        role="separator"
        aria-orientation="vertical"
        aria-label=${`Width of ${column.title}`}
        aria-valuenow=${Math.round(this.widths[column.name] ?? widthOf(column) ?? 180)}
        tabindex="0"
        @pointerdown=${(event: PointerEvent) => this.#drag(event, column)}
        @keydown=${(event: KeyboardEvent) => this.#resizeByKey(event, column)}
      ></span>
    </th>`;
  }

  #row(row: TableRow, index: number) {
    const { open } = this;
    return html`<tr
      data-index=${index}
      aria-rowindex=${index + 2}
      aria-selected=${this.chosen ? String(this.chosen(row)) : nothing}
      class=${open ? 'opens' : ''}
      tabindex=${index === this.active ? 0 : -1}
      @focus=${() => {
        this.active = index;
      }}
      @click=${(event: Event) => {
        if (open && (event.target as Element).closest('a, button, input, select') === null && String(getSelection()) === '') open(row);
      }}
    >
      ${this.columns.map((column) => {
        const it = row[column.name];
        const unknownValue = it === null || it === undefined;
        const shown = column.cell ? column.cell(it, row) : isNumeric(column) ? rich(this.#text(column, row)) : this.#text(column, row);
        const title = column.cell
          ? nothing
          : (exact(it, column.unit, column.type) ?? (isNumeric(column) ? nothing : this.#text(column, row)));
        return html`<td class=${`${isNumeric(column) ? 'number' : column.type === 'time' ? 'time' : ''}${unknownValue ? ' none' : ''}`} title=${title}>${shown}</td>`;
      })}
    </tr>`;
  }
}
