interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The nearest of `boxes` in a direction from the one at `from`, or -1: straight ahead before aside. */
export const nearest = (boxes: readonly Box[], from: number, direction: 'left' | 'right' | 'up' | 'down'): number => {
  const middle = ({ left, right, top, bottom }: Box) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });
  const here = middle(boxes[from]!);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, box] of boxes.entries()) {
    const { x, y } = middle(box);
    const [ahead, aside] = {
      left: [here.x - x, y - here.y],
      right: [x - here.x, y - here.y],
      up: [here.y - y, x - here.x],
      down: [y - here.y, x - here.x],
    }[direction] as [number, number];
    const distance = ahead + 4 * Math.abs(aside);
    if (i !== from && ahead > 0.5 && distance < least) {
      best = i;
      least = distance;
    }
  }
  return best;
};

const directions = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' } as const;

/**
 * Makes the marks of a drawing reachable by keyboard: one tab stop for all of them, arrows go to the nearest in that direction, Enter and
 * Space click. Every mark needs a name (`title` inside it).
 */
export const stops = (svg: SVGSVGElement, selector: string): void => {
  const marks = [...svg.querySelectorAll<SVGGraphicsElement>(selector)];
  svg.setAttribute('role', marks.length === 0 ? 'img' : 'group');
  for (const [i, mark] of marks.entries()) {
    mark.setAttribute('role', 'button');
    mark.setAttribute('tabindex', i === 0 ? '0' : '-1');
    mark.addEventListener('focus', () => {
      for (const other of marks) other.setAttribute('tabindex', other === mark ? '0' : '-1');
    });
    mark.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        mark.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      }
      const direction = directions[event.key as keyof typeof directions];
      if (direction === undefined) return;
      event.preventDefault();
      const to = nearest(
        marks.map((it) => it.getBoundingClientRect()),
        i,
        direction,
      );
      if (to >= 0) marks[to]!.focus();
    });
  }
};
