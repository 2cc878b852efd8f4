/**
 * Polynomials as bytes: canonical residues, 50 bits each, prime after prime. The receiver knows level, form and key;
 * they are never sent.
 */
import type { RnsPoly } from "../../algebra/ring/ring.ts";
import type { Ciphertext, PublicKey } from "./scheme.ts";
import { assertPolynomials, type Workspace } from "./workspace.ts";

export const polynomialBytes = ({ ring, parameters }: Workspace): number =>
  ring.packedBytes(parameters.level);

export function encodeHalves(work: Workspace, ...halves: RnsPoly[]): Uint8Array<ArrayBuffer> {
  assertPolynomials(work, ...halves);
  const run = polynomialBytes(work);
  const bytes = new Uint8Array(run * halves.length);
  halves.forEach((half, k) => {
    work.ring.packInto(half, bytes, run * k);
  });
  return bytes;
}

/** RangeError on another length or a residue that is not canonical. */
export function decodePublicKey(work: Workspace, bytes: Uint8Array, a: RnsPoly): PublicKey {
  assertPolynomials(work, a);
  const [b] = decodeHalves(work, "a public key", bytes, 1);
  return { a, b: b! };
}

/** RangeError on another length or a residue that is not canonical. */
export function decodeCiphertext(work: Workspace, bytes: Uint8Array): Ciphertext {
  const [c0, c1] = decodeHalves(work, "a ciphertext", bytes, 2);
  return { c0: c0!, c1: c1! };
}

function decodeHalves(
  work: Workspace,
  what: string,
  bytes: Uint8Array,
  count: number,
): readonly RnsPoly[] {
  const { ring, parameters } = work;
  const run = polynomialBytes(work);
  if (bytes.length !== run * count) throw new RangeError(`bgv: ${what} of ${bytes.length} bytes`);
  const halves: RnsPoly[] = [];
  try {
    for (let k = 0; k < count; k++) {
      halves.push(ring.allocate(parameters.level));
      ring.unpack(bytes.subarray(run * k, run * (k + 1)), halves[k]!);
    }
  } catch (failure) {
    for (const half of halves) ring.free(half);
    throw failure;
  }
  return halves;
}
