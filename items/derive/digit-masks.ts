/**
 * Uniform masks for comparisons in the product form: with their bits the product of each pair of neighbours, by which any
 * function of a base-4 digit is linear; a random bit s; r_0 ⊕ s; and ρ ≠ 0.
 *
 *   paper       Damgård, Geisler, Krøigaard, IJACT 1(1), 2008, for the form; this project for the items
 *   invariant   r is uniform on [0, p − 1], s on {0, 1}, ρ on [1, p − 1], all independent and known to nobody
 *   formula     q_j = r_2j·r_2j+1 for each digit j; r_0 ⊕ s = r_0 + s − 2·r_0·s; ρ = a of a triple whose a·b, opened, is
 *               not 0
 *   rounds      those of masks-from-bits.ts; then two openings, and a MAC check
 *   traffic     63 elements a mask and peer, beside those of masks-from-bits.ts
 *   items       one bit and 32 triples a mask, beside those of masks-from-bits.ts
 *   soundness   2/p of the MAC checks
 *   security    active, up to n−1 corruptions, with selective abort. Opened are factors, masked by the triples, and a·b,
 *               which says of a whether it is 0, as b is uniform and spent by that. It is checked before it is looked at
 *   deviation   a mask whose a·b is 0 is thrown away, so that no comparison is wrong because its ρ is 0. With any ρ one in
 *               p would be, a term of the budget that would limit a run to 2^20 comparisons at s = 40
 */
import type { Field } from "../../algebra/field.ts";
import {
  addShares,
  concatShares,
  multiplyPublicScalar,
  type Share,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import type { Columns } from "../columns.ts";
import type { Item, Making, Needs } from "../kind.ts";
import { BIT, bitsOf } from "../kinds/bit.ts";
import { TRIPLE, triplesOf } from "../kinds/triple.ts";
import { CheckedOpenings } from "./checked-openings.ts";
import { composeBits, discardRate, testedMasks, triplesPerMask } from "./masks-from-bits.ts";
import { OpenedProducts } from "./opened-products.ts";
import { whereNonZero } from "./where-non-zero.ts";

/** Base-4 digits of a mask. */
export const digitsIn = (bits: number): number => bits / 2;

/** One for each digit, one for r_0 ⊕ s, one for ρ. */
const ownTriples = (bits: number): number => digitsIn(bits) + 2;

/** What digit masks are made of. */
export const DIGIT_MASKS_FROM_BITS = {
  from: "stock",
  label: "digit-masks",
  most: 1 << 13,
  needs: (_item: Item, field: Field, count: number): Needs => [
    [BIT, (field.bits + 1) * count],
    [TRIPLE, (triplesPerMask(field) + ownTriples(field.bits)) * count],
  ],
  discards: (field: Field): number =>
    discardRate(field) + (1 - discardRate(field)) * zeroProducts(field),
} as const;

/** How often a·b is 0: 2/p − 1/p². */
const zeroProducts = ({ p }: Field): number => (2 - 1 / Number(p)) / Number(p);

/** ⟦r⟧, its bits, the products of its digits, ⟦s⟧, ⟦r_0 ⊕ s⟧ and ⟦ρ⟧, of as many as are kept. */
export async function digitMasks(
  { session, field, family, macKey }: Making,
  [bitColumns, tripleColumns]: Columns[],
): Promise<Share[]> {
  const h = { field, self: session.self, macKeyShare: macKey?.share ?? null };
  const all = bitsOf(bitColumns!, family);
  const count = all.value.length / (field.bits + 1);
  const column = (x: Share, i: number) => sliceShare(x, i * count, (i + 1) * count);
  const candidates = Array.from({ length: field.bits }, (_, i) => column(all, i));
  const tests = triplesPerMask(field) * count;

  // 1. Numbers below p.
  const triples = (from: number, to?: number) =>
    triplesOf(
      tripleColumns!.map((x) => x.subarray(from, to)),
      family,
    );
  const tested = await testedMasks(session, field, macKey, candidates, triples(0, tests));
  const kept = tested[0]!.value.length;

  // 2. Open factors of the products, and a·b.
  const openings = new CheckedOpenings(session.child("products"), field, macKey);
  const products = new OpenedProducts(h, openings, triples(tests));
  const s = sliceShare(column(all, field.bits), 0, kept);
  const digits = Array.from({ length: digitsIn(field.bits) }, (_, j) => j);
  const low = [...digits.map((j) => tested[2 * j]!), tested[0]!];
  const high = [...digits.map((j) => tested[2 * j + 1]!), s];
  const made = await products.multiply(concatShares(low), concatShares(high));
  const { a: rho, c: notZero } = products.next(kept);
  const opened = await openings.open(notZero);

  // 3. MAC check of all that, where a mask is left; only now look at a·b.
  if (kept > 0) await openings.accept();
  const product = (j: number) => sliceShare(made, j * kept, (j + 1) * kept);
  const both = product(digits.length);
  const flipped = subtractShares(
    h,
    addShares(h, tested[0]!, s),
    multiplyPublicScalar(h, both, field.fromIntegers([2])),
  );
  const shares = [composeBits(h, tested), ...tested, ...digits.map(product), s, flipped, rho];
  return whereNonZero(shares, opened);
}
