import type { Range } from './xes-scan.ts';

/** The columns of one level (trace or event): names by slot, found by their bytes. */
export class Slots {
  readonly names: string[] = [];
  private readonly keys: Buffer[] = [];
  private table = new Int32Array(256).fill(-1);
  private last = -1;

  /** The slot of the name, made where it is new. */
  find(key: Range): number {
    const { bytes, start, end } = key;
    // Events mostly carry the same attributes in the same order.
    const guess = this.last + 1 < this.keys.length ? this.last + 1 : 0;
    if (this.keys.length > 0 && same(this.keys[guess], bytes, start, end)) {
      this.last = guess;
      return guess;
    }
    let hash = 2166136261;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 16777619);
    const mask = this.table.length - 1;
    let at = (hash ^ (hash >>> 15)) & mask;
    while (this.table[at] >= 0) {
      if (same(this.keys[this.table[at]], bytes, start, end)) {
        this.last = this.table[at];
        return this.last;
      }
      at = (at + 1) & mask;
    }
    this.keys.push(Buffer.from(bytes.subarray(start, end)));
    this.names.push(bytes.toString('utf8', start, end));
    this.last = this.keys.length - 1;
    this.table[at] = this.last;
    if (this.keys.length * 2 > this.table.length) this.grow();
    return this.last;
  }

  private grow(): void {
    this.table = new Int32Array(this.table.length * 2).fill(-1);
    const mask = this.table.length - 1;
    this.keys.forEach((key, slot) => {
      let hash = 2166136261;
      for (const byte of key) hash = Math.imul(hash ^ byte, 16777619);
      let at = (hash ^ (hash >>> 15)) & mask;
      while (this.table[at] >= 0) at = (at + 1) & mask;
      this.table[at] = slot;
    });
  }
}

const same = (key: Buffer, bytes: Buffer, start: number, end: number): boolean => {
  if (key.length !== end - start) return false;
  for (let i = 0, at = start; at < end; i++, at++) if (key[i] !== bytes[at]) return false;
  return true;
};

/** The same array with twice the room. */
export const grown = <T extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(array: T): T => {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
};

/** Copies bytes[start … end) to `at` and returns where they end; by hand where they are few, which is faster. */
export const copy = (from: Buffer, start: number, end: number, to: Buffer, at: number): number => {
  if (end - start > 48) return at + from.copy(to, at, start, end);
  let out = at;
  for (let i = start; i < end; i++) to[out++] = from[i];
  return out;
};

/** A growing arena of attribute values: which slot, and where the bytes of its value lie. */
export class Cells {
  bytes: Buffer = Buffer.allocUnsafeSlow(64 * 1024);
  used = 0;
  count = 0;
  slot = new Int32Array(1024);
  start = new Int32Array(1024);
  end = new Int32Array(1024);
  plain = new Uint8Array(1024);

  clear(): void {
    this.used = 0;
    this.count = 0;
  }

  add(slot: number, value: Range, plain: boolean): void {
    const length = Math.max(0, value.end - value.start);
    this.reserve(length);
    if (this.count === this.slot.length) {
      this.slot = grown(this.slot);
      this.start = grown(this.start);
      this.end = grown(this.end);
      this.plain = grown(this.plain);
    }
    const at = this.count++;
    this.slot[at] = slot;
    this.start[at] = this.used;
    this.used = this.end[at] = copy(value.bytes, value.start, value.start + length, this.bytes, this.used);
    this.plain[at] = plain ? 1 : 0;
  }

  /** Adds a further value to a list, behind "; ". */
  append(at: number, value: Range): void {
    const before = this.end[at] - this.start[at];
    const length = Math.max(0, value.end - value.start);
    this.reserve(before + length + 2);
    const start = this.used;
    let out = copy(this.bytes, this.start[at], this.end[at], this.bytes, start);
    this.bytes[out++] = 59;
    this.bytes[out++] = 32;
    out = copy(value.bytes, value.start, value.start + length, this.bytes, out);
    this.start[at] = start;
    this.used = this.end[at] = out;
    this.plain[at] = 0;
  }

  private reserve(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.used + length) * 2);
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}
