import { select } from 'd3';
import { stops } from './stops.ts';

export interface StackPart {
  readonly key: string;
  readonly name: string;
  /** 0–1. */
  readonly share: number;
  readonly text: string;
  /** The whole in words. */
  readonly title: string;
  /** Colours of the theme: of the part, and of the words on it. */
  readonly colour: string;
  readonly on: string;
}
/** One measure, divided. */
export interface StackRow {
  readonly name: string;
  readonly note: string;
  readonly parts: readonly StackPart[];
}

export interface StackOptions {
  readonly width: number;
  readonly open: (part: StackPart) => void;
}

const rowHeight = 56;
const barHeight = 40;
const letter = 6.4;

/** How each measure divides between the same parts, one bar a measure; each part is named on it where that fits. */
export const stack = (svg: SVGSVGElement, rows: readonly StackRow[], { width, open }: StackOptions): void => {
  const height = rows.length * rowHeight;
  const all = select(svg).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  const names = Math.max(0, ...rows.map(({ name, note }) => Math.max(name.length * 7, note.length * letter))) + 12;
  const left = Math.min(150, Math.max(width * 0.24, names));
  const room = width - left;
  for (const [i, row] of rows.entries()) {
    const line = all.append('g').attr('transform', `translate(0 ${i * rowHeight})`);
    line
      .append('text')
      .attr('x', 0)
      .attr('y', 18)
      .style('fill', 'var(--ink)')
      .style('font-size', '12px')
      .style('font-weight', 600)
      .text(row.name);
    line.append('text').attr('x', 0).attr('y', 34).style('fill', 'var(--ink-3)').text(row.note);
    let x = left;
    const placed = row.parts.map((part) => {
      const at = { part, x, width: part.share * room };
      x += at.width;
      return at;
    });
    const each = line
      .selectAll<SVGGElement, (typeof placed)[number]>('g.stop')
      .data(placed.filter((it) => it.width > 0))
      .join('g')
      .attr('class', 'stop')
      .attr('data-key', ({ part }) => part.key)
      .on('click', (_, { part }) => open(part));
    each.append('title').text(({ part }) => part.title);
    each
      .append('rect')
      .attr('class', 'face')
      .attr('x', (it) => it.x)
      .attr('y', 4)
      .attr('width', (it) => Math.max(1, it.width - 1.5))
      .attr('height', barHeight)
      .attr('rx', 2)
      .style('fill', ({ part }) => part.colour);
    const write = (of: (part: StackPart) => string, y: number, weight: number): void => {
      each
        .filter((it) => it.width > of(it.part).length * letter + 12)
        .append('text')
        .attr('x', (it) => it.x + 8)
        .attr('y', y)
        .style('fill', ({ part }) => part.on)
        .style('font-weight', weight)
        .text(({ part }) => of(part));
    };
    write(({ name }) => name, 20, 400);
    write(({ text }) => text, 35, 600);
  }
  stops(svg, 'g.stop');
};
