/**
 * Uniform masks with bits. 60 random bits are a number up to 2^60 − 1. Numbers that are p or more are found and thrown
 * away, without showing the others.
 *
 *   paper       this project: p = 2^60 − 2^18 + 1, so r ≥ p exactly when the 42 bits from 18 on are all 1 and one of the
 *               18 below is
 *   invariant   r = Σ 2^i·b_i is uniform on [0, p − 1] and comes with its bits
 *   formula     d = 42 − Σ_{i≥18} b_i, e = Σ_{i<18} b_i, z = d + g(e) (none-set.ts): g(e) is 0 if e ≠ 0, and 18! if not,
 *               which with no d of 0 … 42 makes 0 mod p. So z = 0 exactly if r ≥ p
 *   rounds      5 openings for g, 2 for v, and two MAC checks, whatever the number of masks
 *   traffic     12 elements a mask and peer
 *   items       60 bits and 6 triples a mask
 *   soundness   2/p of the MAC checks
 *   security    active, up to n−1 corruptions, with selective abort. Opened are the factors of g's products and
 *               η = z − b, uniform as the triples' a and b are, and v = a·z, which but for the masks thrown away is
 *               uniform and not 0
 *   deviation   a good mask is thrown away with probability 1/p, where the a of v's triple is 0: that says nothing of r,
 *               so that those kept stay uniform
 *
 * What a cheater gains by shifts. A factor shifted by λ changes z by λ times the other factor, or by what Horner makes of
 * that; η shifted by λ makes it z + λ. v is still uniform or 0, but 0 then tells whether z + λ is: with λ = −1 whether r has
 * one clear bit from 18 on and a set one below. That mask would not be used, for the check fails later. But no argument has
 * to rest on that: all that is opened before v is MAC-checked before v is opened, so that 0 says "thrown away" and nothing
 * else. v alone decides. Shifted away from 0 it would let r ≥ p through, and shifted to 0 throw
 * away what the cheater likes by its v, so it is checked before it is looked at.
 */
import type { Field } from "../../algebra/field.ts";
import type { Session } from "../../network/session.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import {
  addPublic,
  addShares,
  type LocalContext,
  multiplyPublic,
  multiplyPublicScalar,
  negateShare,
  type Share,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import type { Columns } from "../columns.ts";
import type { Item, Making, Needs } from "../kind.ts";
import { BIT, bitsOf } from "../kinds/bit.ts";
import { TRIPLE, type Triples, triplesOf } from "../kinds/triple.ts";
import { CheckedOpenings } from "./checked-openings.ts";
import { noneSet, noneSetProducts, valueAtNone } from "./none-set.ts";
import { OpenedProducts } from "./opened-products.ts";
import { whereNonZero } from "./where-non-zero.ts";

/**
 * The bits of those numbers that are below p, of all whose bits are given, least significant first. It takes as many
 * accepted triples for each number as `triplesPerMask` says, and spends bits and triples.
 */
export async function testedMasks(
  session: Session,
  field: Field,
  macKey: CheckKey | null,
  bits: readonly Share[],
  triples: Triples,
): Promise<Share[]> {
  const holder = { field, self: session.self, macKeyShare: macKey?.share ?? null };
  const openings = new CheckedOpenings(session, field, macKey);
  const products = new OpenedProducts(holder, openings, triples);
  const low = lowBits(field);

  // 1. z = d + g(e); the products open masked factors.
  const none = await noneSet(holder, products, low, sumOf(holder, bits.slice(0, low)));
  const z = addShares(holder, missingOnes(holder, bits), none);

  // 2. Open η = z − b.
  const { a, b, c } = products.next(z.value.length);
  const eta = await openings.open(subtractShares(holder, z, b));

  // 3. MAC check of all that, before anything shows that depends on it.
  await openings.accept();

  // 4. Open v = η·a + c = a·z.
  const v = await openings.open(addShares(holder, multiplyPublic(holder, a, eta), c));

  // 5. MAC check of v; only now look at it.
  await openings.accept();
  return whereNonZero(bits, v);
}

/** One for each product of g, and one for v. */
export const triplesPerMask = (field: Field): number => noneSetProducts(lowBits(field)) + 1;

/** l of p = 2^bits − 2^l + 1. RangeError for a prime of another form, or one in which some z is 0 by chance. */
export function lowBits({ p, bits }: Field): number {
  const power = (1n << BigInt(bits)) - p + 1n;
  const low = power.toString(2).length - 1;
  if (power !== 1n << BigInt(low)) throw new RangeError(`masks: p = ${p} is not 2^k − 2^l + 1`);
  // d + g(0), d = 0 … bits − low.
  if ((p - (valueAtNone(low) % p)) % p <= BigInt(bits - low))
    throw new RangeError(`masks: in F_${p} the test of ${low} low bits fails`);
  return low;
}

/** ⟦d⟧ = number of high bits − Σ b_i over them: 0 exactly where all high bits are set. */
function missingOnes(holder: LocalContext, bits: readonly Share[]): Share {
  const { field } = holder;
  const high = bits.slice(lowBits(field));
  const ones = sumOf(holder, high);
  const all = new BigUint64Array(ones.value.length).fill(BigInt(high.length));
  return addPublic(holder, negateShare(holder, ones), all);
}

const sumOf = (holder: LocalContext, shares: readonly Share[]): Share =>
  shares.reduce((x, y) => addShares(holder, x, y));

/** Σ_i 2^i·b_i over the given bits, least significant first. */
export function composeBits(holder: LocalContext, bits: readonly Share[]): Share {
  const two = holder.field.fromIntegers([2]);
  return bits.reduceRight((sum, bit) =>
    addShares(holder, multiplyPublicScalar(holder, sum, two), bit),
  );
}

/** How often a mask is thrown away: r ≥ p, which is none, or the a of v's triple is 0, which hides whether it is one. */
export const discardRate = ({ p, bits }: Field): number => {
  const all = 2n ** BigInt(bits);
  const tooLarge = Number(all - p) / Number(all);
  return tooLarge + (1 - tooLarge) / Number(p);
};

/** What masks are made of: bits, and triples for the test. */
export const FROM_BITS = {
  from: "stock",
  label: "masks",
  most: 1 << 13,
  needs: (_item: Item, field: Field, count: number): Needs => [
    [BIT, field.bits * count],
    [TRIPLE, triplesPerMask(field) * count],
  ],
  discards: discardRate,
} as const;

/** Of bits and triples as FROM_BITS has them: what `shares` makes of the bits of each mask that is kept. */
export async function masksFromBits(
  { session, field, family, macKey }: Making,
  [bits, triples]: readonly Columns[],
  shares: (holder: LocalContext, bits: readonly Share[]) => Share[],
): Promise<Share[]> {
  const all = bitsOf(bits!, family);
  const count = all.value.length / field.bits;
  const each = Array.from({ length: field.bits }, (_, i) =>
    sliceShare(all, i * count, (i + 1) * count),
  );
  const kept = await testedMasks(session, field, macKey, each, triplesOf(triples!, family));
  return shares({ field, self: session.self, macKeyShare: macKey?.share ?? null }, kept);
}

/** ⟦r⟧, then its bits: the shares of comparison masks. */
export const comparisonShares = (holder: LocalContext, bits: readonly Share[]): Share[] => [
  composeBits(holder, bits),
  ...bits,
];

/** ⟦r⟧, ⟦r >> f⟧, the top bit, and the f low ones if asked for: the shares of truncation masks. */
export const truncationShares = (
  holder: LocalContext,
  bits: readonly Share[],
  f: number,
  exact: boolean,
): Share[] => [
  composeBits(holder, bits),
  composeBits(holder, bits.slice(f)),
  bits.at(-1)!,
  ...(exact ? bits.slice(0, f) : []),
];
