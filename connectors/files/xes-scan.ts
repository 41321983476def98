import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Tick } from '../../analysis/algorithm.ts';
import { Fault } from '../../analysis/fault.ts';
import { notXes } from './foreign.ts';
import * as xml from './xml-bytes.ts';

/** What an element is to XES; everything else is `other` and only checked for being well-formed. */
export const kinds = {
  other: 0,
  log: 1,
  trace: 2,
  event: 3,
  attribute: 4,
  list: 5,
  values: 6,
  global: 7,
} as const;

/** Told of the elements in document order: attributes by `attribute`, all others by `open` and `close`. Keys and values are ranges of bytes in UTF-8, decoded, valid only during the call. */
export interface XesSink {
  readonly open: (kind: number, depth: number) => void;
  readonly close: (kind: number, depth: number) => void;
  /**
   * An attribute element opens; `key.start` or `value.start` is −1 where it has none. `plain`: the value holds no comma, quote or line break.
   * `whole`: it has no children.
   */
  readonly attribute: (depth: number, key: Range, value: Range, plain: boolean, whole: boolean) => void;
  /** A global opens; its attributes follow. */
  readonly global: (scope: string) => void;
}

/** A range of bytes; reused between calls. */
export interface Range {
  bytes: Buffer;
  start: number;
  end: number;
}

const words: Readonly<Record<string, number>> = {
  log: kinds.log,
  trace: kinds.trace,
  event: kinds.event,
  string: kinds.attribute,
  date: kinds.attribute,
  int: kinds.attribute,
  float: kinds.attribute,
  boolean: kinds.attribute,
  id: kinds.attribute,
  list: kinds.list,
  container: kinds.list,
  values: kinds.values,
  global: kinds.global,
};

// As constants of this module they are a fifth faster in the loops below than as imported names.
const {
  amp,
  ampByte,
  apos,
  badByte,
  bang,
  beginsName,
  blankByte,
  commaByte,
  dash,
  declaration,
  equals,
  gt,
  inName,
  inValue,
  isChar,
  isSpace,
  lineOf,
  lt,
  ltByte,
  named,
  plainByte,
  putCodePoint,
  question,
  quot,
  quoteByte,
  semicolon,
  slash,
  wholeCharacters,
} = xml;

const maxTagBytes = 256 * 1024 * 1024;

class IllFormed extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads a UTF-8 XES file in one pass over its bytes: attributes in any order and either quote, comments, processing
 * instructions, CDATA, prefixes, entities. No text is made per value. Throws a `Fault` with line and element where the
 * XML is ill-formed, has a DOCTYPE or is not XES. Memory: one buffer of 4 MB, more only for a longer tag.
 */
export const scanXes = (path: string, sink: XesSink, tick: Tick): void => {
  const file = openSync(path, 'r');
  const total = fstatSync(file).size;
  let size = 4 * 1024 * 1024;
  // One byte more than is ever filled: the zero behind the last byte ends every inner loop without a bounds check.
  let bytes = Buffer.allocUnsafeSlow(size + 1);
  let base = 0;
  let end = 0;
  let checked = 0;
  let atEnd = false;
  let scratch = Buffer.allocUnsafeSlow(64 * 1024);
  const key: Range = { bytes, start: -1, end: -1 };
  const value: Range = { bytes, start: -1, end: -1 };
  const open: { readonly kind: number; readonly name: Buffer }[] = [];
  let rootSeen = false;
  let rootClosed = false;

  const ill = (message: string, at: number): never => {
    throw new IllFormed(message, base + at);
  };

  const checkUtf8 = (): void => {
    let upTo = end;
    // A character cut by the end of what was read is checked with the next piece.
    if (!atEnd) for (let back = 1; back <= 3 && end - back >= checked; back++) if (bytes[end - back] >= 0xc0) upTo = end - back;
    if (isUtf8(bytes.subarray(checked, upTo))) {
      checked = upTo;
      return;
    }
    let bad = checked;
    let beyond = upTo;
    while (beyond - bad > 1) {
      const middle = (bad + beyond) >>> 1;
      if (isUtf8(bytes.subarray(checked, wholeCharacters(bytes, checked, middle)))) bad = middle;
      else beyond = middle;
    }
    ill('bytes that are not UTF-8, though the file says (or leaves open) that it is; declare the true encoding in its first line', bad);
  };

  /** Reads on, keeping everything from `from`. Returns false at the end of the file. */
  const more = (from: number): boolean => {
    if (atEnd) return false;
    bytes.copy(bytes, 0, from, end);
    base += from;
    end -= from;
    checked -= from;
    if (end === size) {
      if (size >= maxTagBytes) ill(`a single tag of more than ${maxTagBytes} bytes`, 0);
      size *= 4;
      const larger = Buffer.allocUnsafeSlow(size + 1);
      bytes.copy(larger, 0, 0, end);
      bytes = larger;
    }
    const read = readSync(file, bytes, end, size - end, null);
    atEnd = read === 0;
    end += read;
    bytes[end] = 0;
    checkUtf8();
    tick(base + end, total);
    return read > 0;
  };

  const nameEnd = (at: number): number => {
    let i = at;
    if (!beginsName(bytes[i])) return at;
    while (inName[bytes[i]] === 1) i++;
    return i;
  };

  const kindOf = (start: number, nameEndsAt: number): number => {
    const colon = bytes.subarray(start, nameEndsAt).lastIndexOf(58);
    return words[bytes.toString('latin1', start + colon + 1, nameEndsAt)] ?? kinds.other;
  };

  /** Elements repeat, so the last names seen are kept with their kinds and compared as bytes. */
  const known: { readonly name: Buffer; readonly kind: number }[] = [];
  const element = (start: number, nameEndsAt: number): { readonly name: Buffer; readonly kind: number } => {
    const length = nameEndsAt - start;
    for (let i = 0; i < known.length; i++) {
      const candidate = known[i].name;
      if (candidate.length !== length) continue;
      let at = 0;
      while (at < length && candidate[at] === bytes[start + at]) at++;
      if (at === length) return known[i];
    }
    const found = { name: Buffer.from(bytes.subarray(start, nameEndsAt)), kind: kindOf(start, nameEndsAt) };
    if (known.length < 64) known.push(found);
    return found;
  };

  /** Decodes references and line breaks of bytes[start … stop) into the scratch buffer at `at`; returns where it ends. */
  const decode = (start: number, stop: number, at: number): number => {
    if (scratch.length < at + stop - start + 8) {
      const larger = Buffer.allocUnsafeSlow((at + stop - start) * 2 + 8);
      scratch.copy(larger, 0, 0, at);
      scratch = larger;
    }
    let out = at;
    for (let i = start; i < stop; i++) {
      const c = bytes[i];
      if (c === amp) {
        const close = bytes.indexOf(semicolon, i);
        const name = close < 0 || close >= stop || close - i > 12 ? '' : bytes.toString('latin1', i + 1, close);
        const code = /^#x[0-9a-fA-F]+$/.test(name)
          ? Number.parseInt(name.slice(2), 16)
          : /^#[0-9]+$/.test(name)
            ? Number(name.slice(1))
            : (Object.hasOwn(named, name) && named[name]) || -1;
        if (!isChar(code)) ill(`an "&" that begins no known entity (write "&amp;" for the sign itself)`, i);
        out = putCodePoint(scratch, out, code);
        i = close;
      } else if (c === 13) {
        // A line break in an attribute is one space, however it is written (XML 1.0, 2.11 and 3.3.3).
        if (bytes[i + 1] !== 10) scratch[out++] = 32;
      } else scratch[out++] = c === 10 || c === 9 ? 32 : c;
    }
    return out;
  };

  const openTag = (at: number): number => {
    // Neither changes while a tag is read; as constants of this function they stay in registers.
    const here = bytes;
    const filled = end;
    const nameStops = nameEnd(at + 1);
    if (nameStops >= filled) return -1;
    if (nameStops === at + 1) return ill('a "<" that begins no tag', at);
    const its = element(at + 1, nameStops);
    const { name, kind } = its;
    const isAttribute = kind === kinds.attribute || kind === kinds.list;
    key.start = value.start = -1;
    let plain = true;
    let scope = '';
    let scratched = 0;
    let seen: string[] | null = null;
    let i = nameStops;
    let selfClosing = false;
    for (;;) {
      const before = i;
      while (isSpace[here[i]] === 1) i++;
      if (i >= filled) return -1;
      const c = here[i];
      if (c === gt) {
        i++;
        break;
      }
      if (c === slash) {
        if (i + 1 >= filled) return -1;
        if (here[i + 1] !== gt) ill(`a "/" in the middle of <${name}>`, i);
        selfClosing = true;
        i += 2;
        break;
      }
      const attributeStart = i;
      i = nameEnd(i);
      if (i >= filled) return -1;
      if (i === attributeStart)
        ill(c === lt ? `<${name}> is not closed before the next tag` : `a character in <${name}> where an attribute was expected`, i);
      if (before === attributeStart) ill(`no space before an attribute of <${name}>`, i);
      const attributeStop = i;
      while (isSpace[here[i]] === 1) i++;
      if (i >= filled) return -1;
      if (here[i] !== equals) ill(`an attribute of <${name}> without "="`, i);
      i++;
      while (isSpace[here[i]] === 1) i++;
      if (i >= filled) return -1;
      const quote = here[i];
      if (quote !== quot && quote !== apos) ill(`an attribute of <${name}> without quotes`, i);
      const valueStart = ++i;
      let simple = true;
      let bare = true;
      for (;;) {
        let k = inValue[here[i]];
        while (k === plainByte) k = inValue[here[++i]];
        if (k === quoteByte) {
          if (here[i] === quote) break;
          if (here[i] === quot) bare = false;
        } else if (k === commaByte) bare = false;
        else if (k === ampByte || k === blankByte) simple = false;
        else if (i >= filled) return -1;
        else
          ill(
            k === ltByte ? `a "<" inside an attribute of <${name}> (write "&lt;")` : `a control character in an attribute of <${name}>`,
            i,
          );
        i++;
      }
      const valueStop = i++;
      const length = attributeStop - attributeStart;
      const isKey = length === 3 && here[attributeStart] === 107 && here[attributeStart + 1] === 101 && here[attributeStart + 2] === 121;
      const isValue =
        !isKey &&
        length === 5 &&
        here[attributeStart] === 118 &&
        here[attributeStart + 1] === 97 &&
        here[attributeStart + 2] === 108 &&
        here[attributeStart + 3] === 117 &&
        here[attributeStart + 4] === 101;
      if (isKey || isValue) {
        const range = isKey ? key : value;
        if (range.start >= 0) ill(`the attribute "${isKey ? 'key' : 'value'}" twice in <${name}>`, attributeStart);
        if (simple) {
          range.bytes = bytes;
          range.start = valueStart;
          range.end = valueStop;
        } else {
          const other = isKey ? value : key;
          const otherDecoded = other.bytes === scratch;
          range.start = scratched;
          range.end = scratched = decode(valueStart, valueStop, scratched);
          range.bytes = scratch;
          // Decoding may have replaced the scratch buffer by a larger one.
          if (otherDecoded) other.bytes = scratch;
          bare = false;
        }
        if (isValue) plain = bare;
      } else {
        const attributeName = bytes.toString('utf8', attributeStart, attributeStop);
        if (!simple) decode(valueStart, valueStop, scratched);
        seen ??= [];
        if (seen.includes(attributeName)) ill(`the attribute "${attributeName}" twice in <${name}>`, attributeStart);
        seen.push(attributeName);
        if (attributeName === 'scope') scope = bytes.toString('utf8', valueStart, valueStop);
      }
    }
    // Only now is the tag known to be whole, so nothing is told twice when it has to be read again.
    if (rootClosed) ill(`<${name}> after the end of the document`, at);
    if (!rootSeen && kind !== kinds.log) throw notXes(name.toString());
    rootSeen = true;
    const depth = open.length;
    if (isAttribute) sink.attribute(depth, key, value, plain, selfClosing);
    else {
      sink.open(kind, depth);
      if (kind === kinds.global) sink.global(scope);
    }
    if (!selfClosing) {
      if (depth > 1000) ill('elements nested more than a thousand deep', at);
      open.push(its);
    } else if (!isAttribute) {
      sink.close(kind, depth);
      rootClosed = depth === 0;
    }
    return i;
  };

  const closeTag = (at: number): number => {
    const stop = nameEnd(at + 2);
    if (stop >= end) return -1;
    let i = stop;
    while (isSpace[bytes[i]] === 1) i++;
    if (i >= end) return -1;
    if (bytes[i] !== gt) ill('a closing tag that does not end with ">"', i);
    const top = open.pop();
    if (!top) return ill(`</${bytes.toString('utf8', at + 2, stop)}> closes nothing`, at);
    let same = top.name.length === stop - at - 2;
    for (let k = 0; same && k < top.name.length; k++) same = top.name[k] === bytes[at + 2 + k];
    if (!same) ill(`</${bytes.toString('utf8', at + 2, stop)}> where </${top.name}> was expected`, at);
    if (top.kind !== kinds.attribute && top.kind !== kinds.list) sink.close(top.kind, open.length);
    rootClosed = open.length === 0;
    return i + 1;
  };

  /** Just behind the terminator, or −1 where it has not been read yet. */
  const behind = (terminator: string, from: number): number => {
    const found = bytes.subarray(0, end).indexOf(terminator, from, 'latin1');
    return found < 0 ? -1 : found + terminator.length;
  };

  /** A comment, an instruction or CDATA, as `passedOver` finds its end; what it holds must still be characters. */
  const markup = (at: number): number => {
    const stop = passedOver(at);
    for (let i = at; i < stop; i++) if (inValue[bytes[i]] === badByte) ill('a control character', i);
    return stop;
  };

  const passedOver = (at: number): number => {
    if (at + 9 >= end && !atEnd) return -1;
    if (bytes[at + 1] === question) {
      const stop = behind('?>', at + 2);
      if (stop < 0) return -1;
      const nameStops = nameEnd(at + 2);
      if (nameStops === at + 2 || (isSpace[bytes[nameStops]] === 0 && nameStops !== stop - 2)) ill('a "<?" that begins no instruction', at);
      if (bytes.toString('latin1', at + 2, nameStops).toLowerCase() !== 'xml') return stop;
      if (base + at !== 0 && !(base + at === 3 && bytes[0] === 0xef)) ill('an XML declaration that is not at the very beginning', at);
      if (!declaration.test(bytes.toString('latin1', at, stop))) ill('an XML declaration that is not written as it must be', at);
      return stop;
    }
    if (bytes[at + 2] === dash && bytes[at + 3] === dash) {
      const stop = behind('--', at + 4);
      if (stop < 0 || stop >= end) return -1;
      if (bytes[stop] !== gt) ill('"--" inside a comment', stop - 2);
      return stop + 1;
    }
    const word = bytes.toString('latin1', at, at + 9);
    if (word === '<![CDATA[') {
      if (open.length === 0) ill('a CDATA section outside the document', at);
      return behind(']]>', at + 9);
    }
    if (word.toUpperCase() === '<!DOCTYPE') {
      throw new Fault('bad-file', 'The file has a DOCTYPE, which is refused for safety. Remove that declaration; XES needs none.', {
        problems: [{ message: 'DOCTYPE', severity: 'error', place: { line: lineOf(file, base + at) } }],
      });
    }
    return ill('a "<!" that begins no comment', at);
  };

  /** Text has no meaning in XES; it must still be XML. */
  const text = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const c = bytes[i];
      if (isSpace[c] === 1) continue;
      if (open.length === 0 && !(base + i < 3 && [0xef, 0xbb, 0xbf][base + i] === c)) ill('text outside the document', i);
      if (c === amp) {
        const close = bytes.indexOf(semicolon, i);
        decode(i, close < 0 || close >= to ? Math.min(to, i + 1) : close + 1, 0);
      } else if (inValue[c] === badByte) ill('a control character', i);
    }
  };

  try {
    let at = 0;
    more(0);
    for (;;) {
      // Mostly only blanks stand between two tags.
      let next = at;
      while (isSpace[bytes[next]] === 1) next++;
      if (bytes[next] !== lt) next = bytes.indexOf(lt, next);
      if (next < 0 || next >= end) {
        // Text is checked up to a possible reference at its end, which the next piece may complete.
        const keep = atEnd ? end : Math.max(at, end - 16);
        text(at, keep);
        at = keep;
        const goesOn = more(at);
        at = 0;
        if (goesOn) continue;
        text(0, end);
        break;
      }
      if (next > at) text(at, next);
      const c = bytes[next + 1];
      const stop = next + 1 >= end ? -1 : c === slash ? closeTag(next) : c === bang || c === question ? markup(next) : openTag(next);
      if (stop >= 0) at = stop;
      else if (more(next)) at = 0;
      else
        ill(
          `the file ends in the middle of a tag${open.length > 0 ? `, inside <${open[open.length - 1].name}>` : ''}`,
          Math.max(0, end - 1),
        );
    }
    if (!rootSeen) throw new Fault('bad-file', 'The file holds no XML element at all.');
    if (!rootClosed) ill(`the file ends before </${open[open.length - 1].name}>: it was probably cut off`, Math.max(0, end - 1));
  } catch (error) {
    if (!(error instanceof IllFormed)) throw error;
    const line = lineOf(file, error.offset);
    const inside = open.length > 0 ? open[open.length - 1].name.toString() : undefined;
    throw new Fault('bad-file', `The XML is ill-formed in line ${line}${inside ? `, inside <${inside}>` : ''}: ${error.message}.`, {
      problems: [{ message: error.message, severity: 'error', place: { line, ...(inside ? { element: inside } : {}) } }],
      cause: error,
    });
  } finally {
    closeSync(file);
  }
};
