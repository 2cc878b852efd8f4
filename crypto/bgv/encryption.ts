import type { Vector } from "../../algebra/field.ts";
import type { RnsPoly } from "../../algebra/ring/ring.ts";
import type { Ciphertext, PublicKey, Witness } from "./scheme.ts";
import { SCRATCH } from "./scratch.ts";
import { assertPolynomials, assertVector, type Workspace } from "./workspace.ts";

/** c0 = b·u + t·e0 + m, c1 = a·u + t·e1, canonical, with fresh u, e0, e1, which the witness keeps. */
export function encrypt(
  work: Workspace,
  key: PublicKey,
  plain: Vector,
): { ciphertext: Ciphertext; witness: Witness } {
  assertPolynomials(work, key.a, key.b);
  assertVector(work, "coefficients", plain);
  const { ring, sampler } = work;
  const witness: Witness = {
    plain: plain.slice(),
    u: sampler.ternary(),
    e0: sampler.errors(),
    e1: sampler.errors(),
  };
  const ciphertext = {
    c0: ring.allocate(ring.primes.length),
    c1: ring.allocate(ring.primes.length),
  };
  encryptWith(work, ciphertext, key, witness);
  return { ciphertext, witness };
}

/** The same with the randomness of `witness`, into `out`. */
function encryptWith(
  { ring }: Workspace,
  out: Ciphertext,
  key: PublicKey,
  { plain, u, e0, e1 }: Witness,
): void {
  const { degree: n, kernels } = ring;
  const doubles = (slot: number, small: Int8Array): number => {
    const bytes = ring.scratch(n + 8, SCRATCH.small);
    ring.bytes(bytes, n).set(new Uint8Array(small.buffer, small.byteOffset, n));
    const at = ring.scratch(8 * n, slot);
    kernels.i8ToF(at, bytes, n);
    return at;
  };
  const factors = [doubles(SCRATCH.u, u), doubles(SCRATCH.e0, e0), doubles(SCRATCH.e1, e1)];
  const message = ring.scratch(8 * n, SCRATCH.plain);
  ring.words(message, n).set(plain);
  const [U, E0, E1, M] = rows(ring.scratch(4 * 8 * n, SCRATCH.row), 8 * n);
  ring.primes.forEach(({ p, roots, rootRatios, plain: t }, i) => {
    const transform = (to: number, from: number) =>
      kernels.ntt(to, from, roots, rootRatios, n, p, 0);
    [U, E0, E1].forEach((to, k) => {
      transform(to!, factors[k]!);
    });
    kernels.liftT(M!, message, n, p);
    transform(M!, M!);
    const row = (poly: RnsPoly) => ring.row(poly, i);
    kernels.encPoint(row(out.c0), row(key.b), U!, M!, E0!, n, t, p);
    kernels.encPoint(row(out.c1), row(key.a), U!, 0, E1!, n, t, p);
  });
}

/** C ← 2·C, canonical. */
export function double(work: Workspace, { c0, c1 }: Ciphertext): void {
  assertPolynomials(work, c0, c1);
  const { ring } = work;
  for (const half of [c0, c1])
    ring.primes.forEach(({ p }, i) => {
      const at = ring.row(half, i);
      ring.kernels.doubleCanon(at, at, ring.degree, p);
    });
}

const rows = (at: number, bytes: number): number[] => [0, 1, 2, 3].map((k) => at + k * bytes);
