/**
 * Sacrifice: are the products of a batch right? The test throws away as many factors, and a few products.
 *
 *   paper       [KPR18] ePrint 2017/1230, sacrifice of Fig. 7, after [KOS16] ePrint 2016/505; squares as in
 *               [DKLPSS13] ePrint 2012/642
 *   invariant   c = a·b for every product of the batch, c = a² for every square
 *   rounds      coins (3), one opening, one MAC check; with n = 2 one fewer in the coins
 *   traffic     one element per product and peer
 *   soundness   1/p for the batch, squares 2/p, and the MAC check's 2/p
 *   security    active, up to n−1 corruptions, with selective abort; shows ρ = t·b − b̂, uniform as b̂ is
 *   deviation   several products share one ĉ = Σ_k a_k·b̂_k, element by element, instead of a ĉ_k for each; b̂ and ĉ
 *               are thrown away. Their coins t_k are independent. Errors δ_k of c_k and δ̂ of ĉ are fixed before the
 *               coins. They pass if Σ_k t_k·δ_k = δ̂: if δ_k ≠ 0, for at most one t_k of p (paper-notes/overdrive.md).
 *               Every b̂_k has MACs: otherwise a cheater could open ρ_k as it needs. Σ_k (t_k·c_k − ρ_k·a_k) − ĉ is not
 *               opened. It enters the MAC check as a value that all parties know to be 0, so a wrong product causes a
 *               failed MAC check, which names nobody
 *
 * The coins are tossed in here: call it only after everything, the MACs too, is fixed. b̂ and ĉ (b and Σ b²) are used
 * up even if it rejects.
 */
import type { Field, Scalar, Vector } from "../algebra/field.ts";
import { Prg } from "../crypto/prg.ts";
import type { Session } from "../network/session.ts";
import { tossSeed } from "./coin-toss.ts";
import type { CheckKey } from "./mac-key.ts";
import { Opener } from "./open.ts";
import { OpeningRecord } from "./opening-record.ts";
import type { Share } from "./share.ts";

/** ⟦a⟧, ⟦b⟧, ⟦c⟧ are tested; ⟦b̂⟧ is thrown away. */
export interface Product {
  readonly a: Share;
  readonly b: Share;
  readonly c: Share;
  readonly bHat: Share;
  /** x·ρ for a public ρ, linear in x: the kind of product that c is. Element by element by default. */
  readonly times?: (x: Vector, rho: Vector) => Vector;
}

/** Products c = a·b of one length, and their common ĉ = Σ_k a_k·b̂_k. */
export interface ProductGroup {
  readonly products: readonly Product[];
  readonly cHat: Share;
}

/** ⟦a⟧, ⟦a²⟧ are tested; ⟦b⟧ is thrown away. */
export interface Square {
  readonly a: Share;
  readonly square: Share;
  readonly b: Share;
}

/** Squares of one length, and their common Σ_k b_k². */
export interface SquareGroup {
  readonly squares: readonly Square[];
  readonly bSquares: Share;
}

/** One item of a group under its coin: its ρ, and its MAC share in the sum that is 0 if all items are right. */
interface Tested {
  readonly rho: Authenticated;
  readonly part: (rho: Vector) => Vector;
}

/** The items of a group. `spent` is the MAC share that is subtracted from the sum of their parts. */
interface TestedGroup {
  readonly items: readonly Tested[];
  readonly spent: Vector;
}

interface Authenticated {
  readonly value: Vector;
  readonly mac: Vector;
}

/**
 * Resolves at a party if it accepts every product. Takes the labels "coins", "record", "open" and "check-0".
 *
 * @throws RangeError if the batch, or a group of it, is empty; TypeError on plain shares.
 * @throws Abort as macCheck; any failure after the commitment to σ_i destroys the key.
 */
export const sacrificeProducts = (
  session: Session,
  field: Field,
  macKey: CheckKey,
  groups: readonly ProductGroup[],
): Promise<void> =>
  sacrifice(session, field, macKey, groups, ({ products, cHat }, coin) => ({
    items: products.map((product) => testedProduct(field, product, coin())),
    spent: authenticated(cHat).mac,
  }));

/** As `sacrificeProducts`, for squares. */
export const sacrificeSquares = (
  session: Session,
  field: Field,
  macKey: CheckKey,
  groups: readonly SquareGroup[],
): Promise<void> =>
  sacrifice(session, field, macKey, groups, ({ squares, bSquares }, coin) => ({
    items: squares.map((square) => testedSquare(field, square, coin())),
    spent: authenticated(bSquares).mac,
  }));

async function sacrifice<Group>(
  session: Session,
  field: Field,
  macKey: CheckKey,
  groups: readonly Group[],
  testedUnder: (group: Group, coin: () => Scalar) => TestedGroup,
): Promise<void> {
  // 1. A coin t_k for every item, now that every share and MAC is fixed.
  const coins = new Prg(session.suite, await tossSeed(session.child("coins")));
  const tested = groups.map((group) => testedUnder(group, () => coins.elements(field, 1)));
  if (tested.some(({ items }) => items.length === 0)) throw new RangeError("sacrifice: of nothing");

  // 2. Open ρ.
  const opener = new Opener(session, field, "open");
  const rhos = tested.flatMap(({ items }) => items.map(({ rho }) => rho.value));
  const { values } = await opener.open(rhos);

  // 3. MAC-check ρ, and the values that must be 0.
  const record = new OpeningRecord(session.child("record"), field);
  let at = 0;
  for (const { items, spent } of tested) {
    let sum: Vector | null = null;
    for (const { rho, part } of items) {
      const opened = values.subarray(at, at + rho.value.length);
      at += opened.length;
      record.append(0, OPENED, opened, rho.mac);
      sum = sum === null ? part(opened) : field.add(sum, part(opened));
    }
    const mac = field.subtract(sum!, spent);
    record.append(0, ZERO, new BigUint64Array(mac.length), mac);
  }
  await record.check(session, macKey);
}

const OPENED = Uint8Array.of(0);
const ZERO = Uint8Array.of(1);

/** ρ = t·b − b̂; the MAC share of t·c − ρ·a, which is t·(c − a·b) + a·b̂. */
function testedProduct(field: Field, product: Product, t: Scalar): Tested {
  const [a, b, c, bHat] = [product.a, product.b, product.c, product.bHat].map(authenticated);
  const times = product.times ?? ((x, rho) => field.multiply(x, rho));
  return {
    rho: {
      value: field.subtract(field.multiplyScalar(b!.value, t), bHat!.value),
      mac: field.subtract(field.multiplyScalar(b!.mac, t), bHat!.mac),
    },
    part: (rho) => field.subtract(field.multiplyScalar(c!.mac, t), times(a!.mac, rho)),
  };
}

/** ρ = t·a − b; the MAC share of t²·a² − ρ·(t·a + b), with the shared square in place of a². If right, this is b². */
function testedSquare(field: Field, { a: one, square: its, b: other }: Square, t: Scalar): Tested {
  const [a, square, b] = [one, its, other].map(authenticated);
  const scaled = { value: field.multiplyScalar(a!.value, t), mac: field.multiplyScalar(a!.mac, t) };
  return {
    rho: {
      value: field.subtract(scaled.value, b!.value),
      mac: field.subtract(scaled.mac, b!.mac),
    },
    part: (rho) =>
      field.subtract(
        field.multiplyScalar(square!.mac, field.multiply(t, t)),
        field.multiply(rho, field.add(scaled.mac, b!.mac)),
      ),
  };
}

function authenticated({ value, mac }: Share): Authenticated {
  if (mac === null) throw new TypeError("sacrifice: a plain share has no MAC");
  if (mac.length !== value.length)
    throw new RangeError(`sacrifice: ${value.length} values, ${mac.length} MAC shares`);
  return { value, mac };
}
