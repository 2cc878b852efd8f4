/**
 * The openings of the three proofs in plain bigint, for any degree and modulus: the word against which the kernels
 * are held, and what the protocol runs on where a challenge space must be tiny.
 */
import {
  binaryChallenges,
  type ChallengeRow,
  monomialChallenges,
} from "../../crypto/bgv/challenge.ts";
import type { Openings } from "../../crypto/bgv/opening.ts";
import type { Prg } from "../../crypto/prg.ts";
import type { Digest } from "../../crypto/suite.ts";

export type Poly = readonly bigint[];

/** m, u, e0, e1; of a key u = s and e1 = e alone. Integers of any size. */
export interface Short {
  readonly plain: Poly;
  readonly u: Poly;
  readonly e0: Poly;
  readonly e1: Poly;
}
export interface Pair {
  readonly first: Poly;
  readonly second: Poly;
}
/** (b, a) */
export type ReferenceKey = Pair;

export interface ReferenceShape {
  readonly kind: "plaintext" | "constant" | "key";
  readonly degree: number;
  readonly t: bigint;
  readonly primes: readonly bigint[];
  readonly rows: number;
  readonly columns: number;
  /** Masks are uniform in [−2^bits, 2^bits); 0 where a component does not occur. */
  readonly bits: { readonly plain: number; readonly u: number; readonly error: number };
  /** B of each component: what W·x is at most. */
  readonly bounds: { readonly plain: bigint; readonly u: bigint; readonly error: bigint };
  /** Residues mod q in the order in which they are hashed; coefficients by default. */
  readonly transform?: (coefficients: Poly, q: bigint) => Poly;
}

export interface ReferenceOpenings extends Openings<ReferenceKey, Pair, Short> {
  /** b = −(a·s + t·e) */
  keyFor(a: Poly, s: Poly, e: Poly): ReferenceKey;
  /** What the proof is about. */
  image(key: ReferenceKey, short: Short): Pair;
  /** Y, as drawn from coins. */
  mask(coins: Prg): Short;
  /** Z = Y + w·x */
  respond(mask: Short, row: ChallengeRow, witnesses: readonly Short[]): Short;
  write(out: Uint8Array, z: Short): void;
  read(encoded: Uint8Array): Short;
  fits(z: Short): boolean;
  absorb(digest: Digest, image: Pair): void;
  /** image − w·images */
  minus(image: Pair, row: ChallengeRow, images: readonly Pair[]): Pair;
}

const LOW = 44;
const mod = (x: bigint, q: bigint): bigint => ((x % q) + q) % q;
const plus = (x: Poly, y: Poly): Poly => x.map((v, j) => v + y[j]!);
const times = (c: bigint, x: Poly): Poly => x.map((v) => c * v);

/** x·y in Z[X]/(X^N + 1) */
export function product(x: Poly, y: Poly): Poly {
  const n = x.length;
  const out = new Array<bigint>(n).fill(0n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      if (i + j < n) out[i + j]! += x[i]! * y[j]!;
      else out[i + j - n]! -= x[i]! * y[j]!;
  return out;
}

/** Σ_k X^row_k·xs_k */
function combination(row: ChallengeRow, xs: readonly Poly[], degree: number): Poly {
  let sum: Poly = new Array<bigint>(degree).fill(0n);
  for (const [k, e] of row.entries()) {
    if (e < 0) continue;
    const x = xs[k]!;
    const shifted = x.map((_, j) => {
      const from = j - (e % degree);
      return (from < 0 ? -x[from + degree]! : x[from]!) * (e >= degree ? -1n : 1n);
    });
    sum = plus(sum, shifted);
  }
  return sum;
}

const bytesOf = (bits: number): number => Math.ceil(bits / 8);

export function referenceOpenings(shape: ReferenceShape): ReferenceOpenings {
  const { kind, degree: n, t, primes, rows, columns, bits, bounds } = shape;
  const q = primes.reduce((a, b) => a * b, 1n);
  const zero: Poly = new Array<bigint>(n).fill(0n);
  const plainCount = kind === "plaintext" ? n : kind === "constant" ? 1 : 0;
  /** Component, coefficients on the wire, bits with sign, bound. */
  const parts = [
    { name: "plain", count: plainCount, bits: bits.plain, bound: bounds.plain },
    { name: "u", count: n, bits: bits.u, bound: bounds.u },
    { name: "e0", count: kind === "key" ? 0 : n, bits: bits.error, bound: bounds.error },
    { name: "e1", count: n, bits: bits.error, bound: bounds.error },
  ] as const;
  const widths = (part: (typeof parts)[number]): number[] =>
    part.name === "plain" ? [bytesOf(part.bits + 1 - LOW), bytesOf(LOW)] : [bytesOf(part.bits + 1)];
  const rowBytes = parts.reduce(
    (sum, part) => sum + part.count * widths(part).reduce((a, b) => a + b, 0),
    0,
  );
  const draw = (coins: Prg, count: number, width: number): bigint[] => {
    const raw = coins.bytes(8 * count);
    const view = new DataView(raw.buffer);
    return Array.from(
      { length: count },
      (_, j) => view.getBigInt64(8 * j, true) >> BigInt(63 - width),
    );
  };
  const padded = (x: readonly bigint[]): Poly => [...x, ...zero.slice(x.length)];

  const self: ReferenceOpenings = {
    rows,
    columns,
    rowBytes,
    challenges: (coins) =>
      kind === "plaintext"
        ? monomialChallenges(coins, n, rows, columns)
        : binaryChallenges(coins, rows),
    keyFor: (a, s, e) => ({
      first: plus(times(-1n, product(a, s)), times(-t, e)).map((x) => mod(x, q)),
      second: a,
    }),
    image(key, { plain, u, e0, e1 }) {
      const second = plus(product(key.second, u), times(t, e1)).map((x) => mod(x, q));
      if (kind === "key") return { first: zero, second };
      const first = plus(plus(product(key.first, u), times(t, e0)), plain).map((x) => mod(x, q));
      return { first, second };
    },
    mask(coins) {
      let plain: bigint[] = [];
      if (plainCount > 0) {
        const raw = coins.bytes(16 * plainCount);
        const view = new DataView(raw.buffer);
        plain = Array.from({ length: plainCount }, (_, j) => {
          const low = view.getBigUint64(16 * j, true) >> BigInt(64 - LOW);
          const high = view.getBigInt64(16 * j + 8, true) >> BigInt(63 - (bits.plain - LOW));
          return (high << BigInt(LOW)) + low;
        });
      }
      const u = draw(coins, n, bits.u);
      const e0 = kind === "key" ? zero : draw(coins, n, bits.error);
      return { plain: padded(plain), u, e0, e1: draw(coins, n, bits.error) };
    },
    respond(mask, row, witnesses) {
      const part = (name: keyof Short): Poly =>
        plus(
          mask[name],
          combination(
            row,
            witnesses.map((w) => w[name]),
            n,
          ),
        );
      return { plain: part("plain"), u: part("u"), e0: part("e0"), e1: part("e1") };
    },
    write(out, z) {
      let at = 0;
      const put = (values: readonly bigint[], width: number): void => {
        for (const value of values)
          for (let k = 0; k < width; k++) out[at++] = Number((value >> BigInt(8 * k)) & 255n);
      };
      for (const part of parts) {
        const values = z[part.name].slice(0, part.count);
        if (part.name !== "plain") put(values, widths(part)[0]!);
        else {
          put(
            values.map((x) => x >> BigInt(LOW)),
            widths(part)[0]!,
          );
          put(
            values.map((x) => BigInt.asUintN(LOW, x)),
            widths(part)[1]!,
          );
        }
      }
    },
    read(encoded) {
      if (encoded.length !== rowBytes) throw new RangeError(`${encoded.length} bytes`);
      let at = 0;
      const take = (count: number, width: number, signed: boolean): bigint[] =>
        Array.from({ length: count }, () => {
          let value = 0n;
          for (let k = 0; k < width; k++) value |= BigInt(encoded[at++]!) << BigInt(8 * k);
          return signed ? BigInt.asIntN(8 * width, value) : value;
        });
      const bounded = (values: bigint[], low: bigint, high: bigint): bigint[] => {
        if (values.some((x) => x < low || x >= high)) throw new RangeError("over-wide");
        return values;
      };
      const out: Record<string, Poly> = {};
      for (const part of parts) {
        const limit = 1n << BigInt(part.bits);
        if (part.name !== "plain") {
          out[part.name] = padded(bounded(take(part.count, widths(part)[0]!, true), -limit, limit));
          continue;
        }
        const top = limit >> BigInt(LOW);
        const high = bounded(take(part.count, widths(part)[0]!, true), -top, top);
        const low = bounded(take(part.count, widths(part)[1]!, false), 0n, 1n << BigInt(LOW));
        out.plain = padded(high.map((x, j) => (x << BigInt(LOW)) + low[j]!));
      }
      return out as unknown as Short;
    },
    fits: (z) =>
      parts.every(({ name, count, bits: width, bound }) => {
        const limit = (1n << BigInt(width)) - bound;
        return z[name].slice(0, count).every((x) => x >= -limit && x < limit);
      }),
    absorb(digest, { first, second }) {
      for (const prime of primes)
        for (const part of kind === "key" ? [second] : [first, second]) {
          const residues = part.map((x) => mod(x, prime));
          const hashed = shape.transform?.(residues, prime) ?? residues;
          digest.update(new Uint8Array(BigUint64Array.from(hashed).buffer));
        }
    },
    minus: ({ first, second }, row, images) => {
      const sum = (name: keyof Pair): Poly =>
        combination(
          row,
          images.map((image) => image[name]),
          n,
        );
      const less = (x: Poly, y: Poly): Poly => x.map((v, j) => mod(v - y[j]!, q));
      return { first: less(first, sum("first")), second: less(second, sum("second")) };
    },
    absorbMask(digest, key, coins) {
      self.absorb(digest, self.image(key, self.mask(coins)));
    },
    answer(out, coins, row, witnesses) {
      const z = self.respond(self.mask(coins), row, witnesses);
      self.write(out, z);
      return self.fits(z);
    },
    inRange: (encoded) => self.fits(self.read(encoded)),
    absorbDifference(digest, key, encoded, row, images) {
      self.absorb(digest, self.minus(self.image(key, self.read(encoded)), row, images));
    },
  };
  return self;
}
