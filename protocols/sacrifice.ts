/**
 * Sacrifice: are the products of a batch right? Tested with as many products that are thrown away.
 *
 *   paper       [KPR18] ePrint 2017/1230, sacrifice of Fig. 7, after [KOS16] ePrint 2016/505; squares as in
 *               [DKLPSS13] ePrint 2012/642
 *   invariant   c = a·b for every product of the batch, c = a² for every square
 *   rounds      coins (3), one opening, one MAC check; with n = 2 one fewer in the coins
 *   traffic     one element per product and peer
 *   soundness   1/p for the batch, squares 2/p, and the MAC check's 2/p
 *   security    active, up to n−1 corruptions, with selective abort; shows ρ = t·b − b̂, uniform as b̂ is
 *   deviation   one coin for the batch; t·c − ĉ − ρ·a is not opened but put into the MAC check as a value
 *               that everyone knows to be 0, so a wrong product shows as a failed MAC check and names nobody
 *
 * The coin is tossed in here: call it once everything, the MACs too, is fixed. b̂ and ĉ (b and b²) are used up
 * even where it rejects.
 */
import type { Field, Scalar, Vector } from "../algebra/field.ts";
import { Prg } from "../crypto/prg.ts";
import type { Session } from "../network/session.ts";
import { tossSeed } from "./coin-toss.ts";
import type { CheckKey } from "./mac-key.ts";
import { Opener } from "./open.ts";
import { OpeningRecord } from "./opening-record.ts";
import type { Share } from "./share.ts";

/** ⟦a⟧, ⟦b⟧, ⟦c⟧ to be tested, ⟦b̂⟧, ⟦ĉ⟧ to be thrown away: c = a·b and ĉ = a·b̂. */
export interface ProductPair {
  readonly a: Share;
  readonly b: Share;
  readonly c: Share;
  readonly bHat: Share;
  readonly cHat: Share;
  /** x·ρ for a public ρ, linear in x: element by element by default, else the product that c is of. */
  readonly times?: (x: Vector, rho: Vector) => Vector;
}

/** ⟦a⟧, ⟦a²⟧ to be tested, ⟦b⟧, ⟦b²⟧ to be thrown away. */
export interface SquarePair {
  readonly a: Share;
  readonly square: Share;
  readonly b: Share;
  readonly bSquare: Share;
}

/** One part of a batch: what of it is opened, and the MAC share of what is 0 if the part is right. */
interface Tested {
  readonly rho: Authenticated;
  readonly zero: (rho: Vector) => Vector;
}

interface Authenticated {
  readonly value: Vector;
  readonly mac: Vector;
}

/**
 * Resolves at a party if it accepts every product. Takes the labels "coins", "record", "open" and "check-0".
 *
 * @throws RangeError if the batch is empty; TypeError on plain shares.
 * @throws Abort what macCheck aborts with; from its opening of σ_i on the key is destroyed.
 */
export const sacrificeProducts = (
  session: Session,
  field: Field,
  macKey: CheckKey,
  batch: readonly ProductPair[],
): Promise<void> =>
  sacrifice(session, field, macKey, batch.length, (t, k) => testedProduct(field, batch[k]!, t));

/** As `sacrificeProducts`, for squares. */
export const sacrificeSquares = (
  session: Session,
  field: Field,
  macKey: CheckKey,
  batch: readonly SquarePair[],
): Promise<void> =>
  sacrifice(session, field, macKey, batch.length, (t, k) => testedSquare(field, batch[k]!, t));

async function sacrifice(
  session: Session,
  field: Field,
  macKey: CheckKey,
  parts: number,
  testedUnder: (t: Scalar, part: number) => Tested,
): Promise<void> {
  // 1. One coin t, now that every share and MAC is fixed.
  const t = new Prg(session.suite, await tossSeed(session.child("coins"))).elements(field, 1);
  const tested = Array.from({ length: parts }, (_, k) => testedUnder(t, k));

  // 2. Open ρ.
  const opener = new Opener(session, field, "open");
  const { values } = await opener.open(tested.map(({ rho }) => rho.value));

  // 3. MAC-check ρ, and that what must be 0 is.
  const record = new OpeningRecord(session.child("record"), field);
  let at = 0;
  for (const { rho, zero } of tested) {
    const opened = values.subarray(at, at + rho.value.length);
    at += opened.length;
    const mac = zero(opened);
    record.append(0, OPENED, opened, rho.mac);
    record.append(0, ZERO, new BigUint64Array(mac.length), mac);
  }
  await record.check(session, macKey);
}

const OPENED = Uint8Array.of(0);
const ZERO = Uint8Array.of(1);

/** ρ = t·b − b̂; the MAC share of t·c − ĉ − ρ·a, which is t·(c − a·b) − (ĉ − a·b̂). */
export function testedProduct(field: Field, pair: ProductPair, t: Scalar): Tested {
  const [a, b, c, bHat, cHat] = [pair.a, pair.b, pair.c, pair.bHat, pair.cHat].map(authenticated);
  const times = pair.times ?? ((x, rho) => field.multiply(x, rho));
  return {
    rho: {
      value: field.subtract(field.multiplyScalar(b!.value, t), bHat!.value),
      mac: field.subtract(field.multiplyScalar(b!.mac, t), bHat!.mac),
    },
    zero: (rho) =>
      field.subtract(
        field.subtract(field.multiplyScalar(c!.mac, t), cHat!.mac),
        times(a!.mac, rho),
      ),
  };
}

/** ρ = t·a − b; the MAC share of t²·a² − b² − ρ·(t·a + b), with the shared squares in the places of a², b². */
export function testedSquare(field: Field, pair: SquarePair, t: Scalar): Tested {
  const [a, square, b, bSquare] = [pair.a, pair.square, pair.b, pair.bSquare].map(authenticated);
  const scaled = { value: field.multiplyScalar(a!.value, t), mac: field.multiplyScalar(a!.mac, t) };
  return {
    rho: {
      value: field.subtract(scaled.value, b!.value),
      mac: field.subtract(scaled.mac, b!.mac),
    },
    zero: (rho) =>
      field.subtract(
        field.subtract(field.multiplyScalar(square!.mac, field.multiply(t, t)), bSquare!.mac),
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
