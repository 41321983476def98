import { type LayoutInput, layoutMap } from './layout.ts';

// Off the main thread: a log with hundreds of activities takes a moment.
addEventListener('message', ({ data }: MessageEvent<LayoutInput>) => postMessage(layoutMap(data)));
