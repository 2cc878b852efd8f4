import { EXACT_WASM } from "./exact.wasm.ts";
import { FUSED_WASM } from "./fused.wasm.ts";
import type { Pointer, RingKernels } from "./kernels.ts";

/** A WebAssembly memory. A view of its buffer is valid until the memory grows. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

// Every host has it, but TypeScript declares it only in the browser's library.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
};

export type Variant = "fused" | "exact";

export const PAGE_BYTES = 65536;
/** The memory below holds the module's constants. */
export const FIRST_FREE: Pointer = 4096;

/** The kernels on a memory of one page that grows to `maxBytes`. */
export interface LoadedKernels {
  readonly variant: Variant;
  readonly kernels: RingKernels;
  readonly memory: WasmMemory;
}

/**
 * Instantiates the kernels that `wanted` names. By default these are the fused kernels if the host compiles them and
 * they pass `isFused`, else the exact ones. Synchronous; needs WebAssembly with SIMD. Error if fused kernels are
 * wanted and do not work.
 */
export function loadKernels(maxBytes: number, wanted?: Variant): LoadedKernels {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1)
    throw new TypeError("residues are kept in little-endian order; this machine is big-endian");
  const memory = new WebAssembly.Memory({
    initial: 1,
    maximum: Math.ceil(maxBytes / PAGE_BYTES),
  });
  if (wanted !== "exact") {
    const module = compiled(FUSED_WASM);
    const kernels = module === null ? null : instantiate(module, memory);
    if (kernels !== null && isFused(kernels, memory)) return { variant: "fused", kernels, memory };
    if (wanted === "fused") throw new Error("this host's WebAssembly has no fused multiply-add");
  }
  const module = compiled(EXACT_WASM);
  if (module === null) throw new Error("this host has no WebAssembly with SIMD");
  return { variant: "exact", kernels: instantiate(module, memory), memory };
}

/** The code is public and compiled once, as a process may have many rings. */
const MODULES = new Map<string, object | null>();

/** Null if this host does not accept the module. */
function compiled(base64: string): object | null {
  let module = MODULES.get(base64);
  if (module === undefined) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    module = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
    MODULES.set(base64, module);
  }
  return module;
}

const instantiate = (module: object, memory: WasmMemory): RingKernels =>
  new WebAssembly.Instance(module, { env: { memory } }).exports as RingKernels;

/** Pairs of the self-test. */
const PAIRS = 64;

/**
 * Whether products are computed with one rounding: tests x·y − q·p for the q that doubles give, pair by pair. A host
 * may round twice; the error is then up to 2^47. The numbers of the test stay in the first page.
 */
export function isFused(kernels: RingKernels, memory: WasmMemory): boolean {
  const p = 2 ** 50 - 27;
  const [x, y, out] = [0, 1, 2].map(
    (k) => new Float64Array(memory.buffer, FIRST_FREE + 8 * PAIRS * k, PAIRS),
  ) as [Float64Array, Float64Array, Float64Array];
  let state = 1n;
  const next = (): number => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 14n) % p;
  };
  for (let k = 0; k < PAIRS; k++) {
    x[k] = k === 0 ? p - 2 : next();
    y[k] = k === 0 ? p - 3 : -next();
  }
  kernels.mulPoint(out.byteOffset, x.byteOffset, y.byteOffset, PAIRS, p);
  const round = (value: number): number => value + 1.5 * 2 ** 52 - 1.5 * 2 ** 52;
  return out.every((z, k) => {
    const q = BigInt(round(x[k]! * y[k]! * (1 / p)));
    return BigInt(z) === BigInt(x[k]!) * BigInt(y[k]!) - q * BigInt(p);
  });
}
