import { scaleLinear, select } from 'd3';
import { share } from '../format.ts';
import { stops } from './stops.ts';

/** A share with its interval. */
export interface Range {
  readonly key: string;
  /** In grey before the name. */
  readonly kind: string;
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly text: string;
  readonly title: string;
}

export interface RangesOptions {
  readonly width: number;
  /** The share over all, as a line to measure against. */
  readonly over: { readonly value: number; readonly text: string };
  readonly open: (range: Range) => void;
}

const row = 28;
const top = 26;
const letter = 6.3;

/** Shares as points with their 95 % intervals, against the share over all. */
export const ranges = (svg: SVGSVGElement, data: readonly Range[], { width, over, open }: RangesOptions): void => {
  const height = top + data.length * row + 26;
  const all = select(svg).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  const longest = Math.max(0, ...data.map(({ kind, label }) => kind.length + label.length + 2)) * letter;
  const left = Math.min(longest + 16, width * 0.42, 340);
  const behind = Math.min(Math.max(0, ...data.map(({ text }) => text.length)) * letter + 12, width * 0.34);
  const x = scaleLinear([0, Math.min(1, Math.max(0.01, over.value, ...data.map(({ high }) => high)))], [left, width - behind - 12])
    .nice(5)
    .clamp(true);
  const floor = top + data.length * row;
  for (const tick of x.ticks(5)) {
    all.append('line').attr('x1', x(tick)).attr('x2', x(tick)).attr('y1', top).attr('y2', floor).style('stroke', 'var(--line)');
    all
      .append('text')
      .attr('x', x(tick))
      .attr('y', floor + 16)
      .attr('text-anchor', 'middle')
      .style('fill', 'var(--ink-3)')
      .text(share(tick).replace('.0', ''));
  }
  all
    .append('line')
    .attr('x1', x(over.value))
    .attr('x2', x(over.value))
    .attr('y1', top - 6)
    .attr('y2', floor)
    .style('stroke', 'var(--ink-2)')
    .style('stroke-dasharray', '3 3');
  all
    .append('text')
    .attr('x', x(over.value))
    .attr('y', top - 12)
    .attr('text-anchor', 'middle')
    .style('fill', 'var(--ink-2)')
    .text(over.text);

  const each = all
    .selectAll<SVGGElement, Range>('g.stop')
    .data(data)
    .join('g')
    .attr('class', 'stop')
    .attr('data-key', ({ key }) => key)
    .attr('transform', (_, i) => `translate(0 ${top + i * row})`)
    .on('click', (_, it) => open(it));
  each.append('title').text(({ title }) => title);
  each.append('rect').attr('class', 'ground').attr('width', width).attr('height', row).attr('rx', 4).style('fill', 'transparent');
  const middle = row / 2;
  const fits = Math.max(6, Math.floor((left - 12) / letter));
  const name = each
    .append('text')
    .attr('x', left - 12)
    .attr('y', middle)
    .attr('dy', '0.35em')
    .attr('text-anchor', 'end');
  name
    .append('tspan')
    .style('fill', 'var(--ink-3)')
    .text(({ kind }) => `${kind}  `);
  name
    .append('tspan')
    .style('fill', 'var(--ink)')
    .style('font-weight', 500)
    .text(({ kind, label }) => {
      const room = fits - kind.length - 2;
      return label.length > room ? `${label.slice(0, Math.max(1, room - 1))}…` : label;
    });
  each
    .append('line')
    .attr('x1', ({ low }) => x(low))
    .attr('x2', ({ high }) => x(high))
    .attr('y1', middle)
    .attr('y2', middle)
    .style('stroke', 'var(--desire-line)')
    .style('stroke-width', 4)
    .style('stroke-linecap', 'round');
  each
    .append('circle')
    .attr('class', 'face')
    .attr('cx', ({ value }) => x(value))
    .attr('cy', middle)
    .attr('r', 4.5)
    .style('fill', 'var(--desire)');
  each
    .append('text')
    .attr('x', width)
    .attr('y', middle)
    .attr('dy', '0.35em')
    .attr('text-anchor', 'end')
    .style('fill', 'var(--ink-2)')
    .text(({ text }) => text);
  stops(svg, 'g.stop');
};
