import type NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { select } from 'd3';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Failure, failureOf } from '../api.ts';
import { Part } from '../here.ts';
import { fileName, savePng, saveSvg } from './export.ts';
import { icon } from './icons.ts';
import { errorState } from './states.ts';
import { sayFailure } from './toast.ts';
import './menu.ts';
import './bpmn.css';

/** A note pinned to an element of the drawing. `kind` colours it: paved, desire or ink. */
export interface Pin {
  readonly element: string;
  readonly text: string;
  readonly title?: string;
  readonly kind: 'paved' | 'desire' | 'ink';
  /** after: below the flow that leaves it. */
  readonly at?: 'top' | 'bottom' | 'after';
  /** What clicking it fires as `pin` (detail: the key), instead of `element`. */
  readonly key?: string;
}

const positions = { top: { top: -24, right: 48 }, bottom: { bottom: 6, left: 4 }, after: { bottom: -32, right: 24 } } as const;

const pinColours = {
  paved: { ground: '--surface', line: '--paved', ink: '--paved-ink' },
  desire: { ground: '--desire-soft', line: '--desire', ink: '--desire-ink' },
  ink: { ground: '--surface', line: '--line-2', ink: '--ink-2' },
} as const;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Canvas {
  readonly zoom: (level: 'fit-viewport' | number, center?: 'auto') => number;
  readonly viewbox: (to?: Box) => Box;
  readonly addMarker: (element: string, marker: string) => void;
  readonly removeMarker: (element: string, marker: string) => void;
  readonly scrollToElement: (element: string, padding?: number) => void;
}
interface Overlays {
  readonly add: (
    element: string,
    type: string,
    overlay: { readonly position: object; readonly html: HTMLElement; readonly scale?: object; readonly show?: object },
  ) => string;
  readonly remove: (filter: { readonly type: string }) => void;
}
interface Registry {
  readonly get: (id: string) => object | undefined;
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Whether a BPMN file holds a drawing: it may as well say only what follows what. */
export const isDrawn = (xml: string): boolean => /<([\w.-]+:)?BPMN(Shape|Edge)\b/.test(xml);

/** A BPMN drawing to look at: pan, zoom, marks and pins on its elements. Fires `element` (detail: the id, or null for the ground) on click, `pin` (detail: its key) on a pin that has one. The library is loaded when first needed. */
@customElement('dp-bpmn')
export class BpmnPicture extends Part {
  @property() xml = '';
  /** The picture's name, for files and screen readers. */
  @property() name = 'Document';
  /** CSS class by element id: `chosen`, `skipped`, `unexpected`, or one of the view's own. */
  @property({ attribute: false }) marks: ReadonlyMap<string, string> = new Map();
  @property({ attribute: false }) pins: readonly Pin[] = [];
  /** The size of the words in the drawing's own pixels: larger than usual where it is mostly seen small. */
  @property({ type: Number }) letters = 12;
  /** The least zoom to open at: where all of it needs a smaller one, it opens on its beginning. */
  @property({ type: Number }) least = 0;
  @state() private failure: Failure | null = null;
  @state() private ready = false;
  #viewer: NavigatedViewer | null = null;
  #marked: (readonly [string, string])[] = [];
  #round = 0;
  readonly #themed = () => void this.#draw();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('themechange', this.#themed);
    if (this.hasUpdated) void this.#draw();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('themechange', this.#themed);
    this.#viewer?.destroy();
    this.#viewer = null;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('xml')) void this.#draw();
    else if (changed.has('marks') || changed.has('pins')) this.#decorate();
  }

  #service<T>(name: string): T {
    return this.#viewer!.get(name) as T;
  }

  async #draw(): Promise<void> {
    if (this.xml === '') return;
    this.#round += 1;
    const round = this.#round;
    const [{ default: Viewer }] = await Promise.all([import('bpmn-js/lib/NavigatedViewer'), import('bpmn-js/dist/assets/diagram-js.css')]);
    if (round !== this.#round || !this.isConnected) return;
    this.#viewer?.destroy();
    this.#marked = [];
    const viewer = new Viewer({
      container: this.querySelector<HTMLElement>('.bpmn-canvas')!,
      bpmnRenderer: { defaultFillColor: colour('--surface'), defaultStrokeColor: colour('--ink-2'), defaultLabelColor: colour('--ink') },
      textRenderer: {
        defaultStyle: { fontFamily: 'Inter Variable, sans-serif', fontSize: `${this.letters}px`, lineHeight: 1.05 },
        externalStyle: { fontSize: '11px' },
      },
    } as ConstructorParameters<typeof Viewer>[0]);
    this.#viewer = viewer;
    try {
      await viewer.importXML(this.xml);
      if (this.#viewer !== viewer) return;
      this.failure = null;
      this.ready = true;
      this.fit(this.least);
      viewer.on('element.click', ({ element }: { element: { id: string; parent?: unknown; labelTarget?: { id: string } } }) =>
        this.dispatchEvent(new CustomEvent('element', { detail: element.parent ? (element.labelTarget?.id ?? element.id) : null })),
      );
      this.#decorate();
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  #decorate(): void {
    if (this.#viewer === null || !this.ready) return;
    const canvas = this.#service<Canvas>('canvas');
    const overlays = this.#service<Overlays>('overlays');
    const registry = this.#service<Registry>('elementRegistry');
    for (const [element, mark] of this.#marked) canvas.removeMarker(element, mark);
    this.#marked = [...this.marks].filter(([element]) => registry.get(element) !== undefined);
    for (const [element, mark] of this.#marked) canvas.addMarker(element, mark);
    overlays.remove({ type: 'pin' });
    for (const pin of this.pins) {
      if (registry.get(pin.element) === undefined) continue;
      const shown = Object.assign(document.createElement('button'), {
        type: 'button',
        className: `pin ${pin.kind}`,
        textContent: pin.text,
        title: pin.title ?? '',
      });
      shown.addEventListener('click', () =>
        this.dispatchEvent(
          pin.key === undefined ? new CustomEvent('element', { detail: pin.element }) : new CustomEvent('pin', { detail: pin.key }),
        ),
      );
      overlays.add(pin.element, 'pin', {
        position: positions[pin.at ?? 'top'],
        html: shown,
        scale: { min: 0.8, max: 1.2 },
        // Seen from far away, what is as documented gives way to what is not.
        ...(pin.kind === 'ink' ? { show: { minZoom: 0.44 } } : {}),
      });
    }
  }

  /** Shows all of it, or its beginning where that would need a zoom below `least`. */
  fit(least = 0): void {
    if (this.#viewer === null) return;
    const canvas = this.#service<Canvas>('canvas');
    canvas.zoom('fit-viewport', 'auto');
    const { x, y, width, height } = canvas.viewbox();
    // A little air around it, and never larger than life.
    const air = 0.03 * width;
    canvas.viewbox({ x: x - air, y: y - (air * height) / width, width: width + 2 * air, height: height + (2 * air * height) / width });
    const whole = canvas.viewbox();
    const scale = (this.querySelector('.bpmn-canvas')!.clientWidth || whole.width) / whole.width;
    if (scale < least)
      canvas.viewbox({
        ...whole,
        y: whole.y + (whole.height * (1 - scale / least)) / 2,
        width: (whole.width * scale) / least,
        height: (whole.height * scale) / least,
      });
  }
  /** Brings an element into sight. */
  reveal(element: string): void {
    if (this.#viewer !== null && this.#service<Registry>('elementRegistry').get(element))
      this.#service<Canvas>('canvas').scrollToElement(element, 80);
  }
  #zoom(by: number): void {
    this.#service<{ readonly stepZoom: (by: number) => void }>('zoomScroll').stepZoom(by);
  }
  /** The pins, which lie over the drawing on the page, as a part of it. */
  #drawPins(svg: SVGSVGElement): void {
    const registry = this.#service<Registry>('elementRegistry');
    const all = select(svg).append('g').style('font', '600 12px var(--font)');
    for (const { element, text, kind, at = 'top' } of this.pins) {
      const box = registry.get(element) as Box | undefined;
      if (box === undefined) continue;
      const place: { readonly top?: number; readonly right?: number; readonly bottom?: number; readonly left?: number } = positions[at];
      const x = box.x + (place.left ?? box.width - place.right!);
      const y = box.y + (place.top ?? box.height - place.bottom!);
      const { ground, line, ink } = pinColours[kind];
      const pin = all.append('g').attr('transform', `translate(${x} ${y})`);
      const frame = pin.append('rect').attr('height', 22).attr('rx', 11).style('fill', `var(${ground})`).style('stroke', `var(${line})`);
      const words = pin.append('text').attr('x', 8).attr('y', 15).style('fill', `var(${ink})`).text(text);
      frame.attr('width', words.node()!.getComputedTextLength() + 16);
    }
  }
  async #save(how: (svg: SVGSVGElement, name: string) => unknown): Promise<void> {
    const { svg } = await this.#viewer!.saveSVG();
    const holder = document.createElement('div');
    holder.className = 'bpmn-export';
    holder.innerHTML = svg.slice(svg.indexOf('<svg'));
    document.body.append(holder);
    try {
      this.#drawPins(holder.querySelector('svg')!);
      await how(holder.querySelector('svg')!, fileName(this.name));
    } finally {
      holder.remove();
    }
  }

  protected override render() {
    const save = (how: (svg: SVGSVGElement, name: string) => unknown) => () => this.#save(how).catch(sayFailure);
    return html`<div class="bpmn-canvas" role="group" aria-label=${`Drawing of ${this.name}`}></div>
      ${this.failure === null ? nothing : errorState(this.failure)}
      <div class="bpmn-tools" role="group" aria-label="Drawing">
        <button type="button" class="button ghost icon small" aria-label="Larger" title="Larger" ?disabled=${!this.ready} @click=${() => this.#zoom(1)}>${icon('plus')}</button>
        <button type="button" class="button ghost icon small" aria-label="Smaller" title="Smaller" ?disabled=${!this.ready} @click=${() => this.#zoom(-1)}>${icon('minus')}</button>
        <button type="button" class="button ghost icon small" aria-label="Show all of it" title="Show all of it" ?disabled=${!this.ready} @click=${() => this.fit()}>${icon('fit')}</button>
        <dp-menu
          look="button ghost icon small"
          label="Download the drawing"
          .face=${icon('download')}
          .items=${[{ text: 'SVG', note: 'any size', act: save(saveSvg) }, { text: 'PNG', note: '2×', act: save(savePng) }]}
        ></dp-menu>
      </div>`;
  }
}
