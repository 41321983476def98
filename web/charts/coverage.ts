import { select } from 'd3';
import { count, share as shareText } from '../format.ts';

/** One variant of the coverage bar, the most frequent first. */
export interface Covered {
  readonly variant: number;
  readonly cases: number;
  readonly share: number;
  readonly cumulativeShare: number;
}

export interface CoverageOptions {
  readonly width: number;
  /** Marked on the bar, 0–1. */
  readonly target: number;
  readonly chosen: ReadonlySet<number>;
  readonly open?: (variant: number) => void;
}

const height = 24;
const tail = 16;
/** Narrower parts are drawn as one. */
const narrowest = 3;

/** How many variants reach `target`: the first of them that does, counted. */
export const needed = (all: readonly Covered[], target: number): number => {
  const at = all.findIndex(({ cumulativeShare }) => cumulativeShare >= target - 1e-9);
  return at < 0 ? all.length : at + 1;
};

/** A bar of all cases, one part a variant, with a mark where the target share of cases is reached. */
export const coverage = (svg: SVGSVGElement, all: readonly Covered[], options: CoverageOptions): void => {
  const { width, target, chosen, open } = options;
  svg.replaceChildren();
  const root = select(svg)
    .attr('height', height + tail)
    .attr('viewBox', `0 0 ${width} ${height + tail}`);
  const wide = all.filter(({ share }) => share * width >= narrowest);
  const within = needed(all, target);
  const parts = root
    .append('g')
    .selectAll('rect')
    .data(wide)
    .join('rect')
    .attr('class', (it, i) => `coverage-part${i < within ? ' within' : ''}${chosen.has(it.variant) ? ' chosen' : ''}`)
    .attr('x', (it) => (it.cumulativeShare - it.share) * width)
    .attr('width', (it) => Math.max(1, it.share * width - 1))
    .attr('height', height);
  parts.append('title').text((it) => `Variant ${count(it.variant + 1)}: ${count(it.cases)} cases, ${shareText(it.share)}`);
  if (open) parts.style('cursor', 'pointer').on('click', (_, it) => open(it.variant));
  const drawn = wide.at(-1)?.cumulativeShare ?? 0;
  if (drawn < 1 && all.length > wide.length)
    root
      .append('rect')
      .attr('class', 'coverage-part rest')
      .attr('x', drawn * width)
      .attr('width', Math.max(0, (1 - drawn) * width))
      .attr('height', height)
      .append('title')
      .text(`${count(all.length - wide.length)} rarer variants: ${shareText(1 - drawn)} of cases`);
  // A number in a part where it fits.
  root
    .append('g')
    .selectAll('text')
    .data(wide.filter(({ share }) => share * width >= 44))
    .join('text')
    .attr('class', ({ variant }) => (chosen.has(variant) ? 'coverage-share chosen' : 'coverage-share'))
    .attr('x', (it) => (it.cumulativeShare - it.share / 2) * width)
    .attr('y', height / 2 + 4)
    .attr('text-anchor', 'middle')
    .text((it) => shareText(it.share));
  const at = (all[within - 1]?.cumulativeShare ?? 0) * width;
  root
    .append('path')
    .attr('class', 'coverage-mark')
    .attr('d', `M${at - 0.5},-3V${height + 5}`);
  const label = `${shareText(all[within - 1]?.cumulativeShare ?? 0)} with ${count(within)}`;
  root
    .append('text')
    .attr('x', at - 6)
    .attr('y', height + 14)
    .attr('text-anchor', at > 120 ? 'end' : 'start')
    .attr('dx', at > 120 ? 0 : 12)
    .text(label);
};
