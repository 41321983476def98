import { select } from 'd3';

/** A bar a month. */
export interface SparkBar {
  readonly share: number;
  readonly title: string;
  /** Paler than the others. */
  readonly pale?: boolean;
  /** Does not set the scale; cut off where it goes beyond. */
  readonly aside?: boolean;
}

/** Bars without axes, on the scale of the highest: the course of a share over time, in the place of a word. */
export const sparkline = (
  svg: SVGSVGElement,
  bars: readonly SparkBar[],
  options: { readonly width: number; readonly height: number; readonly colour: string },
): void => {
  const { width, height, colour } = options;
  const scaled = bars.filter(({ aside }) => !aside);
  const most = Math.max(...(scaled.length > 0 ? scaled : bars).map(({ share }) => share), 1e-9);
  const heightOf = ({ share }: SparkBar): number => Math.min(height, Math.max(share > 0 ? 1.5 : 0.75, (share / most) * height));
  const step = Math.min(8, width / Math.max(1, bars.length));
  const from = width - step * bars.length;
  const gap = step > 3 ? 1 : 0;
  svg.replaceChildren();
  const all = select(svg).attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  all
    .selectAll('rect')
    .data(bars)
    .join('rect')
    .attr('x', (_, i) => from + i * step)
    .attr('width', Math.max(1, step - gap))
    .attr('y', (bar) => height - heightOf(bar))
    .attr('height', heightOf)
    .style('fill', ({ share }) => (share > 0 ? colour : 'var(--line-2)'))
    .style('opacity', ({ pale }) => (pale ? 0.45 : 1))
    .append('title')
    .text(({ title }) => title);
};
