import { html } from 'lit';
import { isTime, type Measure, waitSteps } from '../../charts/map/draw.ts';
import type { Graph } from '../../charts/map/graph.ts';
import { count, duration } from '../../format.ts';

export const measureNames: Readonly<Record<Measure, string>> = {
  cases: 'Cases',
  events: 'Times',
  median: 'Median',
  mean: 'Mean',
  p90: 'p90',
  total: 'Total',
};

/** What widths, bars and colours of the map mean. */
export const legend = (graph: Graph, measure: Measure) => {
  const most = Math.max(0, ...graph.paths.map((path) => (measure === 'events' ? path.count : path.cases)));
  const width = html`<span class="map-widths" aria-hidden="true"><i></i><i></i><i></i></span>`;
  if (!isTime(measure))
    return html`<p class="map-legend">
        ${width} line: ${measure === 'events' ? 'times taken' : 'cases'}, up to <span class="number">${count(most)}</span>
        <span class="map-bar" aria-hidden="true"></span> in a box: share of cases
      </p>`;
  const steps = waitSteps(graph, measure);
  return html`<div class="map-legend">
      ${width} line: cases
      <span class="map-steps">
        ${[...steps, null].map(
          (bound, i) =>
            html`<span><i style=${`background:var(--wait-${i + 1})`}></i>${bound === null ? 'longer' : `≤ ${duration(bound)}`}</span>`,
        )}
      </span>
      <span>${measureNames[measure].toLowerCase()} time between; in boxes, of the work</span>
    </div>`;
};
