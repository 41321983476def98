/** Flat arrays whose final length is not known while they are filled. */
interface ArrayType<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
}

/** An array that grows by doubling. */
export interface Grown<A> {
  /** Entries as they lie in memory. */
  readonly append: (bytes: Uint8Array) => void;
  /** Adds that many entries and returns them, to be filled before anything else is added. */
  readonly room: (count: number) => A;
  readonly finish: () => A;
}

const larger = (bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> => {
  if (needed <= bytes.length) return bytes;
  const next = new Uint8Array(Math.max(needed, 2 * bytes.length));
  next.set(bytes);
  return next;
};

export const grown = <A>(type: ArrayType<A>): Grown<A> => {
  const width = type.BYTES_PER_ELEMENT;
  let bytes = new Uint8Array(1024);
  let used = 0;
  return {
    append: (added) => {
      bytes = larger(bytes, used + added.length);
      bytes.set(added, used);
      used += added.length;
    },
    room: (count) => {
      bytes = larger(bytes, used + width * count);
      used += width * count;
      return new type(bytes.buffer, used - width * count, count);
    },
    finish: () => new type(bytes.buffer, 0, used / width),
  };
};

/** A bit an entry, the lowest first; nothing is kept while all are set. */
export interface Bits {
  /** Adds `count` bits beginning at `from`; null: all of them are set. */
  readonly append: (added: Uint8Array | null, from: number, count: number) => void;
  readonly length: () => number;
  /** null: all are set. */
  readonly finish: () => Uint8Array | null;
}

export const bits = (): Bits => {
  let length = 0;
  let set: Uint8Array<ArrayBuffer> | null = null;
  return {
    append: (added, from, count) => {
      if (added !== null || set !== null) {
        set = larger(set ?? new Uint8Array((length + 7) >> 3).fill(0xff), (length + count + 7) >> 3);
        for (let i = 0; i < count; i++) {
          const at = length + i;
          const bit = 1 << (at & 7);
          if (added === null || added[(from + i) >> 3] & (1 << ((from + i) & 7))) set[at >> 3] |= bit;
          else set[at >> 3] &= ~bit;
        }
      }
      length += count;
    },
    length: () => length,
    finish: () => (set === null ? null : set.subarray(0, (length + 7) >> 3)),
  };
};
