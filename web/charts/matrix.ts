import { select } from 'd3';
import { stops } from './stops.ts';

/** What passes from one to another. */
export interface MatrixCell {
  readonly from: string;
  readonly to: string;
  /** 0–5 on the waiting scale. */
  readonly level: number;
  /** How often: decides the order, and who is shown where there are too many. */
  readonly count: number;
  /** Two short lines, where they fit. */
  readonly lines: readonly [string, string];
  /** The whole in words. */
  readonly label: string;
}

export interface MatrixOptions {
  readonly width: number;
  /** The upper bounds of the levels 0–4 in words: a key where cells are too small for words. */
  readonly bounds: readonly string[];
  readonly open: (cell: MatrixCell) => void;
}

const most = 30;

/** The names in the order of the flow: those that mostly give work first, those that mostly take it last. Of more than 30 the busiest. */
export const namesOf = (cells: readonly Pick<MatrixCell, 'from' | 'to' | 'count'>[]): readonly string[] => {
  const gives = new Map<string, number>();
  const takes = new Map<string, number>();
  for (const { from, to, count } of cells) {
    gives.set(from, (gives.get(from) ?? 0) + count);
    takes.set(to, (takes.get(to) ?? 0) + count);
  }
  const all = [...new Set([...gives.keys(), ...takes.keys()])].map((name) => {
    const [out, into] = [gives.get(name) ?? 0, takes.get(name) ?? 0];
    return { name, busy: out + into, balance: (out - into) / (out + into) };
  });
  const busiest = all.sort((a, b) => b.busy - a.busy || a.name.localeCompare(b.name)).slice(0, most);
  return busiest.sort((a, b) => b.balance - a.balance || a.name.localeCompare(b.name)).map(({ name }) => name);
};

export interface MatrixLayout {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Whether cells hold their two lines. */
  readonly written: boolean;
}

const letter = 6.6;
const keyWidth = 76;
const clip = (text: string, width: number): string => {
  const room = Math.max(2, Math.floor(width / letter));
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
};

/** Rows and columns in pixels. Cells too narrow for words are square, and their columns are named upright. */
export const matrixLayout = (names: readonly string[], width: number): MatrixLayout => {
  const longest = Math.max(0, ...names.map(({ length }) => length)) * letter;
  const left = Math.min(longest + 16, 180, width * 0.3);
  const room = (width - left) / Math.max(1, names.length);
  const written = room >= 72;
  const cellWidth = written ? Math.min(room, 188) : Math.min(room, 28);
  return { left, top: written ? 40 : Math.min(longest + 12, 120), cellWidth, cellHeight: written ? 44 : cellWidth, written };
};

/** Who hands work to whom: rows give, columns take, colour is how long it waits in between. */
export const matrix = (svg: SVGSVGElement, cells: readonly MatrixCell[], { width, bounds, open }: MatrixOptions): void => {
  const names = namesOf(cells);
  const { left, top, cellWidth, cellHeight, written } = matrixLayout(names, width);
  const at = new Map(names.map((name, i) => [name, i]));
  const floor = top + names.length * cellHeight;
  const height = floor + (written ? 8 : 40);
  const all = select(svg).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  const right = left + names.length * cellWidth;

  all
    .append('text')
    .attr('x', left - 12)
    .attr('y', written ? 24 : top - 8)
    .attr('text-anchor', 'end')
    .style('fill', 'var(--ink-3)')
    .text('from ↓  to →');
  for (const [i, name] of names.entries()) {
    const y = top + i * cellHeight;
    all.append('line').attr('x1', 0).attr('x2', right).attr('y1', y).attr('y2', y).style('stroke', 'var(--line)');
    const row = all
      .append('text')
      .attr('x', left - 12)
      .attr('y', y + cellHeight / 2)
      .attr('dy', '0.35em')
      .attr('text-anchor', 'end')
      .style('fill', 'var(--ink)')
      .text(clip(name, left - 12));
    row.append('title').text(name);
    const x = left + i * cellWidth + cellWidth / 2;
    const column = all
      .append('text')
      .style('fill', 'var(--ink)')
      .text(clip(name, written ? cellWidth - 6 : top - 8));
    if (written) column.attr('x', x).attr('y', 24).attr('text-anchor', 'middle');
    else column.attr('transform', `translate(${x + 4} ${top - 8}) rotate(-90)`);
    column.append('title').text(name);
    all
      .append('rect')
      .attr('x', left + i * cellWidth + 2)
      .attr('y', y + 2)
      .attr('width', cellWidth - 4)
      .attr('height', cellHeight - 4)
      .attr('rx', 4)
      .style('fill', 'var(--sunk)');
  }

  const shown = cells.filter(({ from, to }) => at.has(from) && at.has(to) && from !== to);
  const cell = all
    .selectAll<SVGGElement, MatrixCell>('g.stop')
    .data([...shown].sort((a, b) => at.get(a.from)! - at.get(b.from)! || at.get(a.to)! - at.get(b.to)!))
    .join('g')
    .attr('class', 'stop')
    .attr('data-from', ({ from }) => from)
    .attr('data-to', ({ to }) => to)
    .attr('transform', ({ from, to }) => `translate(${left + at.get(to)! * cellWidth} ${top + at.get(from)! * cellHeight})`)
    .on('click', (_, it) => open(it));
  cell.append('title').text(({ label }) => label);
  const air = written ? 2 : 1;
  cell
    .append('rect')
    .attr('class', 'face')
    .attr('x', air)
    .attr('y', air)
    .attr('width', cellWidth - 2 * air)
    .attr('height', cellHeight - 2 * air)
    .attr('rx', written ? 4 : 2)
    .style('fill', ({ level }) => `var(--wait-${level})`);
  if (written)
    for (const i of [0, 1] as const)
      cell
        .append('text')
        .attr('x', cellWidth / 2)
        .attr('y', cellHeight / 2 + (i === 0 ? -3 : 12))
        .attr('text-anchor', 'middle')
        .style('fill', ({ level }) => `var(--on-wait-${level})`)
        .style('font-weight', i === 0 ? 600 : 400)
        .style('font-size', i === 0 ? '12px' : '11px')
        .text(({ lines }) => lines[i]);
  if (!written) {
    for (let level = 0; level <= 5; level += 1) {
      const x = left + level * keyWidth;
      all
        .append('rect')
        .attr('x', x)
        .attr('y', floor + 10)
        .attr('width', keyWidth - 2)
        .attr('height', 8)
        .attr('rx', 2)
        .style('fill', `var(--wait-${level})`);
      if (level > 0)
        all
          .append('text')
          .attr('x', x - 1)
          .attr('y', floor + 32)
          .attr('text-anchor', 'middle')
          .style('fill', 'var(--ink-3)')
          .text(bounds[level - 1] ?? '');
    }
  }
  stops(svg, 'g.stop');
};
