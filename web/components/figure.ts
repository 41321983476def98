import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part } from '../here.ts';
import { savePng, saveSvg } from './export.ts';
import { icon } from './icons.ts';
import type { TableColumn } from './table.ts';
import { sayFailure } from './toast.ts';
import './menu.ts';
import './table.ts';
import './figure.css';

/** Draws into an empty SVG of this width in pixels, and sets its height. */
export type Draw = (svg: SVGSVGElement, width: number) => void;

/** A picture with a title that says what is seen, its table twin, and SVG and PNG to take away. */
@customElement('dp-figure')
export class Figure extends Part {
  @property() heading = '';
  @property() note = '';
  @property({ attribute: false }) draw: Draw | null = null;
  /** Instead of `draw`, for pictures that draw themselves. */
  @property({ attribute: false }) picture: (() => unknown) | null = null;
  /** The same numbers as rows. */
  @property({ attribute: false }) table: {
    readonly columns: readonly TableColumn[];
    readonly rows: readonly Readonly<Record<string, unknown>>[];
    readonly open?: (row: Readonly<Record<string, unknown>>) => void;
  } | null = null;
  /** Controls between title and menu. */
  @property({ attribute: false }) controls: TemplateResult | typeof nothing = nothing;
  @state() private asTable = false;
  #width = 0;
  readonly #sized = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry!.contentRect.width);
    if (width === this.#width || width === 0) return;
    this.#width = width;
    this.#paint();
  });
  readonly #themed = () => this.#paint();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('themechange', this.#themed);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
    removeEventListener('themechange', this.#themed);
  }

  get #svg(): SVGSVGElement | null {
    return this.querySelector<SVGSVGElement>('.figure-body svg');
  }
  #paint(): void {
    const svg = this.querySelector<SVGSVGElement>('svg.drawing');
    if (svg === null || this.draw === null || this.#width === 0) return;
    svg.replaceChildren();
    this.draw(svg, this.#width);
  }
  protected override updated(changed: PropertyValues): void {
    const body = this.querySelector('.figure-body');
    if (changed.has('asTable')) {
      this.#sized.disconnect();
      this.#width = 0;
      if (body !== null && !this.asTable) this.#sized.observe(body);
    }
    if (changed.has('draw')) this.#paint();
  }

  protected override render() {
    const save = (how: (svg: SVGSVGElement, name: string) => unknown) => () => {
      const svg = this.#svg;
      if (svg !== null) Promise.resolve(how(svg, this.heading)).catch(sayFailure);
    };
    return html`<figure class="figure" aria-label=${this.heading}>
      <figcaption>
        <div>
          <h2>${this.heading}</h2>
          ${this.note ? html`<p class="quiet small">${this.note}</p>` : nothing}
        </div>
        ${this.controls}
        ${
          this.table === null
            ? nothing
            : html`<button
              type="button"
              class="button ghost icon small"
              aria-pressed=${this.asTable}
              aria-label=${this.asTable ? 'Show as picture' : 'Show as table'}
              title=${this.asTable ? 'Show as picture' : 'Show as table'}
              @click=${() => {
                this.asTable = !this.asTable;
              }}
            >
              ${icon(this.asTable ? 'chart' : 'table')}
            </button>`
        }
        ${
          this.asTable
            ? nothing
            : html`<dp-menu
              look="button ghost icon small"
              label="Download the picture"
              .face=${icon('download')}
              .items=${[{ text: 'SVG', note: 'any size', act: save(saveSvg) }, { text: 'PNG', note: '2×', act: save(savePng) }]}
            ></dp-menu>`
        }
      </figcaption>
      ${
        this.asTable && this.table !== null
          ? html`<dp-table .columns=${this.table.columns} .rows=${this.table.rows} .open=${this.table.open} .name=${this.heading}></dp-table>`
          : html`<div class="figure-body">${this.picture === null ? html`<svg class="drawing" role="img" aria-label=${this.heading}></svg>` : this.picture()}</div>`
      }
    </figure>`;
  }
}
