import { area, curveMonotoneX, line, median, scaleBand, scaleLinear, select } from 'd3';
import { count, month as monthName, share } from '../format.ts';
import { stops } from './stops.ts';
import { wilson } from './wilson.ts';

export interface RateMonth {
  /** YYYY-MM. */
  readonly month: string;
  readonly cases: number;
  readonly exceptions: number;
}

/** Something that began in a month. */
export interface RateMarker {
  readonly month: string;
  readonly text: string;
}

export interface RateOptions {
  readonly width: number;
  readonly markers?: readonly RateMarker[];
  /** What these cases do, for the names of the months: “leave the document”. */
  readonly deed: string;
  readonly open?: (month: RateMonth) => void;
}

const left = 40;
const right = 52;
const shareHeight = 128;
const barsHeight = 52;
const between = 26;
const markerHeight = 18;
const widestMonth = 72;
/** About the width of a letter at 11 pixels. */
const letter = 6;

/** Whether a month has so few cases, beside the others, that its share says little. */
export const scarce = (months: readonly { readonly cases: number }[]): ((month: { readonly cases: number }) => boolean) => {
  const typical = median(months.filter(({ cases }) => cases > 0).map(({ cases }) => cases)) ?? 0;
  return ({ cases }) => cases < 0.2 * typical;
};

const short = (month: string): string => monthName(month).slice(0, 3);

/** The share of exceptions month by month with its 95 % interval, what began when, and under it the cases that the shares are of. */
export const rate = (svg: SVGSVGElement, months: readonly RateMonth[], { width, markers = [], deed, open }: RateOptions): void => {
  const all = select(svg);
  const inside = new Map(months.map((it) => [it.month, it]));
  const shown = markers.filter(({ month }) => inside.has(month));
  const top = 8 + shown.length * markerHeight;
  const floor = top + shareHeight;
  const ground = floor + between + barsHeight;
  all.attr('height', ground + 22).attr('viewBox', `0 0 ${width} ${ground + 22}`);

  const x = scaleBand(
    months.map(({ month }) => month),
    [left, Math.min(width - right, left + months.length * widestMonth)],
  ).paddingInner(0.25);
  const middle = (month: string): number => x(month)! + x.bandwidth() / 2;
  const points = months
    .filter(({ cases }) => cases > 0)
    .map((it) => ({ ...it, value: it.exceptions / it.cases, interval: wilson(it.exceptions, it.cases) }));
  // A month with a handful of cases says little: it is a hollow point off the line, and does not set the scale.
  const few = scarce(months);
  const enough = points.filter((it) => !few(it));
  const most = Math.max(0.02, ...(enough.length > 0 ? enough : points).map(({ interval }) => interval[1]));
  const y = scaleLinear([0, Math.min(1, most)], [floor, top])
    .nice(4)
    .clamp(true);
  const h = scaleLinear([0, Math.max(1, ...months.map(({ cases }) => cases))], [0, barsHeight]);

  for (const tick of y.ticks(4)) {
    all
      .append('line')
      .attr('x1', left)
      .attr('x2', width - right)
      .attr('y1', y(tick))
      .attr('y2', y(tick))
      .style('stroke', 'var(--line)');
    all
      .append('text')
      .attr('x', left - 8)
      .attr('y', y(tick))
      .attr('dy', '0.32em')
      .attr('text-anchor', 'end')
      .style('fill', 'var(--ink-3)')
      .text(share(tick).replace('.0', ''));
  }
  all
    .append('path')
    .attr(
      'd',
      area<(typeof points)[number]>(
        (it) => middle(it.month),
        (it) => y(it.interval[0]),
        (it) => y(it.interval[1]),
      ).curve(curveMonotoneX)(enough),
    )
    .style('fill', 'var(--desire-soft)');

  for (const [i, marker] of shown.entries()) {
    const at = x(marker.month)! - (x.step() - x.bandwidth()) / 2;
    const late = at + 6 + marker.text.length * letter > width && at > width / 2;
    const room = Math.floor((late ? at - 6 : width - at - 6) / letter);
    const height = 8 + i * markerHeight;
    all
      .append('line')
      .attr('x1', at)
      .attr('x2', at)
      .attr('y1', height - 4)
      .attr('y2', floor)
      .style('stroke', 'var(--ink-faint)')
      .style('stroke-dasharray', '2 3');
    all
      .append('text')
      .attr('x', at + (late ? -6 : 6))
      .attr('y', height)
      .attr('dy', '0.32em')
      .attr('text-anchor', late ? 'end' : 'start')
      .style('fill', 'var(--ink-2)')
      .text(marker.text.length > room ? `${marker.text.slice(0, Math.max(1, room - 1))}…` : marker.text);
  }

  all
    .append('path')
    .attr(
      'd',
      line<(typeof points)[number]>(
        (it) => middle(it.month),
        (it) => y(it.value),
      ).curve(curveMonotoneX)(enough),
    )
    .style('fill', 'none')
    .style('stroke', 'var(--desire)')
    .style('stroke-width', 2);
  all
    .selectAll('circle')
    .data(points)
    .join('circle')
    .attr('cx', (it) => middle(it.month))
    .attr('cy', (it) => y(it.value))
    .attr('r', months.length > 40 ? 1.5 : 2.5)
    .style('fill', (it) => (few(it) ? 'var(--surface)' : 'var(--desire)'))
    .style('stroke', 'var(--desire)');
  const last = enough.at(-1);
  if (last) {
    all
      .append('text')
      .attr('x', middle(last.month) + 10)
      .attr('y', y(last.value))
      .attr('dy', '0.32em')
      .style('fill', 'var(--desire-ink)')
      .style('font-weight', 600)
      .text(share(last.value));
  }

  all
    .append('text')
    .attr('x', left - 8)
    .attr('y', ground - barsHeight)
    .attr('dy', '0.5em')
    .attr('text-anchor', 'end')
    .style('fill', 'var(--ink-3)')
    .text(count(h.domain()[1]!));
  const bar = (of: (it: RateMonth) => number, colour: string): void => {
    all
      .append('g')
      .selectAll('rect')
      .data(months)
      .join('rect')
      .attr('x', ({ month }) => x(month)!)
      .attr('width', x.bandwidth())
      .attr('y', (it) => ground - h(of(it)))
      .attr('height', (it) => h(of(it)))
      .style('fill', colour);
  };
  bar(({ cases }) => cases, 'var(--line-2)');
  bar(({ exceptions }) => exceptions, 'var(--desire)');
  all
    .append('text')
    .attr('x', width - right + 8)
    .attr('y', ground - barsHeight + 8)
    .style('fill', 'var(--ink-3)')
    .text('cases');

  const every = Math.max(1, Math.ceil(34 / x.step()));
  for (const [i, { month }] of months.entries()) {
    const january = month.endsWith('-01');
    if (i % every !== 0 && !(january && every <= 3)) continue;
    all
      .append('text')
      .attr('x', middle(month))
      .attr('y', ground + 15)
      .attr('text-anchor', 'middle')
      .style('fill', january || i === 0 ? 'var(--ink)' : 'var(--ink-3)')
      .style('font-weight', january || i === 0 ? 600 : 400)
      .text(january || i === 0 ? month.slice(0, 4) : short(month));
  }

  if (open === undefined) return;
  all
    .selectAll('rect.stop')
    .data(months)
    .join('rect')
    .attr('class', 'stop ground')
    .attr('x', ({ month }) => x(month)! - (x.step() - x.bandwidth()) / 2)
    .attr('width', x.step())
    .attr('y', top - 4)
    .attr('height', ground - top + 4)
    .on('click', (_, it) => open(it))
    .append('title')
    .text(describe(deed));
  stops(svg, 'rect.stop');
};

const describe =
  (deed: string) =>
  ({ month, cases, exceptions }: RateMonth): string =>
    cases === 0
      ? `${monthName(month)}: no case ended`
      : `${monthName(month)}: ${count(exceptions)} of ${count(cases)} cases (${share(exceptions / cases)}) ${deed}`;
