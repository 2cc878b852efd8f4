/**
 * A reply by the book, on bigints: D = Σ by·C + Enc(F) over Z_q with F an integer, then the exact switch by all dropped
 * primes at once. F is made of the very bytes that the kernel drew.
 */
import { mod } from "../../../algebra/ring/integers.ts";
import {
  fromResidues,
  inverseTransform,
  negacyclicProduct,
  switchDown,
} from "../../../algebra/ring/reference.ts";
import type { RnsPoly } from "../../../algebra/ring/ring.ts";
import type { Bgv, Ciphertext, PublicKey } from "../../../crypto/bgv/scheme.ts";
import type { Suite } from "../../../crypto/suite.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { T } from "./instances.ts";

/** A suite whose key streams write down what they gave, and may be made to give something else. */
export function recording(replace: (bytes: Uint8Array, call: number) => void = () => {}): {
  suite: Suite;
  drawn: Uint8Array[];
} {
  const drawn: Uint8Array[] = [];
  const suite: Suite = {
    ...nodeSuite,
    keyStream(key) {
      const stream = nodeSuite.keyStream(key);
      return {
        next(length) {
          const bytes = stream.next(length);
          replace(bytes, drawn.length);
          drawn.push(bytes.slice());
          return bytes;
        },
      };
    },
  };
  return { suite, drawn };
}

/** What one reply drew: bytes of u', of e1', of the mask e and of the noise, in this order. */
export interface Draws {
  readonly u: bigint[];
  readonly e1: bigint[];
  /** e, in [0, t) */
  readonly mask: bigint[];
  /** E·2^56 */
  readonly noise: bigint[];
}

const little = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

const weight = (x: bigint): bigint => BigInt(x.toString(2).replaceAll("0", "").length);

/** RangeError if a sampler had to draw twice: take another seed. */
export function drawsOf(drawn: readonly Uint8Array[], n: number, floodBits: number): Draws {
  const [ternary, errors, masks, noises, ...more] = drawn;
  if (noises === undefined || more.length > 0) throw new RangeError(`${drawn.length} draws`);
  const each = (bytes: Uint8Array, size: number): bigint[] =>
    Array.from({ length: n }, (_, j) => little(bytes.subarray(size * j, size * (j + 1))));
  const trits = [...ternary!.filter((byte) => byte < 243)].flatMap((byte) =>
    [1, 3, 9, 27, 81].map((power) => BigInt((Math.floor(byte / power) % 3) - 1)),
  );
  return {
    u: trits.slice(0, n),
    e1: each(errors!, 6).map((x) => {
      const [low, high] = [x & 0x1fffffn, (x >> 24n) & 0x1fffffn];
      return weight(low) - weight(high);
    }),
    mask: each(masks!, 8).map((x) => x & ((1n << 60n) - 1n)),
    noise: each(noises, noises.length / n).map((x) => {
      const whole = (x & ((1n << 40n) - 1n)) % (1n << BigInt(floodBits));
      return ((whole - (1n << BigInt(floodBits - 1))) << 56n) + (x >> 40n);
    }),
  };
}

/** Integer coefficients mod q of a polynomial in NTT form at full level. */
function coefficients({ ring }: Bgv, poly: RnsPoly): bigint[] {
  const primes = ring.primes.map(({ q }) => q);
  const rows = primes.map((q, i) =>
    inverseTransform(
      Array.from(ring.residues(poly, i), (x) => mod(BigInt(x), q)),
      q,
    ),
  );
  return rows[0]!.map((_, j) =>
    fromResidues(
      rows.map((row) => row[j]!),
      primes,
    ),
  );
}

/** The two halves in [0, q'), switched down exactly. */
export function exactReply(
  bgv: Bgv,
  key: PublicKey,
  products: readonly { readonly ciphertext: Ciphertext; readonly by: readonly bigint[] }[],
  { u, e1, mask, noise }: Draws,
): [bigint[], bigint[]] {
  const { primes, keptPrimes } = bgv.parameters;
  const product = (xs: readonly bigint[]) => xs.reduce((x, y) => x * y, 1n);
  const Q = product(primes.slice(keptPrimes));
  const kept = product(primes.slice(0, keptPrimes));
  const centred = (x: bigint) => (x > T / 2n ? x - T : x);
  const linear = (half: "c0" | "c1", k: RnsPoly): bigint[] =>
    [
      negacyclicProduct(coefficients(bgv, k), u),
      ...products.map(({ ciphertext, by }) =>
        negacyclicProduct(coefficients(bgv, ciphertext[half]), by.map(centred)),
      ),
    ].reduce((x, y) => x.map((value, j) => value + y[j]!));
  // F = t·G − Q·e with G = ⌊Q·(e/t + E)⌋: the F ≡ −Q·e mod t below t·Q·E.
  const flood = mask.map((e, j) => {
    const G = ((Q * e) << 56n) + Q * T * noise[j]!;
    return T * ((G - mod(G, T << 56n)) / (T << 56n)) - Q * e;
  });
  return [
    linear("c0", key.b).map((x, j) => mod(switchDown(x + flood[j]!, T, Q, "floor"), kept)),
    linear("c1", key.a).map((x, j) => mod(switchDown(x + T * e1[j]!, T, Q, "centred"), kept)),
  ];
}

/** The halves of a reply's bytes, in [0, q'). */
export function halvesOf(bgv: Bgv, bytes: Uint8Array): [bigint[], bigint[]] {
  const { degree, primes, keptPrimes } = bgv.parameters;
  const kept = primes.slice(0, keptPrimes);
  const packed = little(bytes);
  const residue = (k: number) => (packed >> BigInt(50 * k)) & ((1n << 50n) - 1n);
  const half = (h: number): bigint[] =>
    Array.from({ length: degree }, (_, j) =>
      fromResidues(
        kept.map((_, i) => residue((h * keptPrimes + i) * degree + j)),
        kept,
      ),
    );
  return [half(0), half(1)];
}
