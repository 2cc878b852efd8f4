/**
 * Tests this machine's kernel against SEAL, once per session. SEAL decrypts what the kernel encrypted and replied, and
 * both must decode alike. A wrong kernel (a host that rounds where it should fuse, a miscompiled module) must not look
 * like a peer's cheating, and must not stay unnoticed.
 */
import { encodedView, type Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { bitReversals, inverse, mod, PLAIN_MODULUS } from "../../algebra/ring/integers.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import { equalBytes } from "../hash.ts";
import { freshPrg, type RandomSource } from "../random.ts";
import type { Bgv, SecretKey } from "./scheme.ts";
import type { Seal } from "./seal.ts";

/**
 * Returns if SEAL confirms, under fresh keys and random values, encoding, encryption, a reply and its decryption.
 * Counts as one reply sent. Takes about half a second at N = 16384, most of it SEAL's tables.
 *
 * @throws Error that names the operation on which the two disagree.
 */
export function checkKernel(bgv: Bgv, seal: Seal, source: RandomSource): void {
  const { primes, keptPrimes } = bgv.parameters;
  const field = prime60();
  const coins = freshPrg(source);
  const [x, y] = [0, 1].map(() => coins.elements(field, bgv.slots)) as [Vector, Vector];
  const a = bgv.publicA(coins);
  const { publicKey, secretKey } = bgv.generateKeys(a);
  const secret = secretResidues(bgv, secretKey);
  const sealDecrypts = (residues: Float64Array, correction: bigint): Vector => {
    const half = residues.length / 2;
    return seal.decrypt(secret, residues.subarray(0, half), residues.subarray(half), correction);
  };

  const plain = bgv.encode(x);
  confirm("encoding", seal.encode(inSealsOrder(x)), plain);
  confirm("decoding", seal.decode(plain), inSealsOrder(bgv.decode(plain)));

  const { ciphertext } = bgv.encrypt(publicKey, plain);
  confirm("encryption", sealDecrypts(unpackResidues(bgv.encodeCiphertext(ciphertext)), 1n), plain);

  const by = bgv.multiplicand(bgv.encode(y));
  const { bytes, mask } = bgv.reply(publicKey, ciphertext, by);
  const decrypted = bgv.decryptReply(secretKey, bytes);
  const dropped = primes.slice(keptPrimes).reduce((product, q) => product * q, 1n);
  const correction = inverse(mod(dropped, PLAIN_MODULUS), PLAIN_MODULUS);
  confirm(
    "decryption of a reply",
    sealDecrypts(transformedReply(bgv, bytes), correction),
    decrypted,
  );
  confirm("replies", bgv.decode(field.add(decrypted, mask)), field.multiply(x, y));

  secret.fill(0);
  bgv.free(ciphertext, by, publicKey, secretKey, a);
}

function confirm(what: string, one: Vector, other: Vector): void {
  if (equalBytes(encodedView(one), encodedView(other))) return;
  throw new Error(
    `${what}: SEAL and this machine's lattice kernel disagree; do not compute with secrets here`,
  );
}

/** SEAL's slot i is our slot rev((3^i mod 2N − 1)/2) in its first row, rev((2N − 1 − 3^i mod 2N)/2) in its second. */
export function inSealsOrder(slots: Vector): Vector {
  const n = slots.length;
  const reversals = bitReversals(n);
  const out = new BigUint64Array(n);
  for (let i = 0, power = 1; i < n / 2; i++, power = (3 * power) % (2 * n)) {
    out[i] = slots[reversals[(power - 1) / 2]!]!;
    out[n / 2 + i] = slots[reversals[(2 * n - power - 1) / 2]!]!;
  }
  return out;
}

/** s under all primes, canonical. */
export const secretResidues = ({ ring }: Bgv, { s }: SecretKey): Float64Array =>
  canonicalResidues(ring, s);

/** A reply's halves in the NTT form that SEAL expects, canonical. They are sent as coefficients. */
export function transformedReply({ ring }: Bgv, bytes: Uint8Array): Float64Array {
  const residues = unpackResidues(bytes);
  const half = residues.length / 2;
  const out = new Float64Array(residues.length);
  const poly = ring.allocate(half / ring.degree);
  for (const from of [0, half]) {
    for (let i = 0; i < poly.level; i++) {
      const start = from + i * ring.degree;
      ring.residues(poly, i).set(residues.subarray(start, start + ring.degree));
    }
    ring.forward(poly, poly);
    out.set(canonicalResidues(ring, poly), from);
  }
  ring.free(poly);
  return out;
}

function canonicalResidues(ring: Ring, poly: RnsPoly): Float64Array<ArrayBuffer> {
  const out = new Float64Array(ring.degree * poly.level);
  for (let i = 0; i < poly.level; i++) {
    const { p } = ring.primes[i]!;
    out.set(
      ring.residues(poly, i).map((x) => x + Number(x < 0) * p),
      ring.degree * i,
    );
  }
  return out;
}

/** 50 bits each, little-endian. It shares no code with the kernels, which it helps to test. */
export function unpackResidues(packed: Uint8Array): Float64Array<ArrayBuffer> {
  const padded = new Uint8Array(packed.length + 1);
  padded.set(packed);
  const view = new DataView(padded.buffer);
  return Float64Array.from({ length: (packed.length * 8) / 50 }, (_, k) => {
    const at = Math.floor((50 * k) / 8);
    const shift = (50 * k) % 8;
    const low = view.getUint32(at, true) >>> shift;
    const high = view.getUint32(at + 4, true) & (2 ** (18 + shift) - 1);
    return low + 2 ** (32 - shift) * high;
  });
}
