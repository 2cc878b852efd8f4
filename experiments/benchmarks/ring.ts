/**
 * R_q in one thread, on random data, in microseconds per polynomial of 16384 coefficients (1024 with --quick) under six
 * primes. Cases without a suffix run one kernel on residues under one prime, or on one plaintext or sample. Cases with
 * /6 cover all six primes. ntt-forward/exact and ntt-inverse/exact are the kernels of engines without fused
 * multiply-add.
 *
 * reply-switch is what a reply takes after its products: twelve inverse transforms, flooding and switching of one
 * half, switching of the other. encode, decode, lift, pack and unpack include copies between vectors and the ring's
 * memory.
 */

import { createRing } from "../../algebra/ring/create-ring.ts";
import { PLAIN_MODULUS } from "../../algebra/ring/integers.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import {
  beforeSwitch,
  createSwitch,
  KEPT,
  switchFlooded,
  switchRounded,
  toPlain,
} from "../../algebra/ring/switching.ts";
import { type Case, timeAll } from "./cases.ts";
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";

const PRIMES = [
  1125899904679937n,
  1125899903991809n,
  1125899903827969n,
  1125899903795201n,
  1125899903500289n,
  1125899903107073n,
];
const LEVEL = PRIMES.length;
/** Among so many random bytes enough are below 243 for 16384 ternary coefficients. */
const TERNARY_BYTES = 3700;
const FLOOD_BITS = 38;

/** Reproducible bytes and residues. The figures do not depend on the values. */
function filled(ring: Ring): { next: () => RnsPoly; noise: (slot: number) => number } {
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return {
    next() {
      const poly = ring.allocate(LEVEL);
      ring.primes.forEach(({ p }, i) => {
        ring.residues(poly, i).forEach((_, j, row) => {
          row[j] = Math.floor((uniform() - 0.5) * p);
        });
      });
      return poly;
    },
    noise(slot) {
      const at = ring.scratch(16 * ring.degree, slot);
      ring.bytes(at, 16 * ring.degree).forEach((_, j, bytes) => {
        bytes[j] = uniform() * 256;
      });
      return at;
    },
  };
}

function transformCases(ring: Ring, suffix: string): Case[] {
  const { kernels: k, degree: n } = ring;
  const { roots, rootRatios, inverseRoots, inverseRootRatios, unit, p } = ring.primes[0]!;
  const { next } = filled(ring);
  const [a, b] = [next().at, next().at];
  return [
    { name: `ntt-forward${suffix}`, work: () => k.ntt(b, a, roots, rootRatios, n, p, 0) },
    {
      name: `ntt-inverse${suffix}`,
      work: () => k.intt(b, inverseRoots, inverseRootRatios, unit, n, p),
    },
  ];
}

function vectorCases(ring: Ring): Case[] {
  const { degree: n } = ring;
  const plain = BigUint64Array.from({ length: n }, (_, j) => PLAIN_MODULUS - BigInt(j * j + 1));
  const small = Int8Array.from({ length: n }, (_, j) => (j % 43) - 21);
  const poly = filled(ring).next();
  const packed = ring.pack(poly);
  return [
    { name: "encode", work: () => ring.encode(plain) },
    { name: "decode", work: () => ring.decode(plain) },
    { name: "lift/6", work: () => ring.lift(poly, plain) },
    { name: "lift-small/6", work: () => ring.liftSmall(poly, small) },
    { name: "pack/6", work: () => ring.pack(poly) },
    { name: "unpack/6", work: () => ring.unpack(packed, poly) },
  ];
}

function pointwiseCases(ring: Ring): Case[] {
  const { kernels: k, degree: n, reversals } = ring;
  const { p, plain, roots } = ring.primes[0]!;
  const { next, noise } = filled(ring);
  const [a, b, c, d, e] = [next().at, next().at, next().at, next().at, next().at];
  const [out, out2, random] = [next().at, next().at, noise(0)];
  return [
    { name: "multiply", work: () => k.mulPoint(out, a, b, n, p) },
    { name: "multiply-add-pair", work: () => k.mulAddPair(out, out2, a, b, c, d, e, a, n, p) },
    { name: "encrypt", work: () => k.encPoint(out, a, b, c, d, n, plain, p) },
    {
      name: "add-monomial",
      work: () => k.addMonomial(out, out2, a, b, roots, reversals, n, n + 5, p),
    },
    {
      name: "ternary",
      work: () => {
        k.keepTernary(random, TERNARY_BYTES);
        k.ternary(out, random, n);
      },
    },
    { name: "errors", work: () => k.errors(out, random, n) },
    { name: "uniform-mod-t", work: () => k.mask60(random, n) },
  ];
}

function replyCases(ring: Ring): Case[] {
  const s = createSwitch(ring, LEVEL);
  const { next, noise } = filled(ring);
  const [x, y] = [next(), next()];
  const [first, second] = [ring.allocate(KEPT), ring.allocate(KEPT)];
  const [random, mask, errors] = [noise(1), noise(2), ring.allocate(1).at];
  ring.kernels.mask60(mask, ring.degree);
  const flood = () => switchFlooded(ring, s, first, x, mask, random, FLOOD_BITS);
  const round = () => switchRounded(ring, s, second, y, errors);
  return [
    { name: "reply-flood", work: flood },
    { name: "reply-round", work: round },
    {
      name: "reply-switch",
      work: () => {
        beforeSwitch(ring, s, x);
        beforeSwitch(ring, s, y);
        flood();
        round();
      },
    },
    { name: "reply-open", work: () => toPlain(ring, s, random, first, second, mask) },
  ];
}

/** The cases ntt-forward, ntt-inverse, reply-switch, … as above. */
export async function run({
  runs,
  quick = false,
  only = "",
}: BenchOptions): Promise<Measurement[]> {
  const shape = { degree: quick ? 1024 : 16384, primes: PRIMES };
  const ring = createRing(shape);
  const cases = [
    ...transformCases(ring, ""),
    ...vectorCases(ring),
    ...pointwiseCases(ring),
    ...replyCases(ring),
    ...transformCases(createRing(shape, { kernel: "exact" }), "/exact"),
  ].filter(({ name }) => name.includes(only));
  const times: number[][] = cases.map(() => []);
  for (let k = 0; k < runs; k++)
    (await timeAll("ring", cases)).forEach((ns, j) => void times[j]!.push(ns / 1000));
  return cases.map(({ name }, j) => measurement("ring", name, 1, "µs", times[j]!));
}
