import type { Vector } from "../field.ts";
import { PRIME60_WASM } from "./prime60.wasm.ts";

// Every host has it, but TypeScript declares it only in the browser's library.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** LOCAL. Elements of a slot: a few slots fit the first-level cache. */
export const CHUNK = 1024;
/** LOCAL. Rows, inner length and columns of a block of a matrix product. */
export const BLOCK = 128;

/** A byte offset into the kernels' memory. */
export type Pointer = number;
type Elementwise = (out: Pointer, a: Pointer, b: Pointer, n: number) => void;

/** What assembly/ exports, with each function's contract. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly add: Elementwise;
  readonly subtract: Elementwise;
  readonly negate: (out: Pointer, a: Pointer, n: number) => void;
  readonly addScalar: Elementwise;
  readonly sum: (out: Pointer, a: Pointer, n: number) => void;
  readonly multiply: Elementwise;
  readonly multiplyAdd: (out: Pointer, a: Pointer, b: Pointer, c: Pointer, n: number) => void;
  readonly multiplyScalar: Elementwise;
  readonly multiplyScalarAdd: (out: Pointer, a: Pointer, s: Pointer, c: Pointer, n: number) => void;
  readonly recombine: (
    out: Pointer,
    c: Pointer,
    a: Pointer,
    b: Pointer,
    epsilon: Pointer,
    delta: Pointer,
    k: Pointer,
    n: number,
  ) => void;
  readonly combine: (out: Pointer, r: Pointer, v: Pointer, m: Pointer, n: number) => void;
  readonly matrixVector: (out: Pointer, a: Pointer, b: Pointer, rows: number, n: number) => void;
  readonly splitLeft: (out: Pointer, a: Pointer, n: number) => void;
  readonly splitRight: (out: Pointer, b: Pointer, inner: number, columns: number) => void;
  readonly matrixProduct: (
    out: Pointer,
    left: Pointer,
    right: Pointer,
    rows: number,
    inner: number,
    columns: number,
    stride: number,
  ) => void;
  readonly maskCandidates: (out: Pointer, a: Pointer, n: number) => number;
  readonly someNotCanonical: (a: Pointer, n: number) => number;
  readonly someZero: (a: Pointer, n: number) => number;
  readonly lookUp: (
    first: Pointer,
    firstTable: Pointer,
    second: Pointer,
    secondTable: Pointer,
    logarithms: Pointer,
    u: Pointer,
    n: number,
  ) => void;
  readonly smallerOfPair: (a: Pointer, n: number) => void;
  readonly someDiffer: (a: Pointer, b: Pointer, n: number) => number;
}

/** A part of the memory, seen as elements. */
export interface Region {
  readonly at: Pointer;
  readonly view: Vector;
}

/** One instance of the module and the layout of its memory. */
export interface KernelMemory {
  readonly kernels: Kernels;
  /** Eight slots of CHUNK elements, each with room for a whole quad after it. */
  readonly slots: readonly Region[];
  /** Two scalars. */
  readonly scalars: Region;
  /** Public tables of square roots. */
  readonly tables: Region;
  /** BLOCK² elements, not split into limbs. */
  readonly raw: Region;
  /** The split blocks of a matrix product and the block of its result (rows of BLOCK elements). */
  readonly left: Pointer;
  readonly right: Pointer;
  readonly product: Region;
  /** Zeroes all scratch memory, which holds operands and results of the last computation. */
  wipe(): void;
}

/** The code is public and compiled once, as a process may have many instances. */
let module: object | null = null;

function compiled(): object {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(PRIME60_WASM), (c) => c.charCodeAt(0)));
  return module;
}

export const MEMORY_PAGES = 12;
const SLOTS = 8;
/** The memory below holds the module's constants. */
const FIRST_FREE = 4096;
/** Bytes between slots. Slots at a distance of whole pages would compete for the same cache lines. */
const GAP = 64;

/** A fresh instance with its own memory (768 KiB). Synchronous; needs WebAssembly with SIMD. */
export function loadKernels(): KernelMemory {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1)
    throw new TypeError("vectors are kept in little-endian order; this machine is big-endian");
  const kernels = new WebAssembly.Instance(compiled(), {}).exports as Kernels;
  const { buffer } = kernels.memory;
  let free = FIRST_FREE;
  const region = (elements: number): Region => {
    const at = free;
    free += 8 * elements + GAP;
    return { at, view: new BigUint64Array(buffer, at, elements) };
  };
  const slots = Array.from({ length: SLOTS }, () => region(CHUNK));
  const scalars = region(2);
  const raw = region(BLOCK * BLOCK);
  const left = region(1.5 * BLOCK * BLOCK).at;
  const right = region(1.5 * BLOCK * BLOCK).at;
  const product = region(BLOCK * BLOCK);
  const scratch = new Uint8Array(buffer, FIRST_FREE, free - FIRST_FREE);
  const tables = region(1024);
  return {
    kernels,
    slots,
    scalars,
    tables,
    raw,
    left,
    right,
    product,
    wipe: () => void scratch.fill(0),
  };
}
