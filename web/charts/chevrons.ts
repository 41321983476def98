import { select } from 'd3';
import type { Step } from './sequence.ts';

export interface ChevronOptions {
  /** All steps with their names, or only those that differ: then what is the same is a narrow mark. */
  readonly named: 'all' | 'different';
  readonly nameOf: (activity: number) => string;
  /** Of a text at 11 px. */
  readonly widthOf: (text: string) => number;
  /** In pixels: steps beyond it are left out. */
  readonly width: number;
  /** Do steps that differ stand out? Not in the sequence that the others are held against. */
  readonly plain?: boolean;
}

const height = 22;
const point = 5;
const gap = 2;
/** The room for a name, from generous to the least at which it can be guessed. */
const longest = [132, 108, 88];
const narrow = 11;

const fitted = (text: string, room: number, widthOf: ChevronOptions['widthOf']): string => {
  if (widthOf(text) <= room) return text;
  let length = text.length - 1;
  while (length > 1 && widthOf(`${text.slice(0, length)}…`) > room) length--;
  return `${text.slice(0, length).trimEnd()}…`;
};

/**
 * A sequence as a row of chevrons, 22 px high. A step that is added to the usual sequence is filled, one that is missing from it hollow and
 * dashed, what is the same neutral.
 */
export const chevrons = (svg: SVGSVGElement, steps: readonly Step[], options: ChevronOptions): void => {
  const { named, nameOf, widthOf, plain } = options;
  svg.replaceChildren();
  const isNamed = (step: Step): boolean => named === 'all' || step.kind !== 'same' || plain === true;
  const widthWith = (step: Step, most: number): number =>
    isNamed(step) ? Math.ceil(Math.min(most, widthOf(nameOf(step.activity)))) + 18 : narrow;
  const whole = (most: number): number => steps.reduce((sum, step) => sum + widthWith(step, most) + gap - point + 2, point);
  // Names are cut shorter before steps are left out.
  const most = longest.find((it) => whole(it) <= options.width) ?? longest.at(-1)!;
  let x = 0.5;
  let drawn = 0;
  const all = select(svg);
  for (const step of steps) {
    const name = nameOf(step.activity);
    const text = isNamed(step) ? fitted(name, most, widthOf) : '';
    const width = widthWith(step, most);
    const rest = steps.length - drawn - 1;
    // The last place is kept for saying how many more there are.
    if (x + width + (rest > 0 ? 52 : 0) > options.width) break;
    const group = all
      .append('g')
      .attr('class', `chevron ${plain ? 'same' : step.kind}`)
      .attr('transform', `translate(${x},0.5)`);
    group.append('title').text(step.kind === 'same' || plain ? name : `${name}: ${step.kind === 'added' ? 'added' : 'left out'}`);
    const bottom = height - 1;
    group.append('path').attr('d', `M0,0H${width - point}L${width},${bottom / 2}L${width - point},${bottom}H0L${point},${bottom / 2}Z`);
    if (text !== '')
      group
        .append('text')
        .attr('x', (width + point) / 2)
        .attr('y', bottom / 2 + 4)
        .attr('text-anchor', 'middle')
        .text(text);
    x += width + gap - point + 2;
    drawn++;
  }
  if (drawn < steps.length)
    all
      .append('text')
      .attr('class', 'chevron-more')
      .attr('x', x + point + 2)
      .attr('y', height / 2 + 4)
      .text(`+${steps.length - drawn}`);
};
