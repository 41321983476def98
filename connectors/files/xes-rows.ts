import { closeSync, openSync, writeSync } from 'node:fs';
import { Cells, copy, grown, Slots } from './xes-cells.ts';
import { kinds, type Range, type XesSink } from './xes-scan.ts';

/** What a pass over an XES file found. */
export interface XesFound {
  readonly traceColumns: readonly string[];
  readonly eventColumns: readonly string[];
  readonly events: number;
  readonly traces: number;
  readonly emptyTraces: number;
  readonly unnamedTraces: number;
  readonly repeatedNames: number;
  readonly looseEvents: number;
  readonly repeatedKeys: number;
  /** Attributes of traces and events that lack the key which names them. */
  readonly keyless: number;
  /** Attributes that the file declares for every event, and how many events lack them. */
  readonly lacking: readonly { readonly column: string; readonly count: number }[];
  readonly longestRow: number;
  /** Some value holds a line break. */
  readonly lineBreaks: boolean;
  readonly starts: boolean;
  readonly completes: boolean;
  /** Columns turned up after rows had been written without them: the pass must be repeated with these columns. */
  readonly incomplete: boolean;
}

const bytesOf = (text: string): Range => {
  const bytes = Buffer.from(text);
  return { bytes, start: 0, end: bytes.length };
};

const conceptName = bytesOf('concept:name');
const transition = 'lifecycle:transition';
const [comma, newline, carriage, quote, colon] = [44, 10, 13, 34, 58];

/** Values held back before rows are first written, so that nearly every file shows all its columns in time; and later. */
const firstBatchBytes = 32 * 1024 * 1024;
const batchBytes = 4 * 1024 * 1024;

/**
 * Writes one line of CSV per event: its trace's attributes, then its own. All rows have as many fields as there are columns.
 * A column that turns up only after rows without it were written makes `found().incomplete`: a second pass, given the columns
 * as `known`, then writes every row whole.
 *
 * Rules: an attribute nested in another is the column `parent:child`; the values of a list that share a key are joined by "; ";
 * where an event or trace repeats a key, the last value counts. A trace without a name is called `trace N`; one whose name was
 * used before stays a case of its own, `name (2)`.
 */
export const xesRows = (path: string, known: { readonly trace: readonly string[]; readonly event: readonly string[] }) => {
  const file = openSync(path, 'w');
  const slots = { trace: new Slots(), event: new Slots() };
  slots.trace.find(conceptName);
  for (const name of known.trace) slots.trace.find(bytesOf(name));
  for (const name of known.event) slots.event.find(bytesOf(name));
  const cells = { trace: new Cells(), event: new Cells() };

  // The batch: its traces with their first cell and first event, its events with their first cell and byte.
  let traceCell = new Int32Array(256);
  let traceEvent = new Int32Array(256);
  let eventCell = new Int32Array(1024);
  let eventByte = new Int32Array(1024);
  let batchTraces = 0;
  let batchEvents = 0;

  const names = new Set<string>();
  const declared = new Set<string>();
  let present = new Float64Array(64);
  let out = Buffer.allocUnsafeSlow(1 << 20);
  let used = 0;
  let writtenWidth = -1;
  let incomplete = false;
  let [events, traces, emptyTraces, unnamedTraces, repeatedNames, looseEvents, repeatedKeys, keyless, longestRow] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0,
  ];
  let transitionSlot = -1;
  let [starts, completes, lineBreaks] = [false, false, false];

  let level: 'none' | 'trace' | 'event' | 'global' = 'none';
  let scope = '';
  let inEvent = false;
  let pathBytes = Buffer.allocUnsafeSlow(1 << 12);
  const pathEnds: number[] = [];
  const nested: Range = { bytes: pathBytes, start: 0, end: 0 };

  const room = (length: number): void => {
    if (used + length <= out.length) return;
    writeAll(file, out, used);
    used = 0;
    if (length > out.length) out = Buffer.allocUnsafeSlow(length * 2);
  };

  const put = (from: Cells, cell: number, to: Buffer, at: number): number => {
    const start = from.start[cell];
    const end = from.end[cell];
    if (from.plain[cell] === 1) return copy(from.bytes, start, end, to, at);
    let output = at;
    to[output++] = quote;
    for (let i = start; i < end; i++) {
      const c = from.bytes[i];
      if (c === quote) to[output++] = quote;
      else if (c === newline || c === carriage) lineBreaks = true;
      // CR among lines that end in LF would mislead readers about how lines end.
      to[output++] = c === carriage ? newline : c;
    }
    to[output++] = quote;
    return output;
  };

  /** The cell of every slot, −1 where there is none; the last of several. */
  const arrange = (from: Cells, first: number, end: number, cellOf: Int32Array): void => {
    cellOf.fill(-1);
    for (let cell = first; cell < end; cell++) {
      if (cellOf[from.slot[cell]] >= 0) repeatedKeys++;
      cellOf[from.slot[cell]] = cell;
    }
  };

  const writeBatch = (): void => {
    const traceWidth = slots.trace.names.length;
    const eventWidth = slots.event.names.length;
    if (writtenWidth >= 0 && writtenWidth !== traceWidth + eventWidth) incomplete = true;
    writtenWidth = traceWidth + eventWidth;
    if (present.length < eventWidth) {
      const larger = new Float64Array(eventWidth * 2);
      larger.set(present);
      present = larger;
    }
    const traceAt = new Int32Array(traceWidth);
    const eventAt = new Int32Array(eventWidth);
    let prefix = Buffer.allocUnsafeSlow(1 << 12);
    for (let t = 0; t < batchTraces; t++) {
      const firstCell = traceCell[t];
      const lastCell = t + 1 < batchTraces ? traceCell[t + 1] : cells.trace.count;
      const lastEvent = t + 1 < batchTraces ? traceEvent[t + 1] : batchEvents;
      arrange(cells.trace, firstCell, lastCell, traceAt);
      const name = nameOf(traceAt[0]);
      const special = /[",\n\r]/.test(name);
      if (special && /[\n\r]/.test(name)) lineBreaks = true;
      let longest = name.length * 4 + traceWidth + 2;
      for (let slot = 1; slot < traceWidth; slot++)
        if (traceAt[slot] >= 0) longest += (cells.trace.end[traceAt[slot]] - cells.trace.start[traceAt[slot]]) * 2 + 2;
      if (prefix.length < longest) prefix = Buffer.allocUnsafeSlow(longest * 2);
      let prefixEnd = prefix.write(special ? `"${name.replaceAll('"', '""').replaceAll('\r', '\n')}"` : name);
      for (let slot = 1; slot < traceWidth; slot++) {
        prefix[prefixEnd++] = comma;
        if (traceAt[slot] >= 0) prefixEnd = put(cells.trace, traceAt[slot], prefix, prefixEnd);
      }
      for (let e = traceEvent[t]; e < lastEvent; e++) {
        const first = eventCell[e];
        const last = e + 1 < batchEvents ? eventCell[e + 1] : cells.event.count;
        arrange(cells.event, first, last, eventAt);
        const valueBytes = (e + 1 < batchEvents ? eventByte[e + 1] : cells.event.used) - eventByte[e];
        // At worst every byte is a quote, doubled, and every value is quoted.
        room(prefixEnd + valueBytes * 2 + eventWidth * 3 + 2);
        const rowStart = used;
        let at = copy(prefix, 0, prefixEnd, out, used);
        for (let slot = 0; slot < eventWidth; slot++) {
          out[at++] = comma;
          if (eventAt[slot] >= 0) {
            present[slot]++;
            at = put(cells.event, eventAt[slot], out, at);
          }
        }
        out[at++] = newline;
        used = at;
        if (used - rowStart > longestRow) longestRow = used - rowStart;
      }
    }
    cells.trace.clear();
    cells.event.clear();
    batchTraces = batchEvents = 0;
  };

  const nameOf = (cell: number): string => {
    const given = cell < 0 ? '' : cells.trace.bytes.toString('utf8', cells.trace.start[cell], cells.trace.end[cell]);
    traces++;
    if (given === '') unnamedTraces++;
    else if (names.has(given)) repeatedNames++;
    const wanted = given === '' ? `trace ${traces}` : given;
    let name = wanted;
    for (let n = 2; names.has(name); n++) name = `${wanted} (${n})`;
    names.add(name);
    return name;
  };

  const noteTransition = ({ bytes, start, end }: Range): void => {
    const length = end - start;
    if (length === 5 && !starts) starts = bytes.toString('latin1', start, end).toLowerCase() === 'start';
    else if (length === 8 && !completes) completes = bytes.toString('latin1', start, end).toLowerCase() === 'complete';
  };

  const sink: XesSink = {
    open: (kind, depth) => {
      if (kind === kinds.trace && depth === 1) {
        level = 'trace';
        if (batchTraces === traceCell.length) {
          traceCell = grown(traceCell);
          traceEvent = grown(traceEvent);
        }
        traceCell[batchTraces] = cells.trace.count;
        traceEvent[batchTraces++] = batchEvents;
      } else if (kind === kinds.event && depth === 2 && level === 'trace') {
        level = 'event';
        inEvent = true;
        if (batchEvents === eventCell.length) {
          eventCell = grown(eventCell);
          eventByte = grown(eventByte);
        }
        eventByte[batchEvents] = cells.event.used;
        eventCell[batchEvents++] = cells.event.count;
        events++;
      } else if (kind === kinds.event && depth === 1) looseEvents++;
      else if (kind === kinds.global && depth === 1) level = 'global';
      pathEnds[depth] = depth > 0 ? pathEnds[depth - 1] : 0;
    },
    close: (kind, depth) => {
      if (depth > 2) return;
      if (kind === kinds.event && depth === 2 && level === 'event') {
        level = 'trace';
        inEvent = false;
      } else if (depth === 1) {
        if (kind === kinds.trace && level === 'trace') {
          level = 'none';
          if (traceEvent[batchTraces - 1] === batchEvents) emptyTraces++;
          if (cells.trace.used + cells.event.used + batchTraces * 16 > (writtenWidth < 0 ? firstBatchBytes : batchBytes)) writeBatch();
        } else if (kind === kinds.global) level = 'none';
      }
    },
    attribute: (depth, key, value, isPlain, whole) => {
      if (level === 'none') return;
      if (level === 'global') {
        if (depth === 2 && key.start >= 0 && scope === 'event') declared.add(key.bytes.toString('utf8', key.start, key.end));
        return;
      }
      const owner = inEvent ? 2 : 1;
      if (key.start < 0) {
        keyless++;
        pathEnds[depth] = depth - owner > 1 ? pathEnds[depth - 1] : 0;
        return;
      }
      const from = depth - owner > 1 ? pathEnds[depth - 1] : 0;
      let path = key;
      if (from > 0 || !whole) {
        const length = key.end - key.start;
        if (pathBytes.length < from + length + 1) {
          const larger = Buffer.allocUnsafeSlow((from + length + 1) * 2);
          pathBytes.copy(larger, 0, 0, from);
          pathBytes = larger;
        }
        let end = from;
        if (from > 0) pathBytes[end++] = colon;
        end += key.bytes.copy(pathBytes, end, key.start, key.end);
        pathEnds[depth] = end;
        nested.bytes = pathBytes;
        nested.end = end;
        path = nested;
      }
      if (value.start < 0) return;
      const into = inEvent ? cells.event : cells.trace;
      const slot = (inEvent ? slots.event : slots.trace).find(path);
      if (inEvent && transitionSlot < 0 && slots.event.names[slot] === transition) transitionSlot = slot;
      if (from > 0) {
        const first = inEvent ? eventCell[batchEvents - 1] : traceCell[batchTraces - 1];
        for (let cell = into.count - 1; cell >= first; cell--) if (into.slot[cell] === slot) return into.append(cell, value);
      } else if (inEvent && slot === transitionSlot) noteTransition(value);
      into.add(slot, value, isPlain);
    },
    global: (its) => {
      scope = its;
    },
  };

  /** Writes what is held back and closes the file. */
  const found = (): XesFound => {
    writeBatch();
    writeAll(file, out, used);
    return {
      traceColumns: slots.trace.names,
      eventColumns: slots.event.names,
      events,
      traces,
      emptyTraces,
      unnamedTraces,
      repeatedNames,
      looseEvents,
      repeatedKeys,
      keyless,
      lacking: [...declared].flatMap((column) => {
        const slot = slots.event.names.indexOf(column);
        const count = events - (slot < 0 ? 0 : present[slot]);
        return count > 0 ? [{ column, count }] : [];
      }),
      longestRow,
      lineBreaks,
      starts,
      completes,
      incomplete,
    };
  };
  return { sink, found, close: () => closeSync(file) };
};

const writeAll = (file: number, bytes: Buffer, length: number): void => {
  for (let at = 0; at < length; ) at += writeSync(file, bytes, at, length - at);
};
