import { area, axisLeft, curveMonotoneX, line, max, quantile, scaleBand, scaleLinear, select } from 'd3';
import { compact, count, date, duration, month } from '../format.ts';
import { stops } from './stops.ts';

/** One row of the question `throughput`. */
export interface Period {
  /** ISO 8601: when it begins. */
  readonly period: string;
  readonly started: number;
  readonly completed: number;
  readonly open: number;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

export interface ThroughputOptions {
  readonly width: number;
  readonly by: 'day' | 'week' | 'month';
  readonly open?: (period: Period, next: Period | undefined) => void;
}

const left = 44;
const right = 64;
const [timeHeight, gap, barsHeight, foot] = [104, 18, 56, 22];

/** Ticks of a time axis at round durations: at most four. */
export const durationTicks = (mostMs: number): readonly number[] => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  const steps = [
    minute,
    5 * minute,
    15 * minute,
    hour,
    3 * hour,
    6 * hour,
    12 * hour,
    day,
    2 * day,
    5 * day,
    10 * day,
    20 * day,
    50 * day,
    100 * day,
    365 * day,
    1000 * day,
  ];
  const step = steps.find((it) => mostMs / it <= 4) ?? 365 * day * Math.ceil(mostMs / (4 * 365 * day));
  return Array.from({ length: Math.floor(mostMs / step) + 1 }, (_, i) => i * step);
};

/** What a period is called: `Mar 2025`, `3 Mar 2025`. */
export const periodName = (it: Period, by: ThroughputOptions['by']): string => (by === 'month' ? month(it.period) : date(it.period));

/** Above, how long the cases took that were completed in each period (median, and up to the 90 % point); below, how many they were. */
export const throughput = (svg: SVGSVGElement, periods: readonly Period[], options: ThroughputOptions): void => {
  const { width, by, open } = options;
  svg.replaceChildren();
  const height = timeHeight + gap + barsHeight + foot;
  const root = select(svg).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  const x = scaleBand<number>([...periods.keys()], [left, width - right]).paddingInner(periods.length > 60 ? 0.1 : 0.25);
  const centre = (i: number) => x(i)! + x.bandwidth() / 2;
  // Where hardly any case is completed (the ends of the log, mostly) a median says little: no line, no say in the scale, a pale bar.
  const usual = quantile(
    periods.map(({ completed }) => completed).filter((it) => it > 0),
    0.5,
  );
  const few = ({ completed }: Period): boolean => completed < 0.15 * (usual ?? 0);
  const known = [...periods.keys()].filter((i) => periods[i]!.medianMs !== null && !few(periods[i]!));

  const longest = max(known, (i) => periods[i]!.p90Ms ?? periods[i]!.medianMs!) ?? 0;
  const time = scaleLinear([0, Math.max(1, longest)], [timeHeight, 6]);
  const ticks = root.append('g').attr('class', 'axis').selectAll('g').data(durationTicks(longest)).join('g');
  ticks
    .append('line')
    .attr('x1', left)
    .attr('x2', width - right)
    .attr('y1', time)
    .attr('y2', time);
  ticks
    .append('text')
    .attr('x', left - 8)
    .attr('y', (it) => time(it) + 4)
    .attr('text-anchor', 'end')
    .text((it) => (it === 0 ? '0' : duration(it)));
  const inPeriod = area<number>()
    .x(centre)
    .y0((i) => time(periods[i]!.medianMs!))
    .y1((i) => time(periods[i]!.p90Ms!))
    .curve(curveMonotoneX);
  root.append('path').attr('class', 'throughput-band').attr('d', inPeriod(known));
  const median = line<number>()
    .x(centre)
    .y((i) => time(periods[i]!.medianMs!))
    .curve(curveMonotoneX);
  root.append('path').attr('class', 'throughput-median').attr('d', median(known));
  const last = known.at(-1);
  if (last !== undefined) {
    const [at, top] = [time(periods[last]!.medianMs!), time(periods[last]!.p90Ms!)];
    const end = width - right + 8;
    root.append('circle').attr('class', 'throughput-dot').attr('r', 2.5).attr('cx', centre(last)).attr('cy', at);
    root
      .append('text')
      .attr('class', 'strong')
      .attr('x', end)
      .attr('y', at + 4)
      .text('median');
    root
      .append('text')
      .attr('x', end)
      .attr('y', Math.min(top + 4, at - 10))
      .text('p90');
  }

  const base = timeHeight + gap + barsHeight;
  const cases = scaleLinear([0, Math.max(1, max(periods, ({ completed }) => completed) ?? 0)], [base, base - barsHeight]);
  root
    .append('g')
    .attr('class', 'axis')
    .attr('transform', `translate(${left},0)`)
    .call(
      axisLeft(cases)
        .ticks(2)
        .tickSize(-(width - left - right))
        .tickFormat((it) => compact(Number(it))),
    )
    .call((axis) => axis.select('.domain').remove());
  root
    .append('g')
    .selectAll('rect')
    .data(periods)
    .join('rect')
    .attr('class', (it) => (few(it) ? 'throughput-bar few' : 'throughput-bar'))
    .attr('x', (_, i) => x(i)!)
    .attr('width', Math.max(1, x.bandwidth()))
    .attr('y', ({ completed }) => cases(completed))
    .attr('height', ({ completed }) => base - cases(completed));
  root
    .append('text')
    .attr('x', width - right + 8)
    .attr('y', base - barsHeight / 2 + 4)
    .text('completed');

  const every = Math.ceil(periods.length / Math.max(1, Math.floor((width - left - right) / 72)));
  root
    .append('g')
    .selectAll('text')
    .data(periods)
    .join('text')
    .filter((_, i) => i % every === 0)
    .attr('x', (_, i) => centre(i * every))
    .attr('y', height - 6)
    .attr('text-anchor', 'middle')
    .text((it) => periodName(it, by));

  // A column over both pictures, for pointer and keyboard.
  const column = root
    .append('g')
    .selectAll('rect')
    .data(periods)
    .join('rect')
    .attr('class', open ? 'stop ground' : 'ground')
    .attr('fill', 'transparent')
    .attr('x', (_, i) => x(i)! - (x.step() - x.bandwidth()) / 2)
    .attr('width', x.step())
    .attr('y', 0)
    .attr('height', base);
  column
    .append('title')
    .text(
      (it) =>
        `${periodName(it, by)}: ${count(it.completed)} completed, ${count(it.started)} started, ${count(it.open)} open at its end${it.medianMs === null ? '' : `; median ${duration(it.medianMs)}, p90 ${duration(it.p90Ms)}`}`,
    );
  if (open) {
    column.on('click', (_, it) => open(it, periods[periods.indexOf(it) + 1]));
    stops(svg, '.stop');
  }
};
