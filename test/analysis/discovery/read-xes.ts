import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { fromTraces, type VariantLog } from '../../../analysis/variants.ts';

/** The variants of a XES file, most frequent first; within a case events are in time order, ties in file order. Small and slow: for tests that must not depend on the importer. */
export const readXes = (path: string): VariantLog => {
  const bytes = readFileSync(path);
  const content = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const variants = new Map<string, { activities: string[]; cases: number }>();
  let trace: { activity: string; time: number }[] | null = null;
  let event: { activity: string; time: number } | null = null;
  let depth = 0;
  let eventDepth = 0;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    depth++;
    if (name === 'trace') trace = [];
    else if (name === 'event' && trace) {
      event = { activity: '', time: 0 };
      eventDepth = depth;
    } else if (event && depth === eventDepth + 1) {
      if (attributes.key === 'concept:name') event.activity = attributes.value;
      if (attributes.key === 'time:timestamp') event.time = Date.parse(attributes.value);
    }
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    if (name === 'event' && event) {
      trace?.push(event);
      event = null;
    } else if (name === 'trace' && trace) {
      const activities = trace.sort((a, b) => a.time - b.time).map(({ activity }) => activity);
      const key = JSON.stringify(activities);
      const known = variants.get(key);
      if (known) known.cases++;
      else variants.set(key, { activities, cases: 1 });
      trace = null;
    }
  });
  const STEP = 1 << 24;
  for (let at = 0; at < content.length; at += STEP) parser.write(content.subarray(at, at + STEP).toString('latin1'));
  parser.close();
  return fromTraces([...variants.values()].sort((a, b) => b.cases - a.cases));
};
