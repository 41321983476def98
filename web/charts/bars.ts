import { select } from 'd3';
import { stops } from './stops.ts';

/** One bar of a ranking. */
export interface Bar {
  readonly key: string;
  readonly label: string;
  /** 0–1 of the longest. */
  readonly length: number;
  /** A colour of the theme. */
  readonly colour: string;
  /** Behind the bar. */
  readonly text: string;
  /** In grey at the right edge. */
  readonly note: string;
  /** The whole in words. */
  readonly title: string;
}

export interface BarsOptions {
  readonly width: number;
  /** Over the notes. */
  readonly noted: string;
  readonly open: (bar: Bar) => void;
}

const row = 28;
const top = 22;
const letter = 6.4;

/** A ranking: names at the left, bars, and what they stand for written behind them; without the notes where there is no room for them. */
export const bars = (svg: SVGSVGElement, given: readonly Bar[], { width, noted: notes, open }: BarsOptions): void => {
  const narrow = width < 560;
  const noted = narrow ? '' : notes;
  const data = narrow ? given.map((it) => ({ ...it, note: '', text: it.text.split(' · ')[0]! })) : given;
  const height = top + data.length * row + 4;
  const all = select(svg).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  const longest = Math.max(0, ...data.map(({ label }) => label.length)) * letter;
  const left = Math.min(longest + 16, width * 0.42, 380);
  const behind = Math.max(0, ...data.map(({ text }) => text.length)) * letter + 12;
  const aside = Math.max(noted.length, ...data.map(({ note }) => note.length)) * letter + 8;
  const room = Math.max(24, width - left - behind - aside);
  const fits = Math.max(4, Math.floor((left - 12) / letter));
  all.append('text').attr('x', width).attr('y', 12).attr('text-anchor', 'end').style('fill', 'var(--ink-3)').text(noted);
  const each = all
    .selectAll<SVGGElement, Bar>('g.stop')
    .data(data)
    .join('g')
    .attr('class', 'stop')
    .attr('data-key', ({ key }) => key)
    .attr('transform', (_, i) => `translate(0 ${top + i * row})`)
    .on('click', (_, it) => open(it));
  each.append('title').text(({ title }) => title);
  each.append('rect').attr('class', 'ground').attr('width', width).attr('height', row).attr('rx', 4).style('fill', 'transparent');
  const middle = row / 2;
  each
    .append('text')
    .attr('x', left - 12)
    .attr('y', middle)
    .attr('dy', '0.35em')
    .attr('text-anchor', 'end')
    .style('fill', 'var(--ink)')
    .style('font-size', '12px')
    .text(({ label }) => (label.length > fits ? `${label.slice(0, fits - 1)}…` : label));
  each
    .append('rect')
    .attr('class', 'face')
    .attr('x', left)
    .attr('y', 6)
    .attr('width', ({ length }) => Math.max(1, length * room))
    .attr('height', row - 12)
    .attr('rx', 2)
    .style('fill', ({ colour }) => colour);
  each
    .append('text')
    .attr('x', ({ length }) => left + Math.max(1, length * room) + 8)
    .attr('y', middle)
    .attr('dy', '0.35em')
    .style('fill', 'var(--ink-2)')
    .text(({ text }) => text);
  each
    .append('text')
    .attr('x', width)
    .attr('y', middle)
    .attr('dy', '0.35em')
    .attr('text-anchor', 'end')
    .style('fill', 'var(--ink-3)')
    .text(({ note }) => note);
  stops(svg, 'g.stop');
};
