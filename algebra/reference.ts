import { isDifference } from "./deferred.ts";
import {
  assertFits,
  assertLanes,
  assertSameLength,
  assertScalar,
  type Field,
  type Scalar,
  type Vector,
} from "./field.ts";

/**
 * F_p for any odd prime below 2^63, on bigint. It serves as tiny test fields and as the reference for tests of
 * the kernels. It is not constant time; secrets pass through it only in tests.
 */
export function referenceField(p: bigint): Field {
  if (p < 3n || p >= 1n << 63n || !isPrime(p))
    throw new RangeError(`not an odd prime below 2^63: ${p}`);
  const bits = p.toString(2).length;
  const mask = (1n << BigInt(bits)) - 1n;
  const mod = (x: bigint): bigint => ((x % p) + p) % p;
  const map = (a: Vector, f: (x: bigint, j: number) => bigint): Vector => {
    const out = new BigUint64Array(a.length);
    for (let j = 0; j < a.length; j++) out[j] = mod(f(a[j]!, j));
    return out;
  };
  const scalar = (x: bigint): Scalar => BigUint64Array.of(mod(x));
  const pow = (base: bigint, exponent: bigint): bigint => {
    let result = 1n;
    for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = (b * b) % p)
      if (e & 1n) result = (result * b) % p;
    return result;
  };
  const root = (a: bigint): bigint => {
    const r = tonelliShanks(a, p, pow);
    return r <= p - r ? r : p - r;
  };
  const binary =
    (name: string, f: (x: bigint, y: bigint) => bigint) =>
    (a: Vector, b: Vector): Vector => {
      assertSameLength(name, a, b);
      return map(a, (x, j) => f(x, b[j]!));
    };
  const minus = (name: string) => binary(name, (x, y) => x - y);
  const dot = (name: string, a: Vector, b: Vector): Scalar => {
    assertSameLength(name, a, b);
    let sum = 0n;
    for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
    return scalar(sum);
  };

  return {
    p,
    bits,
    constantTime: false,
    add: binary("add", (x, y) => x + y),
    subtract: minus("subtract"),
    negate: (a) => map(a, (x) => -x),
    multiply: binary("multiply", (x, y) => x * y),
    multiplyAdd(a, b, c) {
      assertSameLength("multiplyAdd", a, b);
      assertSameLength("multiplyAdd", a, c);
      return map(a, (x, j) => x * b[j]! + c[j]!);
    },
    addScalar(a, s) {
      assertScalar("addScalar", s);
      return map(a, (x) => x + s[0]!);
    },
    multiplyScalar(a, s) {
      assertScalar("multiplyScalar", s);
      return map(a, (x) => x * s[0]!);
    },
    multiplyScalarAdd(a, s, c) {
      assertScalar("multiplyScalarAdd", s);
      assertSameLength("multiplyScalarAdd", a, c);
      return map(a, (x, j) => x * s[0]! + c[j]!);
    },
    dot: (a, b) => dot("dot", a, b),
    sum: (a) => scalar(a.reduce((acc, x) => acc + x, 0n)),
    matrixProduct(a, b, rows, inner, columns) {
      if (a.length !== rows * inner || b.length !== inner * columns)
        throw new RangeError(
          `matrixProduct: ${a.length} and ${b.length} for ${rows}×${inner}×${columns}`,
        );
      const out = new BigUint64Array(rows * columns);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          let sum = 0n;
          for (let l = 0; l < inner; l++) sum += a[i * inner + l]! * b[l * columns + j]!;
          out[i * columns + j] = mod(sum);
        }
      return out;
    },
    power(a, exponent) {
      if (exponent < 0n) throw new RangeError("power: negative exponent");
      return map(a, (x) => pow(x, exponent));
    },
    inverse(a) {
      if (a.includes(0n)) throw new RangeError("inverse: 0 has none");
      return map(a, (x) => pow(x, p - 2n));
    },
    squareRoot: (a) => map(a, root),
    subtractInto(out, a, b) {
      assertSameLength("subtractInto", out, a);
      out.set(minus("subtractInto")(a, b));
    },
    recombine(lanes, epsilon, delta) {
      assertLanes(lanes, epsilon, delta);
      for (const { c, a, b, k } of lanes)
        for (const [j, e] of epsilon.entries()) {
          const d = delta[j]!;
          c[j] = mod(c[j]! + e * b[j]! + d * a[j]! + k[0]! * e * d);
        }
    },
    combine: (coins, values, macs) => ({
      value: dot("combine", coins, values),
      mac: dot(
        "combine",
        coins,
        isDifference(macs) ? minus("combine")(macs.plus, macs.minus) : macs,
      ),
    }),
    encode: (a) => new Uint8Array(a.slice().buffer),
    decode(bytes, count) {
      if (bytes.length !== 8 * count)
        throw new RangeError(`decode: ${bytes.length} bytes for ${count} elements`);
      const out = new BigUint64Array(new Uint8Array(bytes).buffer);
      for (let j = 0; j < count; j++)
        if (out[j]! >= p) throw new RangeError(`decode: residue ${j} is not canonical`);
      return out;
    },
    addEncoded(out, a, bytes) {
      assertFits(out, a, bytes);
      const added = new BigUint64Array(new Uint8Array(bytes).buffer);
      for (const [j, x] of added.entries()) {
        if (x >= p) throw new RangeError(`addEncoded: residue ${j} is not canonical`);
        out[j] = mod(a[j]! + x);
      }
    },
    fromUniform(bytes) {
      if (bytes.length % 8 !== 0) throw new RangeError(`fromUniform: ${bytes.length} bytes`);
      return new BigUint64Array(new Uint8Array(bytes).buffer)
        .map((x) => x & mask)
        .filter((x) => x < p);
    },
    fromIntegers: (values) => BigUint64Array.from(values, (x) => mod(BigInt(x))),
    toSigned: (a) => Array.from(a, (x) => (x > p / 2n ? x - p : x)),
  };
}

/** These bases suffice for every number below 2^64 (Jaeschke 1993; Sorenson and Webster 2015). */
const WITNESSES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];

/** Miller and Rabin, exact below 2^64. */
function isPrime(p: bigint): boolean {
  if (WITNESSES.some((w) => p % w === 0n)) return WITNESSES.includes(p);
  let odd = p - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  return WITNESSES.every((witness) => {
    let x = 1n;
    for (let base = witness, e = odd; e > 0n; e >>= 1n, base = (base * base) % p)
      if (e & 1n) x = (x * base) % p;
    if (x === 1n) return true;
    for (let k = 0; k < twos; k++, x = (x * x) % p) if (x === p - 1n) return true;
    return false;
  });
}

/** A square root of the public residue a mod p; RangeError if there is none. */
function tonelliShanks(a: bigint, p: bigint, pow: (b: bigint, e: bigint) => bigint): bigint {
  if (a === 0n) return 0n;
  const half = (p - 1n) / 2n;
  if (pow(a, half) !== 1n) throw new RangeError("squareRoot: not a square");
  let s = 0n;
  let q = p - 1n;
  for (; q % 2n === 0n; q /= 2n) s++;
  let z = 2n;
  while (pow(z, half) === 1n) z++;
  let m = s;
  let c = pow(z, q);
  let t = pow(a, q);
  let r = pow(a, (q + 1n) / 2n);
  while (t !== 1n) {
    let i = 0n;
    for (let u = t; u !== 1n; u = (u * u) % p) i++;
    const b = pow(c, 1n << (m - i - 1n));
    m = i;
    c = (b * b) % p;
    t = (t * c) % p;
    r = (r * b) % p;
  }
  return r;
}
