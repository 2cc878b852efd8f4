import type { Vector } from "../../algebra/field.ts";
import type { Pointer } from "../../algebra/ring/kernels.ts";
import type { Ring } from "../../algebra/ring/ring.ts";
import {
  beforeSwitch,
  KEPT,
  NOISE_BYTES,
  switchFlooded,
  switchRounded,
  toPlain,
} from "../../algebra/ring/switching.ts";
import type { Product, PublicKey, Reply, SecretKey } from "./scheme.ts";
import { SCRATCH } from "./scratch.ts";
import { assertPolynomials, assertVector, type Workspace } from "./workspace.ts";

/** The first primes of a longer polynomial. */
const kept = (at: number) => ({ at, level: KEPT });

export const replyBytes = ({ ring }: Workspace): number => 2 * ring.packedBytes(KEPT);

/**
 * Flooding, mask and modulus switch in one step (paper-notes/bgv.md derives it). In
 *
 *   D0 = X + F,  X = Σ by·c0 + b·u',  F = t·E0 − Q·e,    D1 = Σ by·c1 + a·u' + t·e1'
 *
 * with e uniform mod t, F is uniform over an interval of length t·Q·2^k, Q the product of the dropped primes and
 * k = floodBits. The exact switch takes D0 to
 *
 *   X/Q − Σ y_i·t/q_i − e + t·⌊Σ y_i/q_i + e/t + E⌋,   y_i = [X·(t·Q/q_i)^-1] mod q_i,
 *
 * with E a uniform real in [−2^(k−1), 2^(k−1)). So for the flood only e and E are sampled. The floor's error moves
 * only the ends of the interval. D1 is rounded; it does not depend on D0.
 * The receiver's decryption, times Q mod t, is Σ by·m − Q·e: the sender keeps Q·e.
 */
export function reply(
  work: Workspace,
  key: PublicKey,
  products: readonly Product[],
  added?: Vector,
): Reply {
  assertPolynomials(work, key.a, key.b);
  assertSum(work, products);
  if (added !== undefined) assertVector(work, "added coefficients", added);
  const { ring, sampler, down, field, parameters } = work;
  const { degree: n, kernels } = ring;
  const level = parameters.level;
  const first = { at: ring.scratch(8 * n * level, SCRATCH.first), level };
  const second = { at: ring.scratch(8 * n * level, SCRATCH.second), level };
  const u = ring.scratch(8 * n, SCRATCH.u);
  const e1 = ring.scratch(8 * n, SCRATCH.e1);
  const mask = ring.scratch(8 * n, SCRATCH.mask);
  sampler.ternaryAt(u);
  sampler.errorsAt(e1);
  sampler.plainAt(mask);

  const transformed = ring.scratch(4 * 8 * n, SCRATCH.row);
  ring.primes.forEach(({ p, roots, rootRatios }, i) => {
    kernels.ntt(transformed, u, roots, rootRatios, n, p, 0);
    const [x0, x1] = [ring.row(first, i), ring.row(second, i)];
    const [k0, k1] = [ring.row(key.b, i), ring.row(key.a, i)];
    const [one, ...more] = products.map(({ ciphertext: { c0, c1 }, by }) => ({
      by: ring.row(by.poly, i),
      c0: ring.row(c0, i),
      c1: ring.row(c1, i),
    }));
    kernels.mulAddPair(x0, x1, one!.by, one!.c0, one!.c1, transformed, k0, k1, n, p);
    addProducts(ring, p, [x0, x1], more, transformed + 8 * n);
  });
  beforeSwitch(ring, down, first);
  beforeSwitch(ring, down, second);

  const noise = ring.scratch(NOISE_BYTES * n, SCRATCH.random);
  sampler.fill(noise, NOISE_BYTES * n);
  switchFlooded(ring, down, kept(first.at), first, mask, noise, parameters.floodBits);
  switchRounded(ring, down, kept(second.at), second, e1);
  const bytes = new Uint8Array(replyBytes(work));
  ring.packInto(kept(first.at), bytes, 0);
  ring.packInto(kept(second.at), bytes, bytes.length / 2);

  const e = ring.words(mask, n).slice();
  const scale = BigUint64Array.of(down.correction);
  return {
    bytes,
    mask:
      added === undefined
        ? field.multiplyScalar(e, scale)
        : field.multiplyScalarAdd(e, scale, added),
  };
}

/**
 * The flood hides N·t/2 times the noise of a ciphertext. A coefficient of Σ by·c is at most Σ ‖by‖₁ times a coefficient
 * of c. ‖by‖₁ is at most the weight of `by` times t/2, so all weights together may be at most N.
 */
function assertSum(work: Workspace, products: readonly Product[]): void {
  if (products.length === 0) throw new RangeError("bgv: a reply to nothing");
  for (const { ciphertext, by } of products)
    assertPolynomials(work, ciphertext.c0, ciphertext.c1, by.poly);
  const weight = products.reduce((sum, { by }) => sum + by.weight, 0);
  if (weight > work.parameters.degree)
    throw new RangeError(
      `bgv: multiplicands of ${weight} coefficients; the flood hides ${work.parameters.degree}`,
    );
}

/** Rows of a product under one prime. */
interface ProductRows {
  readonly by: Pointer;
  readonly c0: Pointer;
  readonly c1: Pointer;
}

/** x0 += Σ by·c0, x1 += Σ by·c1, centred if there are products. `free` points to two free rows. */
function addProducts(
  { kernels, degree: n }: Ring,
  p: number,
  [x0, x1]: readonly [Pointer, Pointer],
  products: readonly ProductRows[],
  free: Pointer,
): void {
  if (products.length === 0) return;
  const [y0, y1] = [free, free + 8 * n];
  kernels.centre(x0, x0, n, p);
  kernels.centre(x1, x1, n, p);
  for (let k = 0; k < products.length; k += 2) {
    const [a, b] = [products[k]!, products[k + 1]];
    if (b === undefined) {
      kernels.mulPoint(y0, a.by, a.c0, n, p);
      kernels.mulPoint(y1, a.by, a.c1, n, p);
    } else kernels.mulAddPair(y0, y1, a.by, a.c0, a.c1, b.by, b.c0, b.c1, n, p);
    kernels.addMultiple(x0, x1, y0, y1, n, 1, p);
  }
}

/** Q·(d0 + d1·s mod q', centred) mod t. RangeError on another length or a residue that is not canonical. */
export function decryptReply(work: Workspace, { s }: SecretKey, bytes: Uint8Array): Vector {
  assertPolynomials(work, s);
  const half = replyBytes(work) / 2;
  if (bytes.length !== 2 * half) throw new RangeError(`bgv: a reply of ${bytes.length} bytes`);
  const { ring, down } = work;
  const { degree: n, kernels } = ring;
  const first = kept(ring.scratch(8 * n * KEPT, SCRATCH.first));
  const second = kept(ring.scratch(8 * n * KEPT, SCRATCH.second));
  ring.unpack(bytes.subarray(0, half), first);
  ring.unpack(bytes.subarray(half), second);
  for (let i = 0; i < KEPT; i++) {
    const { p, roots, rootRatios, inverseRoots, inverseRootRatios, unit } = ring.primes[i]!;
    const at = ring.row(second, i);
    kernels.ntt(at, at, roots, rootRatios, n, p, 0);
    kernels.mulPoint(at, at, ring.row(s, i), n, p);
    kernels.intt(at, inverseRoots, inverseRootRatios, unit, n, p);
  }
  const out = ring.scratch(8 * n, SCRATCH.plain);
  toPlain(ring, down, out, second, first, 0);
  return ring.words(out, n).slice();
}
