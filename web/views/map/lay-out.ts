import type { Graph } from '../../charts/map/graph.ts';
import type { LayoutInput, MapLayout } from '../../charts/map/layout.ts';

const nameFont = '500 13px "Inter Variable"';
const longestName = 216;
/** Between name and figure, the figure itself, and the edges of the box. */
const besides = 88;

/** Names as they fit, and how wide their boxes are. */
const fitted = async (graph: Graph): Promise<{ readonly names: readonly string[]; readonly widths: readonly number[] }> => {
  await document.fonts.load(nameFont);
  const context = document.createElement('canvas').getContext('2d')!;
  context.font = nameFont;
  const width = (text: string) => context.measureText(text).width;
  const names = graph.activities.map(({ activity }) => {
    if (width(activity) <= longestName) return activity;
    let length = activity.length - 1;
    while (length > 1 && width(`${activity.slice(0, length).trimEnd()}…`) > longestName) length--;
    return `${activity.slice(0, length).trimEnd()}…`;
  });
  return { names, widths: names.map((name) => Math.ceil(width(name)) + besides) };
};

/** Lays a graph out in a worker. Aborting ends the worker. */
export const layOut = async (
  graph: Graph,
  signal: AbortSignal,
): Promise<{ readonly layout: MapLayout; readonly names: readonly string[] }> => {
  const { names, widths } = await fitted(graph);
  const weight = Float64Array.from(graph.paths, ({ cases }) => cases);
  const input: LayoutInput = { widths, level: graph.level, edges: { from: graph.from, to: graph.to, weight } };
  const worker = new Worker(new URL('../../charts/map/layout.worker.ts', import.meta.url), { type: 'module' });
  try {
    const layout = await new Promise<MapLayout>((done, failed) => {
      worker.addEventListener('message', ({ data }: MessageEvent<MapLayout>) => done(data));
      worker.addEventListener('error', ({ message }) =>
        failed(new Error(`The map could not be laid out: ${message || 'its worker did not load.'}`)),
      );
      signal.addEventListener('abort', () => failed(new DOMException('cancelled', 'AbortError')));
      worker.postMessage(input);
    });
    return { layout, names };
  } finally {
    worker.terminate();
  }
};
