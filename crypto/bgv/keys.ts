import type { RnsPoly } from "../../algebra/ring/ring.ts";
import type { KeyWitness, PublicKey, SecretKey } from "./scheme.ts";
import { SCRATCH } from "./scratch.ts";
import type { Seal } from "./seal.ts";
import { assertPolynomials, type Workspace } from "./workspace.ts";

export interface Keys {
  readonly publicKey: PublicKey;
  readonly secretKey: SecretKey;
  readonly witness: KeyWitness;
}

/** s from SEAL if it is given, else from our kernel; e of SEAL's distribution; b = −(a·s + t·e). */
export function generateKeys(work: Workspace, a: RnsPoly, seal: Seal | null): Keys {
  assertPolynomials(work, a);
  const { ring, sampler } = work;
  const s = ring.allocate(ring.primes.length);
  const small = seal === null ? sampler.ternary() : secretFrom(work, seal, s);
  if (seal === null) ring.liftSmall(s, small);
  const witness = { s: small, e: sampler.errors() };
  return { publicKey: { a, b: publicHalf(work, a, s, witness.e) }, secretKey: { s }, witness };
}

/** b = −(a·s + t·e), canonical; s in NTT form. */
function publicHalf({ ring }: Workspace, a: RnsPoly, s: RnsPoly, e: Int8Array): RnsPoly {
  const { degree: n, kernels } = ring;
  const b = ring.allocate(ring.primes.length);
  ring.liftSmall(b, e);
  ring.primes.forEach(({ p, plain }, i) => {
    const [to, first, second] = [b, a, s].map((poly) => ring.row(poly, i));
    kernels.encPoint(to!, first!, second!, 0, to!, n, plain, p);
    kernels.negCanon(to!, to!, n, p);
  });
  return b;
}

/**
 * A secret from SEAL, as small integers and in `s`. Our transforms must reproduce SEAL's residues under every prime.
 *
 * @throws Error if they do not, or if the secret is not ternary.
 */
function secretFrom({ ring }: Workspace, seal: Seal, s: RnsPoly): Int8Array<ArrayBuffer> {
  const { degree: n, kernels } = ring;
  const residues = seal.sampleSecret();
  const { p, inverseRoots, inverseRootRatios, unit } = ring.primes[0]!;
  const at = ring.scratch(8 * n, SCRATCH.row);
  ring.doubles(at, n).set(residues.subarray(0, n));
  kernels.intt(at, inverseRoots, inverseRootRatios, unit, n, p);
  kernels.centre(at, at, n, p);
  const small = Int8Array.from(ring.doubles(at, n));
  ring.liftSmall(s, small);
  let wrong = 0;
  for (const x of small) wrong |= Math.abs(x) >> 1;
  ring.primes.forEach((prime, i) => {
    const ours = ring.residues(s, i);
    for (let j = 0; j < n; j++) {
      const canonical = ours[j]! + Number(ours[j]! < 0) * prime.p;
      wrong |= Number(canonical !== residues[i * n + j]);
    }
  });
  residues.fill(0);
  if (wrong !== 0) throw new Error("SEAL and the ring's transforms disagree about a secret key");
  return small;
}
