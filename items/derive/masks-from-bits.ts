/**
 * Uniform masks with bits. 60 random bits are a number up to 2^60 − 1. Numbers that are p − 1 or more are found and thrown
 * away, without showing the others.
 *
 *   paper       this project: p − 1 = 2^60 − 2^18, so r ≥ p − 1 exactly when the 42 bits from 18 on are all 1
 *   invariant   r = Σ 2^i·b_i is uniform on [0, p − 2] and comes with its bits
 *   rounds      two openings, one MAC check, whatever the number of masks
 *   traffic     two elements a mask and peer
 *   soundness   2/p of the MAC check
 *   security    active, up to n−1 corruptions, with selective abort; opens η = d − b', uniform as b' is, and
 *               v = a·d, which but for the masks thrown away is uniform and not 0
 *   deviation   a good mask is thrown away with probability 1/p, where the triple's a is 0
 *
 * Before the check nothing depends on v. A v that is shifted away from 0 would let r ≥ p − 1 through. A v that is shifted to
 * 0 would tell that d was what it was shifted by.
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
import { whereNonZero } from "./where-non-zero.ts";

/**
 * The bits of those numbers that are below p − 1, of all whose bits are given, least significant first. It takes one
 * accepted triple for each number, and spends bits and triples.
 */
export async function testedMasks(
  session: Session,
  field: Field,
  macKey: CheckKey | null,
  bits: readonly Share[],
  { a, b, c }: Triples,
): Promise<Share[]> {
  const holder = { field, self: session.self, macKeyShare: macKey?.share ?? null };
  const openings = new CheckedOpenings(session, field, macKey);
  const d = missingOnes(holder, bits);

  // 1. Open η = d − b'.
  const eta = await openings.open(subtractShares(holder, d, b));

  // 2. Open v = η·a + c' = a·d.
  const v = await openings.open(addShares(holder, multiplyPublic(holder, a, eta), c));

  // 3. MAC check of both; only now look at v.
  await openings.accept();
  return whereNonZero(bits, v);
}

/** How many bits of p − 1 = 2^bits − 2^low are 0 from the bottom. RangeError for a prime of another form. */
export function lowBits({ p, bits }: Field): number {
  const low = (1n << BigInt(bits)) - p + 1n;
  const position = low.toString(2).length - 1;
  if (low !== 1n << BigInt(position)) throw new RangeError(`masks: p = ${p} is not 2^k − 2^l + 1`);
  return position;
}

/** ⟦d⟧ = number of high bits − Σ b_i over them: 0 exactly where r ≥ p − 1. */
export function missingOnes(holder: LocalContext, bits: readonly Share[]): Share {
  const { field } = holder;
  const high = bits.slice(lowBits(field));
  const ones = high.reduce((x, y) => addShares(holder, x, y));
  const all = new BigUint64Array(ones.value.length).fill(BigInt(high.length));
  return addPublic(holder, negateShare(holder, ones), all);
}

/** Σ_i 2^i·b_i over the given bits, least significant first. */
export function composeBits(holder: LocalContext, bits: readonly Share[]): Share {
  const two = holder.field.fromIntegers([2]);
  return bits.reduceRight((sum, bit) =>
    addShares(holder, multiplyPublicScalar(holder, sum, two), bit),
  );
}

/** What masks are made of: bits and a triple each. */
export const FROM_BITS = {
  from: "stock",
  label: "masks",
  most: 1 << 13,
  needs: (_item: Item, { bits }: Field, count: number): Needs => [
    [BIT, bits * count],
    [TRIPLE, count],
  ],
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
