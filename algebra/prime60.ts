import { eachChunk, elementwise, elementwiseInto, place, placeScalar, takeOut } from "./chunks.ts";
import { isDifference, lengthOf } from "./deferred.ts";
import {
  assertFits,
  assertLanes,
  assertSameLength,
  assertScalar,
  type Field,
  type Vector,
} from "./field.ts";
import { FIELD_SIZES } from "./field-sizes.ts";
import { type KernelMemory, loadKernels } from "./kernel/load.ts";
import { dot, matrixProduct } from "./matrices.ts";
import { inverse, power } from "./powers.ts";
import { squareRoot } from "./square-roots.ts";
import { observed, type WorkObserver, workObserver } from "./work.ts";

const P = (1n << 60n) - (1n << 18n) + 1n;
const BITS = 60;

/** F_p for p = 2^60 − 2^18 + 1 on WebAssembly kernels. */
export interface Prime60 extends Field {
  /** Zeroes the kernels' scratch memory, which holds operands and results of the last computation. */
  wipe(): void;
}

let shared: { readonly field: Prime60; readonly by: WorkObserver | null } | null = null;

/** The field of this thread; all callers share its scratch memory. Each observer of work gets another instance. */
export function prime60(): Prime60 {
  const by = workObserver();
  if (shared === null || shared.by !== by) shared = { field: freshPrime60(), by };
  return shared.field;
}

/** Another instance, with scratch memory of its own (768 KiB). */
export function freshPrime60(): Prime60 {
  const memory = loadKernels();
  const field = { ...arithmetic(memory), ...accumulation(memory), ...conversion(memory) };
  return observed<Prime60>(workObserver(), "field", field, FIELD_SIZES);
}

type Arithmetic = Omit<Field, keyof Accumulation | keyof Conversion>;

function arithmetic(memory: KernelMemory): Arithmetic {
  const { kernels } = memory;
  return {
    p: P,
    bits: BITS,
    constantTime: true,
    add: (a, b) =>
      elementwise(memory, "add", [a, b], (out, [x, y], n) => kernels.add(out, x!, y!, n)),
    subtract: (a, b) =>
      elementwise(memory, "subtract", [a, b], (out, [x, y], n) => kernels.subtract(out, x!, y!, n)),
    negate: (a) => elementwise(memory, "negate", [a], (out, [x], n) => kernels.negate(out, x!, n)),
    multiply: (a, b) =>
      elementwise(memory, "multiply", [a, b], (out, [x, y], n) => kernels.multiply(out, x!, y!, n)),
    multiplyAdd: (a, b, c) =>
      elementwise(memory, "multiplyAdd", [a, b, c], (out, [x, y, z], n) =>
        kernels.multiplyAdd(out, x!, y!, z!, n),
      ),
    addScalar(a, s) {
      assertScalar("addScalar", s);
      const at = placeScalar(memory, s);
      return elementwise(memory, "addScalar", [a], (out, [x], n) =>
        kernels.addScalar(out, x!, at, n),
      );
    },
    multiplyScalar(a, s) {
      assertScalar("multiplyScalar", s);
      const at = placeScalar(memory, s);
      return elementwise(memory, "multiplyScalar", [a], (out, [x], n) =>
        kernels.multiplyScalar(out, x!, at, n),
      );
    },
    multiplyScalarAdd(a, s, c) {
      assertScalar("multiplyScalarAdd", s);
      const at = placeScalar(memory, s);
      return elementwise(memory, "multiplyScalarAdd", [a, c], (out, [x, z], n) =>
        kernels.multiplyScalarAdd(out, x!, at, z!, n),
      );
    },
    power: (a, exponent) => power(memory, a, exponent),
    inverse: (a) => inverse(memory, a),
    squareRoot: (a) => squareRoot(memory, a),
    subtractInto(out, a, b) {
      assertSameLength("subtractInto", out, a);
      assertSameLength("subtractInto", out, b);
      elementwiseInto(memory, out, [a, b], (to, [x, y], n) => kernels.subtract(to, x!, y!, n));
    },
    recombine(lanes, epsilon, delta) {
      assertLanes(lanes, epsilon, delta);
      const out = memory.slots[0]!.at;
      eachChunk(epsilon.length, (from, n) => {
        const e = place(memory, 1, epsilon, from, n);
        const d = place(memory, 2, delta, from, n);
        for (const { c, a, b, k } of lanes) {
          const z = place(memory, 3, c, from, n);
          const x = place(memory, 4, a, from, n);
          const y = place(memory, 5, b, from, n);
          kernels.recombine(out, z, x, y, e, d, placeScalar(memory, k), n);
          takeOut(memory, c, from, n);
        }
      });
    },
  };
}

type Accumulation = Pick<Field, "dot" | "sum" | "matrixProduct" | "combine">;

function accumulation(memory: KernelMemory): Accumulation {
  const { kernels, scalars } = memory;
  return {
    dot(a, b) {
      assertSameLength("dot", a, b);
      return dot(memory, a, b);
    },
    sum(a) {
      scalars.view.fill(0n);
      eachChunk(a.length, (from, n) => kernels.sum(scalars.at, place(memory, 1, a, from, n), n));
      return scalars.view.slice(0, 1);
    },
    matrixProduct: (a, b, rows, inner, columns) =>
      matrixProduct(memory, a, b, rows, inner, columns),
    combine(coins, values, macs) {
      assertSameLength("combine", coins, values);
      if (lengthOf(macs) !== coins.length)
        throw new RangeError(`combine: lengths ${coins.length} and ${lengthOf(macs)}`);
      const [plus, minus] = isDifference(macs) ? [macs.plus, macs.minus] : [macs, null];
      if (minus !== null) assertSameLength("combine", plus, minus);
      scalars.view.fill(0n);
      eachChunk(coins.length, (from, n) => {
        const r = place(memory, 1, coins, from, n);
        const v = place(memory, 2, values, from, n);
        const m = place(memory, 3, plus, from, n);
        if (minus !== null) kernels.subtract(m, m, place(memory, 4, minus, from, n), n);
        kernels.combine(scalars.at, r, v, m, n);
      });
      return { value: scalars.view.slice(0, 1), mac: scalars.view.slice(1, 2) };
    },
  };
}

type Conversion = Pick<
  Prime60,
  "encode" | "decode" | "addEncoded" | "fromUniform" | "fromIntegers" | "toSigned" | "wipe"
>;

function conversion(memory: KernelMemory): Conversion {
  const { kernels, slots } = memory;
  return {
    encode: (a) => new Uint8Array(a.slice().buffer),
    decode(bytes, count) {
      if (bytes.length !== 8 * count)
        throw new RangeError(`decode: ${bytes.length} bytes for ${count} elements`);
      const out = new BigUint64Array(bytes.slice().buffer);
      eachChunk(count, (from, n) => {
        if (kernels.someNotCanonical(place(memory, 1, out, from, n), n) !== 0)
          throw new RangeError("decode: a residue is not canonical");
      });
      return out;
    },
    addEncoded(out, a, bytes) {
      assertFits(out, a, bytes);
      const encoded = new Uint8Array(
        slots[2]!.view.buffer,
        slots[2]!.at,
        8 * slots[2]!.view.length,
      );
      eachChunk(a.length, (from, n) => {
        encoded.set(bytes.subarray(8 * from, 8 * (from + n)));
        if (kernels.someNotCanonical(slots[2]!.at, n) !== 0)
          throw new RangeError("addEncoded: a residue is not canonical");
        kernels.add(slots[0]!.at, place(memory, 1, a, from, n), slots[2]!.at, n);
        takeOut(memory, out, from, n);
      });
    },
    fromUniform(bytes) {
      if (bytes.length % 8 !== 0) throw new RangeError(`fromUniform: ${bytes.length} bytes`);
      const out = elementsIn(bytes);
      let rejected = 0;
      eachChunk(out.length, (from, n) => {
        rejected |= kernels.maskCandidates(slots[0]!.at, place(memory, 1, out, from, n), n);
        takeOut(memory, out, from, n);
      });
      // One candidate in 2^42 is rejected. Only then `out` must be filtered.
      return rejected === 0 ? out : out.filter((x) => x < P);
    },
    fromIntegers: (values) =>
      BigUint64Array.from(values, (x) => {
        const residue = BigInt(x) % P;
        return residue < 0n ? residue + P : residue;
      }),
    toSigned: (a) => Array.from(a, (x) => (x > P / 2n ? x - P : x)),
    wipe: () => memory.wipe(),
  };
}

/** The bytes as elements: a view if the memory is aligned, otherwise a copy. */
const elementsIn = (bytes: Uint8Array): Vector =>
  bytes.byteOffset % 8 === 0 && bytes.buffer instanceof ArrayBuffer
    ? new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
    : new BigUint64Array(bytes.slice().buffer);
