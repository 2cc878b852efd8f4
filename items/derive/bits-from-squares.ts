/**
 * Random bits from random squares: a/y is a uniform sign, where y is the smaller root of the opened a².
 *
 *   paper       [DKLPSS13] ePrint 2012/642, section 5.2, random bits
 *   invariant   b = (a/y + 1)/2 is 0 or 1, uniform, known to nobody
 *   rounds      one opening, one MAC check
 *   traffic     one element a bit and peer
 *   soundness   that of the squares, which a sacrifice has accepted before, and 2/p of the MAC check
 *   security    active, up to n−1 corruptions, with selective abort; a² tells a up to its sign
 *   deviation   none; the plain family has no check, and a wrong a² there is a wrong bit or an error
 *
 * Before the check nothing depends on a²: not its root, and not which squares are 0 and left out.
 */
import type { Field, Vector } from "../../algebra/field.ts";
import type { Session } from "../../network/session.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import { addPublic, type LocalContext, multiplyPublic, type Share } from "../../protocols/share.ts";
import type { Squares } from "../kinds/square.ts";
import { CheckedOpenings } from "./checked-openings.ts";
import { whereNonZero } from "./where-non-zero.ts";

/** ⟦b⟧ for every square that is not 0; one in p is, and gives no bit. Spends the squares. */
export async function bitsFromSquares(
  session: Session,
  field: Field,
  macKey: CheckKey | null,
  squares: Squares,
): Promise<Share> {
  // 1. Open a².
  const openings = new CheckedOpenings(session, field, macKey);
  const opened = await openings.open(squares.square);

  // 2. MAC check: only now may anything depend on it.
  await openings.accept();

  // 3. Leave out what is 0; halve the signs.
  const holder = { field, self: session.self, macKeyShare: macKey?.share ?? null };
  const [kept] = whereNonZero([{ value: opened, mac: null }], opened);
  const [a] = whereNonZero([squares.a], opened);
  return halvedSigns(holder, a!, kept!.value);
}

/** How often a square is 0 and gives no bit. */
export const zeroRate = ({ p }: Field): number => 1 / Number(p);

/** (a/y + 1)/2 with y the smaller root of the public square. RangeError if one is none, or 0. */
export function halvedSigns(holder: LocalContext, a: Share, square: Vector): Share {
  const { field } = holder;
  const root = field.squareRoot(square);
  const half = field.inverse(field.fromIntegers([2]));
  const scale = field.inverse(field.add(root, root));
  return addPublic(
    holder,
    multiplyPublic(holder, a, scale),
    new BigUint64Array(a.value.length).fill(half[0]!),
  );
}
