/** x and y are its centre. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An edge as drawn: its line, the tip of its arrow with the direction it points to (degrees, 0 to the right), and where its label starts. */
export interface Route {
  readonly path: string;
  readonly tip: { readonly x: number; readonly y: number; readonly angle: number };
  /** `free`: nothing is in its way. `side`: whether the text stands to the right of x, to its left, or on it. */
  readonly label: { readonly x: number; readonly y: number; readonly side: 'right' | 'left' | 'middle'; readonly free: boolean };
  readonly bounds: Box;
}

/** Of an activity's box, in pixels. */
export const nodeHeight = 30;
/** Of start and end, across. */
export const markerSize = 18;
/** Of an arrow head, along the line. */
export const tipLength = 7;
/** How far the loop of an activity that follows itself reaches, and the room it takes with its label. */
export const loop = { reach: 26, room: 66 };

export type Point = readonly [x: number, y: number];
/** A cubic Bézier curve. */
export type Cubic = readonly [Point, Point, Point, Point];

/** To a tenth of a pixel. */
export const round = (it: number): number => Math.round(it * 10) / 10;
/** As the `d` of an SVG path. */
export const text = (curves: readonly Cubic[]): string =>
  `M${round(curves[0]![0][0])},${round(curves[0]![0][1])}` +
  curves.map(([, a, b, c]) => `C${[...a, ...b, ...c].map(round).join(',')}`).join('');
/** The point at t, 0–1. */
export const on = ([a, b, c, d]: Cubic, t: number): Point => {
  const s = 1 - t;
  const of = (i: 0 | 1) => s * s * s * a[i] + 3 * s * s * t * b[i] + 3 * s * t * t * c[i] + t * t * t * d[i];
  return [of(0), of(1)];
};
/** Leaves and arrives vertically; `lane` lowers its level part, so that neighbours do not run into each other. */
export const fall = (a: Point, b: Point, lane = 0): Cubic => {
  const middle = (a[1] + b[1]) / 2 + lane;
  return [a, [a[0], middle], [b[0], middle], b];
};
/** A straight line, as a curve. */
export const line = (a: Point, b: Point): Cubic => [
  a,
  [a[0] + (b[0] - a[0]) / 3, a[1] + (b[1] - a[1]) / 3],
  [b[0] - (b[0] - a[0]) / 3, b[1] - (b[1] - a[1]) / 3],
  b,
];

/** The curves of a path and the tip of its arrow. */
export interface Drawn {
  readonly curves: readonly Cubic[];
  readonly tip: Route['tip'];
}

/** Where an arrow points, in degrees. */
export const angles = { down: 90, up: -90, left: 180, right: 0 } as const;

/** From an activity to itself, on its right. */
export const selfLoop = ({ x, y, width }: Box): Drawn => {
  const side = x + width / 2;
  const end: Point = [side + tipLength - 1, y + 6];
  return {
    curves: [[[side, y - 6], [side + loop.reach, y - 16], [side + loop.reach, y + 10], end]],
    tip: { x: side, y: y + 6, angle: angles.left },
  };
};

/** In an arc beside the nodes: over the row within a row, else on the right forwards and on the left backwards, or straight across. */
export const aside = (a: Box, b: Box): Drawn => {
  const down = b.y > a.y;
  if (Math.abs(a.y - b.y) < 1) {
    const sign = b.x > a.x ? 1 : -1;
    const dip = sign * (18 + Math.min(26, 0.04 * Math.abs(a.x - b.x)));
    const from: Point = [a.x + sign * a.width * 0.2, a.y + (sign * a.height) / 2];
    const tip: Point = [b.x - sign * b.width * 0.2, b.y + (sign * b.height) / 2];
    const end: Point = [tip[0], tip[1] + sign * (tipLength - 1)];
    return {
      curves: [[from, [from[0], from[1] + dip], [end[0], end[1] + dip], end]],
      tip: { x: tip[0], y: tip[1], angle: sign > 0 ? angles.up : angles.down },
    };
  }
  if (Math.abs(a.x - b.x) < (a.width + b.width) / 2) {
    const side = down ? 1 : -1;
    const bulge = 36 + Math.min(280, 0.3 * Math.abs(a.y - b.y));
    const out = side > 0 ? Math.max(a.x + a.width / 2, b.x + b.width / 2) + bulge : Math.min(a.x - a.width / 2, b.x - b.width / 2) - bulge;
    const from: Point = [a.x + (side * a.width) / 2, a.y];
    const tip: Point = [b.x + (side * b.width) / 2, b.y];
    const end: Point = [tip[0] + side * (tipLength - 1), tip[1]];
    return {
      curves: [[from, [out, from[1]], [out, end[1]], end]],
      tip: { x: tip[0], y: tip[1], angle: side > 0 ? angles.left : angles.right },
    };
  }
  const sign = down ? 1 : -1;
  const lean = Math.sign(b.x - a.x) * 0.25;
  const from: Point = [a.x + lean * a.width, a.y + (sign * a.height) / 2];
  const tip: Point = [b.x - lean * b.width, b.y - (sign * b.height) / 2];
  return {
    curves: [fall(from, [tip[0], tip[1] - sign * (tipLength - 1)])],
    tip: { x: tip[0], y: tip[1], angle: down ? angles.down : angles.up },
  };
};

/** The box around curves, with some margin in all. */
export const boundsOf = (curves: readonly Cubic[], margin: number): Box => {
  const points = curves.flatMap((curve) => [0, 0.25, 0.5, 0.75, 1].map((t) => on(curve, t)));
  const [xs, ys] = [points.map((it) => it[0]), points.map((it) => it[1])];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left + margin, height: bottom - top + margin };
};
