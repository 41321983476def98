import { select, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3';
import { html, nothing, type PropertyValues, render } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../api.ts';
import { extent, lightUp, type Measure, measures, processMap } from '../charts/map/draw.ts';
import { type Activity, firstSettings, type Graph, graphOf, type Path, type Shown, shown } from '../charts/map/graph.ts';
import type { MapLayout } from '../charts/map/layout.ts';
import { savePng, saveSvg } from '../components/export.ts';
import { icon } from '../components/icons.ts';
import { Loaded } from '../components/loaded.ts';
import type { TableColumn } from '../components/table.ts';
import { sayFailure } from '../components/toast.ts';
import { count, counted } from '../format.ts';
import { SessionPart } from '../here.ts';
import { pathColumns } from './map/columns.ts';
import { details, hint, nameOf, pathName, says } from './map/details.ts';
import { layOut } from './map/lay-out.ts';
import { legend, measureNames } from './map/legend.ts';
import { neighbours, type Spot, walk } from './map/walk.ts';
import '../components/drawer.ts';
import '../components/menu.ts';
import '../components/slider.ts';
import '../components/table.ts';
import '../components/detail.css';
import './map/map.css';

interface Drawn {
  readonly graph: Graph;
  readonly layout: MapLayout;
  readonly names: readonly string[];
  readonly columns: { readonly paths: readonly TableColumn[]; readonly activities: readonly TableColumn[] };
}

const rememberAfterMs = 250;
const [smallest, largest] = [0.05, 2.5];
/** Below this the names cannot be read: the first picture starts at the top instead of showing everything. */
const readable = 0.55;
const margin = 24;
/** At the bottom, for what the legend covers. */
const legendHeight = 28;

const percent = (text: string | undefined): number | null => {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? null : Math.max(0, Math.min(100, value));
};

/** The process map: which activity follows which, how often, and how long it waits in between. */
@customElement('dp-map-view')
export class MapView extends SessionPart {
  /** What the sliders say before the address does. */
  @state() private sliding: { readonly activities: number; readonly paths: number } | null = null;
  @state() private listed: 'paths' | 'activities' = 'paths';
  #remembering: ReturnType<typeof setTimeout> | undefined;
  #fitted: MapLayout | null = null;
  /** By hand, since it was fitted: then it stays where it is when the room changes. */
  #moved = false;
  readonly #sized = new ResizeObserver(() => {
    if (!this.#moved) this.#fit(false);
  });
  #lit: Spot | null = null;
  /** The one element that Tab reaches; arrow keys move it. */
  #active: Spot | null = null;
  readonly #map = new Loaded<Drawn>(
    this,
    () => (this.session.log === null ? null : [this.session.log.id, JSON.stringify(this.session.filter)]),
    async ({ signal }) => {
      const { log, filter } = this.session;
      const [flow, activities] = await Promise.all([
        ask(log!.id, 'flow', { filter, signal }),
        ask(log!.id, 'activities', { filter, signal }),
      ]);
      const graph = graphOf(flow.rows as unknown as readonly Path[], activities.rows as unknown as readonly Activity[]);
      return { graph, ...(await layOut(graph, signal)), columns: { paths: pathColumns(flow.columns), activities: activities.columns } };
    },
  );
  readonly #zoom = zoom<SVGSVGElement, unknown>()
    .scaleExtent([smallest, largest])
    .on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: unknown }) => {
      if (sourceEvent) this.#moved = true;
      this.querySelector('.map-canvas .map-scene')?.setAttribute('transform', String(transform));
      this.querySelector('.map-canvas')?.classList.toggle('far', transform.k < 0.45);
      this.#hideHint();
    });

  get #params() {
    const { params } = this.session.place;
    const measure = measures.find((it) => it === params.m) ?? 'cases';
    return { measure, asTable: params.as === 'table' };
  }
  get #settings(): { readonly activities: number; readonly paths: number } {
    if (this.sliding !== null) return this.sliding;
    const { params } = this.session.place;
    const first = firstSettings(this.#map.value!.graph);
    return { activities: percent(params.a) ?? first.activities, paths: percent(params.p) ?? first.paths };
  }
  get #shown(): Shown {
    const { activities, paths } = this.#settings;
    return shown(this.#map.value!.graph, activities / 100, paths / 100);
  }
  /** What the drawer is about. */
  get #chosen(): Spot | null {
    const { params } = this.session.place;
    const graph = this.#map.value?.graph;
    if (graph === undefined) return null;
    if (params.at === 'start' || params.at === 'end') return { kind: 'node', index: params.at === 'start' ? graph.start : graph.end };
    if (params.step !== undefined) {
      const index = graph.activities.findIndex(({ activity }) => activity === params.step);
      return index < 0 ? null : { kind: 'node', index };
    }
    if (params.from === undefined && params.to === undefined) return null;
    const index = graph.paths.findIndex(({ from, to }) => from === (params.from ?? null) && to === (params.to ?? null));
    return index < 0 ? null : { kind: 'edge', index };
  }

  #slide(settings: { readonly activities: number; readonly paths: number }): void {
    this.sliding = settings;
    clearTimeout(this.#remembering);
    this.#remembering = setTimeout(() => {
      this.sliding = null;
      this.session.go({ params: { a: String(settings.activities), p: String(settings.paths) } }, { replace: true });
    }, rememberAfterMs);
  }
  #choose(spot: Spot | null): void {
    const graph = this.#map.value?.graph;
    const { from = null, to = null } = spot?.kind === 'edge' ? graph!.paths[spot.index]! : {};
    const node = spot?.kind === 'node' ? spot.index : -1;
    const at = node < 0 ? null : node === graph!.start ? 'start' : node === graph!.end ? 'end' : null;
    this.session.go({ params: { from, to, at, step: graph?.activities[node]?.activity ?? null } });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#pageKey);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#pageKey);
    this.#sized.disconnect();
    clearTimeout(this.#remembering);
  }
  /** Zooming works without the map having the focus. */
  readonly #pageKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
    )
      return;
    if (event.key === '+' || event.key === '=') this.#zoomBy(1.25);
    else if (event.key === '-') this.#zoomBy(0.8);
    else if (event.key === '0') this.#fit(true);
    else return;
    event.preventDefault();
  };

  // — Drawing

  get #svg(): SVGSVGElement | null {
    return this.querySelector<SVGSVGElement>('.map-canvas > svg');
  }
  protected override updated(_: PropertyValues): void {
    const svg = this.#svg;
    const drawn = this.#map.value;
    if (svg === null || drawn === undefined) return;
    this.#paint(svg, drawn);
    if (this.#fitted === drawn.layout) return;
    this.#fitted = drawn.layout;
    this.#active = null;
    this.#moved = false;
    select(svg).call(this.#zoom).on('dblclick.zoom', null);
    this.#sized.disconnect();
    this.#sized.observe(svg);
    this.#fit(false);
  }
  #paint(svg: SVGSVGElement, { graph, layout, names }: Drawn): void {
    const now = this.#shown;
    const chosen = this.#chosen;
    processMap(svg, graph, {
      layout,
      shown: now,
      names,
      measure: this.#params.measure,
      says: { node: (index) => says(graph, { kind: 'node', index }), edge: (index) => says(graph, { kind: 'edge', index }) },
      chosen: { node: chosen?.kind === 'node' ? chosen.index : null, edge: chosen?.kind === 'edge' ? chosen.index : null },
    });
    svg.querySelector('.map-scene')!.setAttribute('transform', String(zoomTransform(svg)));
    const visible = (it: Spot | null) => it !== null && (it.kind === 'node' ? now.nodes : now.edges)[it.index] === 1;
    this.#activate(visible(this.#active) ? this.#active! : visible(chosen) ? chosen! : { kind: 'node', index: graph.start });
  }
  #element(spot: Spot): SVGGElement | null {
    return this.querySelector<SVGGElement>(`.map-canvas g[data-${spot.kind}="${spot.index}"]`);
  }
  #activate(spot: Spot): void {
    if (this.#active !== null) this.#element(this.#active)?.setAttribute('tabindex', '-1');
    this.#active = spot;
    this.#element(spot)?.setAttribute('tabindex', '0');
  }

  /** Shows all that is shown; where names could not be read then, its beginning. */
  #fit(all: boolean): void {
    const svg = this.#svg;
    const drawn = this.#map.value;
    if (svg === null || drawn === undefined || svg.clientWidth === 0) return;
    const box = extent(drawn.layout, this.#shown);
    const [width, height] = [svg.clientWidth, svg.clientHeight - legendHeight];
    const whole = Math.min((width - 2 * margin) / box.width, (height - 2 * margin) / box.height, 1.15);
    const scale = all || whole >= readable ? Math.max(smallest, whole) : readable + 0.2;
    const start = drawn.layout.nodes[drawn.graph.start]!;
    const transform =
      scale === whole
        ? zoomIdentity.translate(width / 2 - scale * (box.x + box.width / 2), height / 2 - scale * (box.y + box.height / 2)).scale(scale)
        : zoomIdentity.translate(width / 2 - scale * start.x, margin - scale * box.y).scale(scale);
    select(svg).call(this.#zoom.transform, transform);
  }
  #zoomBy(by: number): void {
    const svg = this.#svg;
    this.#moved = true;
    if (svg !== null) select(svg).call(this.#zoom.scaleBy, by);
  }
  #pan(x: number, y: number): void {
    const svg = this.#svg;
    this.#moved = true;
    if (svg !== null) select(svg).call(this.#zoom.translateBy, x / zoomTransform(svg).k, y / zoomTransform(svg).k);
  }

  // — Hovering and walking

  readonly #over = (event: Event): void => {
    const spot = this.#spotOf(event);
    if (spot === null) this.#hideHint();
    else this.#hint(spot, event);
  };
  #hint(spot: Spot, event: Event): void {
    const drawn = this.#map.value;
    const canvas = this.querySelector<HTMLElement>('.map-canvas');
    const tip = canvas?.querySelector<HTMLElement>('.map-hint');
    if (drawn === undefined || !canvas || !tip) return;
    if (this.#lit?.kind !== spot.kind || this.#lit.index !== spot.index) {
      this.#lit = spot;
      lightUp(this.#svg!, neighbours(drawn.graph, this.#shown, spot));
      canvas.classList.add('lit');
      render(hint(drawn.graph, spot), tip);
    }
    tip.hidden = false;
    const frame = canvas.getBoundingClientRect();
    const box = this.#element(spot)?.getBoundingClientRect();
    const [x, y] =
      event instanceof PointerEvent
        ? [event.clientX - frame.left + 14, event.clientY - frame.top + 16]
        : [(box?.right ?? 0) - frame.left + 8, (box?.top ?? 0) - frame.top];
    const left = x + tip.offsetWidth + 8 > frame.width ? x - tip.offsetWidth - 28 : x;
    tip.style.transform = `translate(${Math.round(Math.max(8, left))}px, ${Math.round(Math.max(8, Math.min(y, frame.height - tip.offsetHeight - 8)))}px)`;
  }
  readonly #hideHint = (): void => {
    if (this.#lit === null) return;
    this.#lit = null;
    const canvas = this.querySelector<HTMLElement>('.map-canvas');
    canvas?.classList.remove('lit');
    const tip = canvas?.querySelector<HTMLElement>('.map-hint');
    if (tip) tip.hidden = true;
  };
  #spotOf(event: Event): Spot | null {
    const { node, edge } = (event.target as Element).closest<SVGElement>('[data-node], [data-edge]')?.dataset ?? {};
    if (node !== undefined) return { kind: 'node', index: Number(node) };
    return edge === undefined ? null : { kind: 'edge', index: Number(edge) };
  }
  readonly #key = (event: KeyboardEvent): void => {
    const drawn = this.#map.value;
    const at = this.#spotOf(event);
    if (drawn === undefined || at === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.#choose(at);
    else if (event.key === 'Escape' && this.#chosen !== null) this.#choose(null);
    else if (event.key.startsWith('Arrow') && event.shiftKey) {
      const by = { ArrowUp: [0, 60], ArrowDown: [0, -60], ArrowLeft: [60, 0], ArrowRight: [-60, 0] }[event.key]!;
      this.#pan(by[0]!, by[1]!);
    } else if (event.key.startsWith('Arrow')) {
      const next = walk(drawn.graph, this.#shown, drawn.layout, at, event.key);
      if (next !== null) this.#go(next);
    } else return;
    event.preventDefault();
  };
  #go(spot: Spot): void {
    this.#activate(spot);
    const element = this.#element(spot);
    const canvas = this.querySelector('.map-canvas');
    if (element === null || canvas === null) return;
    const [box, frame] = [element.getBoundingClientRect(), canvas.getBoundingClientRect()];
    const outside = (low: number, high: number, from: number, to: number) =>
      high - low > to - from || low < from + 20 ? from + 20 - low : high > to - 20 ? to - 20 - high : 0;
    if (spot.kind === 'node' || box.bottom < frame.top || box.top > frame.bottom || box.right < frame.left || box.left > frame.right)
      this.#pan(outside(box.left, box.right, frame.left, frame.right), outside(box.top, box.bottom, frame.top, frame.bottom));
    element.focus({ preventScroll: true });
  }

  /** The whole of what is shown, whatever part of it is in sight. */
  readonly #save = (how: (svg: SVGSVGElement, name: string) => Promise<void>) => async () => {
    const drawn = this.#map.value!;
    const box = extent(drawn.layout, this.#shown);
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute(
      'viewBox',
      [box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin].map(Math.round).join(' '),
    );
    svg.classList.add('map-drawing', 'map-copy');
    svg.style.cssText = `width:${Math.round(box.width + 2 * margin)}px;height:${Math.round(box.height + 2 * margin)}px`;
    svg.setAttribute('aria-hidden', 'true');
    this.querySelector('.map-canvas')!.append(svg);
    try {
      this.#paintCopy(svg, drawn);
      await how(svg, `${this.session.workflow?.name ?? ''} process map`);
    } catch (error) {
      sayFailure(error);
    } finally {
      svg.remove();
    }
  };
  #paintCopy(svg: SVGSVGElement, { graph, layout, names }: Drawn): void {
    processMap(svg, graph, {
      layout,
      names,
      shown: this.#shown,
      measure: this.#params.measure,
      says: { node: (index) => nameOf(graph, index), edge: (index) => pathName(graph.paths[index]!) },
      chosen: { node: null, edge: null },
    });
  }

  // — Around the picture

  protected override render() {
    const chosen = this.#chosen;
    const graph = this.#map.value?.graph;
    return html`<div class="page fill map">
        ${this.#map.render((drawn) => this.#page(drawn), {
          loading: 'Laying out the map',
          isEmpty: (drawn) => drawn.graph.start === 0,
          empty: { title: 'Nothing to draw', text: 'The log has no activities.' },
        })}
      </div>
      <dp-drawer
        ?open=${chosen !== null}
        .kicker=${chosen === null ? '' : chosen.kind === 'edge' ? 'Path' : graph!.activities[chosen.index] ? 'Activity' : 'All cases'}
        .heading=${chosen === null ? '' : chosen.kind === 'edge' ? pathName(graph!.paths[chosen.index]!) : nameOf(graph!, chosen.index)}
        .content=${() => (chosen === null ? nothing : details(graph!, chosen, this.session, (spot) => this.#choose(spot)))}
        @close=${() => this.#choose(null)}
      ></dp-drawer>`;
  }

  #page(drawn: Drawn) {
    const { measure, asTable } = this.#params;
    const settings = this.#settings;
    const now = this.#shown;
    const choose = (it: Measure) =>
      html`<button type="button" aria-pressed=${it === measure} @click=${() => this.session.go({ params: { m: it === 'cases' ? null : it } }, { replace: true })}>${measureNames[it]}</button>`;
    return html`<div class="map-tools">
        <h2 class="visually-hidden">Process map</h2>
        <dp-slider
          label="Activities"
          unit="%"
          .value=${settings.activities}
          @slide=${(event: CustomEvent<number>) => this.#slide({ ...this.#settings, activities: event.detail })}
        ></dp-slider>
        <dp-slider
          label="Paths"
          unit="%"
          .value=${settings.paths}
          @slide=${(event: CustomEvent<number>) => this.#slide({ ...this.#settings, paths: event.detail })}
        ></dp-slider>
        <div class="row">
          <span class="label" id="map-frequency">Frequency</span>
          <div class="segmented" role="group" aria-labelledby="map-frequency">${choose('cases')}${choose('events')}</div>
          <span class="label" id="map-time">Time</span>
          <div class="segmented" role="group" aria-labelledby="map-time">${(['median', 'mean', 'p90', 'total'] as const).map(choose)}</div>
        </div>
        <span class="push"></span>
        <button
          type="button"
          class="button ghost icon small"
          aria-pressed=${asTable}
          aria-label=${asTable ? 'Show as picture' : 'Show as table'}
          title=${asTable ? 'Show as picture' : 'Show as table'}
          @click=${() => this.session.go({ params: { as: asTable ? null : 'table' } })}
        >
          ${icon(asTable ? 'chart' : 'table')}
        </button>
        ${
          asTable
            ? nothing
            : html`<dp-menu
              look="button ghost icon small"
              label="Download the map"
              .face=${icon('download')}
              .items=${[{ text: 'SVG', note: 'any size', act: this.#save(saveSvg) }, { text: 'PNG', note: '2×', act: this.#save(savePng) }]}
            ></dp-menu>`
        }
      </div>
      ${asTable ? this.#table(drawn, now) : this.#canvas(drawn, now)}`;
  }

  #canvas(drawn: Drawn, now: Shown) {
    const { graph } = drawn;
    const { measure } = this.#params;
    return html`<div class="map-canvas grow" @pointerleave=${this.#hideHint}>
      <svg
        class="map-drawing"
        role="application"
        aria-label=${`Process map of ${counted(now.activities, 'activity', 'activities')} and ${counted(now.paths, 'path')}. Arrow keys walk along the paths, Enter opens details, plus and minus zoom, Shift and arrows move the map.`}
        @pointermove=${this.#over}
        @focusin=${(event: FocusEvent) => {
          if ((event.target as Element).matches(':focus-visible')) this.#over(event);
        }}
        @focusout=${this.#hideHint}
        @keydown=${this.#key}
        @click=${(event: Event) => {
          const spot = this.#spotOf(event);
          if (spot === null) return;
          this.#activate(spot);
          this.#choose(spot);
        }}
      ></svg>
      <p class="map-status number" role="status">
        ${count(now.activities)} of ${counted(graph.start, 'activity', 'activities')}, ${count(now.paths)} of ${counted(graph.paths.length, 'path')}
      </p>
      ${legend(graph, measure)}
      <div class="map-zoom" role="group" aria-label="Zoom">
        <button type="button" class="button icon small" aria-label="Zoom in" title="Zoom in (+)" @click=${() => this.#zoomBy(1.25)}>${icon('plus')}</button>
        <button type="button" class="button icon small" aria-label="Zoom out" title="Zoom out (−)" @click=${() => this.#zoomBy(0.8)}>${icon('minus')}</button>
        <button type="button" class="button icon small" aria-label="Show the whole map" title="Show the whole map (0)" @click=${() => this.#fit(true)}>${icon('fit')}</button>
      </div>
      <div class="map-hint" role="tooltip" hidden></div>
    </div>`;
  }

  #table({ graph, columns }: Drawn, now: Shown) {
    const paths = this.listed === 'paths';
    const rows = paths
      ? graph.paths.map((path, i) => ({ ...path, shown: now.edges[i] === 1, index: i }))
      : graph.activities.map((it, i) => ({ ...it, shown: now.nodes[i] === 1, index: i }));
    const chosen = this.#chosen;
    return html`<dp-table
      class="grow"
      fill
      .name=${paths ? 'Paths of the map' : 'Activities of the map'}
      .columns=${[...(paths ? columns.paths : columns.activities), { name: 'shown', title: 'On the map', unit: null, type: 'boolean' as const, width: 100 }]}
      .rows=${rows}
      .chosen=${(row: { index?: unknown }) => chosen?.index === row.index && (chosen?.kind === 'edge') === paths}
      .open=${(row: { index?: unknown }) => this.#choose({ kind: paths ? 'edge' : 'node', index: Number(row.index) })}
      .tools=${html`<div class="segmented" role="group" aria-label="What to list">
        ${(['paths', 'activities'] as const).map(
          (it) => html`<button
            type="button"
            aria-pressed=${it === this.listed}
            @click=${() => {
              this.listed = it;
            }}
          >${it === 'paths' ? 'Paths' : 'Activities'}</button>`,
        )}
      </div>`}
    ></dp-table>`;
  }
}
