/** A toy GF(2^16) in the shape of Field: what a prime field alone has is refused. */
import { isDifference } from "../../algebra/deferred.ts";
import {
  assertFits,
  assertLanes,
  assertSameLength,
  assertScalar,
  type Field,
  type Vector,
} from "../../algebra/field.ts";

const BITS = 16;
const SIZE = 1n << BigInt(BITS);
/** x^16 + x^12 + x^3 + x + 1, irreducible. */
const MODULUS = 0x1100bn;
const NONE = "GF(2^16) has none";

/** Shift and add, from the highest bit of y on. */
function times(x: bigint, y: bigint): bigint {
  let product = 0n;
  for (let k = BITS - 1; k >= 0; k--) {
    product <<= 1n;
    if (product >= SIZE) product ^= MODULUS;
    if ((y >> BigInt(k)) & 1n) product ^= x;
  }
  return product;
}

function power(x: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = x, e = exponent; e > 0n; e >>= 1n, b = times(b, b))
    if (e & 1n) result = times(result, b);
  return result;
}

const both =
  (name: string, f: (x: bigint, y: bigint) => bigint) =>
  (a: Vector, b: Vector): Vector => {
    assertSameLength(name, a, b);
    return a.map((x, j) => f(x, b[j]!));
  };
const add = both("add", (x, y) => x ^ y);
const multiply = both("multiply", times);
const sum = (a: Vector): Vector => BigUint64Array.of(a.reduce((x, y) => x ^ y, 0n));
const dot = (a: Vector, b: Vector): Vector => sum(multiply(a, b));
const byScalar = (name: string, f: (x: bigint, s: bigint) => bigint) => (a: Vector, s: Vector) => {
  assertScalar(name, s);
  return a.map((x) => f(x, s[0]!));
};
const multiplyScalar = byScalar("multiplyScalar", times);

function decode(bytes: Uint8Array, count: number): Vector {
  if (bytes.length !== 8 * count)
    throw new RangeError(`decode: ${bytes.length} bytes for ${count} elements`);
  const out = new BigUint64Array(new Uint8Array(bytes).buffer);
  if (out.some((x) => x >= SIZE)) throw new RangeError("decode: no element");
  return out;
}

export const BINARY: Field = {
  // The number of elements: rounds name their field by it, and nothing there computes with it.
  p: SIZE,
  bits: BITS,
  constantTime: false,
  add,
  subtract: add,
  negate: (a) => a.slice(),
  multiply,
  multiplyAdd: (a, b, c) => add(multiply(a, b), c),
  addScalar: byScalar("addScalar", (x, s) => x ^ s),
  multiplyScalar,
  multiplyScalarAdd: (a, s, c) => add(multiplyScalar(a, s), c),
  dot,
  sum,
  matrixProduct(a, b, rows, inner, columns) {
    const out = new BigUint64Array(rows * columns);
    for (let j = 0; j < out.length; j++)
      for (let k = 0; k < inner; k++)
        out[j]! ^= times(a[Math.floor(j / columns) * inner + k]!, b[k * columns + (j % columns)]!);
    return out;
  },
  power: (a, exponent) => a.map((x) => power(x, exponent)),
  inverse(a) {
    if (a.includes(0n)) throw new RangeError("inverse: 0 has none");
    return a.map((x) => power(x, SIZE - 2n));
  },
  squareRoot: (a) => a.map((x) => power(x, SIZE / 2n)),
  subtractInto: (out, a, b) => out.set(add(a, b)),
  recombine(lanes, epsilon, delta) {
    assertLanes(lanes, epsilon, delta);
    for (const { c, a, b, k } of lanes)
      for (const [j, e] of epsilon.entries()) {
        const d = delta[j]!;
        c[j]! ^= times(e, b[j]!) ^ times(d, a[j]!) ^ times(k[0]!, times(e, d));
      }
  },
  combine: (coins, values, macs) => ({
    value: dot(coins, values),
    mac: dot(coins, isDifference(macs) ? add(macs.plus, macs.minus) : macs),
  }),
  encode: (a) => new Uint8Array(a.slice().buffer),
  decode,
  addEncoded(out, a, bytes) {
    assertFits(out, a, bytes);
    out.set(add(a, decode(bytes, a.length)));
  },
  fromUniform: (bytes) => new BigUint64Array(new Uint8Array(bytes).buffer).map((x) => x % SIZE),
  fromIntegers: () => {
    throw new TypeError(`fromIntegers: ${NONE}: 1 + 1 = 0`);
  },
  toSigned: () => {
    throw new TypeError(`toSigned: ${NONE}: x = −x`);
  },
};
