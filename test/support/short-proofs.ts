/** n provers on the bigint reference: keys, honest images, and the proofs that they pass to proveShort. */

import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { AbortCode } from "../../network/abort.ts";
import { proveShort, type ShortProof } from "../../protocols/prove-short.ts";
import { type Options, type Outcome, runParties } from "./parties.ts";
import {
  type Pair,
  type Poly,
  type ReferenceKey,
  type ReferenceOpenings,
  type ReferenceShape,
  referenceOpenings,
  type Short,
} from "./reference-openings.ts";
import { lastWord } from "./rushing.ts";
import { seats as allSeats, assertBlamed } from "./tamper.ts";

export const P60 = (1n << 60n) - (1n << 18n) + 1n;
/** Three primes below 2^50: without a transform any will do. */
export const PRIMES = [1125899906842597n, 1125899906842589n, 1125899906842573n] as const;

export type Task = ShortProof<ReferenceKey, Pair, Short>;

/** Shapes with K = 2^`gap` (B a power of two below it), in rings that no security is claimed for. */
export function toyShape(
  kind: ReferenceShape["kind"],
  degree: number,
  rows: number,
  columns: number,
  gap = 20,
): ReferenceShape {
  const wide = Math.ceil(Math.log2(columns));
  return {
    kind,
    degree,
    t: P60,
    primes: PRIMES,
    rows,
    columns,
    bits: { plain: 59 + wide + gap, u: wide + gap, error: 5 + wide + gap },
    bounds: { plain: BigInt(columns) << 59n, u: BigInt(columns), error: 21n * BigInt(columns) },
  };
}

/** Seeded integers. */
export class Draws {
  readonly #prg: Prg;

  constructor(...seed: (string | number)[]) {
    this.#prg = new Prg(nodeSuite, hash(nodeSuite, "test/draws/v1", ...seed));
  }

  /** Uniform in [low, high] */
  between(low: bigint, high: bigint): bigint {
    const [a, b, c] = new BigUint64Array(this.#prg.bytes(24).buffer);
    return low + (((a! << 128n) | (b! << 64n) | c!) % (high - low + 1n));
  }

  poly(degree: number, bound: bigint): Poly {
    return Array.from({ length: degree }, () => this.between(-bound, bound));
  }
}

/** An honest witness of the shape. */
export function honestShort({ kind, degree: n, t }: ReferenceShape, draws: Draws): Short {
  const zero: Poly = new Array<bigint>(n).fill(0n);
  const half = (t - 1n) / 2n;
  const plain = kind === "key" ? zero : draws.poly(n, half);
  return {
    plain: kind === "constant" ? [plain[0]!, ...zero.slice(1)] : plain,
    u: draws.poly(n, 1n),
    e0: kind === "key" ? zero : draws.poly(n, 21n),
    e1: draws.poly(n, 21n),
  };
}

/** What party i of n brings if it is honest; the same for the same seed. */
export function honestTasks(shape: ReferenceShape, n: number, seed: string): Task[] {
  const openings = referenceOpenings(shape);
  const { degree, primes } = shape;
  const q = primes.reduce((a, b) => a * b, 1n);
  const common = new Draws(seed, "a");
  const a = Array.from({ length: degree }, () => common.between(0n, q - 1n));
  const keys = Array.from({ length: n }, (_, i) => {
    const draws = new Draws(seed, "key", i);
    return openings.keyFor(a, draws.poly(degree, 1n), draws.poly(degree, 21n));
  });
  return keys.map((key, i) => {
    const draws = new Draws(seed, "witness", i);
    const own = Array.from({ length: shape.columns }, () => {
      const witness = honestShort(shape, draws);
      return { image: openings.image(key, witness), witness };
    });
    return taskOf(shape, openings, keys, own);
  });
}

export function taskOf(
  { degree, primes }: ReferenceShape,
  openings: ReferenceOpenings,
  keys: readonly ReferenceKey[],
  own: Task["own"],
): Task {
  return {
    label: "test/short/v1",
    context: "key",
    openings,
    keys,
    imageBytes: 16 * degree * primes.length,
    encode: (image) => encodePair(image, primes),
    decode: (bytes) => decodePair(bytes, degree, primes),
    own,
  };
}

/** Canonical residues, prime after prime, 8 bytes each. */
export function encodePair({ first, second }: Pair, primes: readonly bigint[]): Uint8Array {
  const residues = primes.flatMap((q) => [...first, ...second].map((x) => ((x % q) + q) % q));
  return new Uint8Array(BigUint64Array.from(residues).buffer);
}

export function decodePair(bytes: Uint8Array, degree: number, primes: readonly bigint[]): Pair {
  if (bytes.length !== 16 * degree * primes.length) throw new RangeError("no image");
  const residues = new BigUint64Array(bytes.slice().buffer);
  const q = primes.reduce((x, y) => x * y, 1n);
  const at = (i: number): bigint => {
    let x = 0n;
    for (const [k, prime] of primes.entries()) {
      const residue = residues[2 * degree * k + i]!;
      if (residue >= prime) throw new RangeError("a residue is not canonical");
      const others = q / prime;
      x += residue * others * inverse(others % prime, prime);
    }
    return x % q;
  };
  const poly = (from: number): Poly => Array.from({ length: degree }, (_, j) => at(from + j));
  return { first: poly(0), second: poly(degree) };
}

function inverse(x: bigint, q: bigint): bigint {
  let result = 1n;
  for (let base = x, e = q - 2n; e > 0n; e >>= 1n, base = (base * base) % q)
    if (e & 1n) result = (result * base) % q;
  return result;
}

/** All parties prove what they bring, in the session "proof". */
export const runProofs = (tasks: readonly Task[], options?: Options): Promise<Outcome<Pair[][]>> =>
  runParties(tasks.length, (s) => proveShort(s.child("proof"), tasks[s.self]!), options);

/** All (n, cheater) with 2 and 3 parties. */
export const seats = allSeats.filter(({ n }) => n <= 3);

/** Runs the proof with one party's task spoiled, for every seat. */
export async function blames(
  kind: ReferenceShape,
  what: string,
  spoil: (task: Task, cheater: number) => Task,
  code: AbortCode = "bad-proof",
): Promise<void> {
  for (const { n, cheater } of seats) {
    const tasks = honestTasks(kind, n, what);
    tasks[cheater] = spoil(tasks[cheater]!, cheater);
    const outcome = await runProofs(tasks, { seed: what });
    assertBlamed(outcome, cheater, code, [cheater], `${what}, n = ${n}`);
  }
}

/** All prove honestly, but the cheater says last, in every exchange, what `change` makes of everything. */
export const withLastWord = (
  tasks: readonly Task[],
  cheater: number,
  change: Parameters<typeof lastWord>[1],
  seed: string,
  sessions: readonly string[] = ["proof"],
) =>
  runParties(
    tasks.length,
    async (s) => {
      const session = s.self === cheater ? lastWord(s, change) : s;
      for (const label of sessions) await proveShort(session.child(label), tasks[s.self]!);
    },
    { seed },
  );
