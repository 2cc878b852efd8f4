import type { Pointer } from "./kernels.ts";
import { FIRST_FREE, PAGE_BYTES, type WasmMemory } from "./load.ts";

/** Blocks start at cache lines. */
const LINE = 64;
/** Bytes after a block, which kernels may read and ignore. They also keep blocks from competing for cache lines. */
const SPARE = 64;

interface Block {
  readonly at: Pointer;
  readonly bytes: number;
}

/**
 * The blocks of one WebAssembly memory: first fit, with neighbours merged when freed. The memory grows by pages
 * if nothing fits. Free memory is zero.
 */
export class RingMemory {
  readonly #memory: WasmMemory;
  readonly #maxBytes: number;
  /** Sorted by address, never adjacent. */
  readonly #free: Block[] = [];
  readonly #used = new Map<Pointer, number>();
  readonly #lasting: Block[] = [];
  /** The end of the last block. */
  #top: Pointer = FIRST_FREE;
  #usedBytes = 0;

  constructor(memory: WasmMemory, maxBytes: number) {
    this.#memory = memory;
    this.#maxBytes = maxBytes;
    new Uint8Array(memory.buffer).fill(0, FIRST_FREE);
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** Bytes of all blocks, tables included. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** A lasting block, for public tables. `wipe` does not zero it. */
  reserveLasting(bytes: number): Pointer {
    const at = this.reserve(bytes);
    this.#lasting.push({ at, bytes: this.#used.get(at)! });
    return at;
  }

  /** A block of at least `bytes`. Error if the memory is used up. */
  reserve(bytes: number): Pointer {
    const size = Math.ceil((bytes + SPARE) / LINE) * LINE;
    const index = this.#free.findIndex((block) => block.bytes >= size);
    const at = index < 0 ? this.#extend(size) : this.#split(index, size);
    this.#used.set(at, size);
    this.#usedBytes += size;
    return at;
  }

  /** Zeroes a block and frees it. RangeError if no block in use starts at `at`. */
  release(at: Pointer): void {
    const bytes = this.#used.get(at);
    if (bytes === undefined) throw new RangeError("ring memory: the block to free is not in use");
    this.#used.delete(at);
    this.#usedBytes -= bytes;
    new Uint8Array(this.buffer, at, bytes).fill(0);
    this.#insert({ at, bytes });
  }

  /** Zeroes everything except the lasting blocks. Blocks in use stay in use. */
  wipe(): void {
    const bytes = new Uint8Array(this.buffer);
    let from = FIRST_FREE;
    for (const block of [...this.#lasting].sort((a, b) => a.at - b.at)) {
      bytes.fill(0, from, block.at);
      from = block.at + block.bytes;
    }
    bytes.fill(0, from);
  }

  /** A new block at the end. If the last block is free, the new one includes it. */
  #extend(size: number): Pointer {
    const last = this.#free.at(-1);
    const at = last !== undefined && last.at + last.bytes === this.#top ? last.at : this.#top;
    const missing = at + size - this.buffer.byteLength;
    if (missing > 0) {
      this.#grow(missing);
    }
    if (at !== this.#top) this.#free.pop();
    this.#top = at + size;
    return at;
  }

  /** Error, never a RangeError: a RangeError would blame the peer whose bytes are read. */
  #grow(missing: number): void {
    const most = `${this.#maxBytes} bytes, ${this.#usedBytes} of them in use`;
    if (this.buffer.byteLength + missing > this.#maxBytes)
      throw new Error(`the ring's memory is used up: ${most}`);
    try {
      this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (error) {
      throw new Error(`the ring's memory cannot grow: ${most}`, { cause: error });
    }
  }

  #split(index: number, size: number): Pointer {
    const { at, bytes } = this.#free[index]!;
    if (bytes === size) this.#free.splice(index, 1);
    else this.#free[index] = { at: at + size, bytes: bytes - size };
    return at;
  }

  #insert(block: Block): void {
    let { at, bytes } = block;
    let index = this.#free.findIndex((other) => other.at > at);
    if (index < 0) index = this.#free.length;
    const after = this.#free[index];
    const before = this.#free[index - 1];
    let replaced = 0;
    if (after !== undefined && at + bytes === after.at) {
      bytes += after.bytes;
      replaced++;
    }
    if (before !== undefined && before.at + before.bytes === at) {
      at = before.at;
      bytes += before.bytes;
      index--;
      replaced++;
    }
    this.#free.splice(index, replaced, { at, bytes });
  }
}
