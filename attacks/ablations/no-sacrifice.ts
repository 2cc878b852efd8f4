/**
 * Triples and squares without what a sacrifice throws away: no b̂, no ĉ, no second vector of squares; nor are they
 * tested. Messages are otherwise those of offline/lowgear/triples.ts and squares.ts. Of matrix triples the factors of
 * the sacrifice are still made.
 */
import type { Vector } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Session } from "../../network/session.ts";
import { WITHOUT } from "../../offline/labels.ts";
import type { Hold } from "../../offline/lane.ts";
import {
  type AuthenticatedShare,
  authenticateSlots,
  beginAuthentication,
  endAuthentication,
} from "../../offline/lowgear/authentication.ts";
import { type Ablation, BOXES } from "../../offline/lowgear/boxes.ts";
import type { LaneKeys } from "../../offline/lowgear/lane-keys.ts";
import { answerProved, decryptProved, slotsOfParts } from "../../offline/lowgear/products.ts";
import type { RawPair, RawSquares, Roots } from "../../offline/lowgear/squares.ts";
import { type LowGearSteps, lowGearSteps } from "../../offline/lowgear/steps.ts";
import type { Factors, RawTriples, RawVector } from "../../offline/lowgear/triples.ts";
import { encryptOwn, freeCiphertexts, proveOwn } from "../../offline/lowgear/vectors.ts";
import {
  type ByParty,
  breathe,
  decrypts,
  encrypts,
  othersOf,
  sumOfParts,
} from "../../offline/pairwise.ts";
import { inTurns, Turns } from "../../protocols/window.ts";

const NONE: AuthenticatedShare = { value: new BigUint64Array(0), mac: new BigUint64Array(0) };

function unsacrificedSteps(keys: LaneKeys): LowGearSteps {
  const { steps, wipe } = lowGearSteps(keys);
  return {
    steps: {
      ...steps,
      triples: {
        begin: steps.triples.begin,
        finish: (session, factors, hold) => multiply(session, keys, factors as Factors[], hold),
      },
      squares: {
        begin: (session, vectors) => proveKept(session, keys, vectors),
        finish: (session, roots, hold) => square(session, keys, roots as Roots[], hold),
      },
    },
    wipe,
  };
}

const nothing = async (): Promise<void> => {};

export const noSacrifice = {
  name: "no-sacrifice",
  labels: [`${WITHOUT}the sacrifice`],
  boxes: {
    ...BOXES,
    sacrificeProducts: nothing,
    sacrificeSquares: nothing,
    steps: unsacrificedSteps,
  },
} as const satisfies Ablation;

/** As multiplyFactors, of c alone. */
async function multiply(
  session: Session,
  keys: LaneKeys,
  factors: readonly Factors[],
  hold: Hold,
): Promise<RawTriples> {
  const { bgv, field, window } = keys;
  const products = session.channel("products");
  const macs = session.channel("macs");
  const begun: Readonly<Record<"c" | "a" | "b", ByParty>>[] = hold([]);
  const half: {
    readonly a: AuthenticatedShare;
    readonly b: AuthenticatedShare;
    readonly c: Vector;
    readonly kept: ByParty;
  }[] = hold([]);
  const vectors: RawVector[] = hold([]);
  const macTurns = new Turns(window, bgv.replyBytes, async (k) => {
    const { a, b, c, kept } = half[k]!;
    vectors.push({ a, b, bHat: NONE, c: await endAuthentication(keys, macs, c, kept) });
  });
  await inTurns(
    window,
    3 * bgv.replyBytes,
    factors.length,
    async (k) => {
      const { a, b, proved } = factors[k]!;
      const [x, y] = [bgv.multiplicand(a), bgv.multiplicand(b)];
      begun.push({
        c: answerProved(keys, products, proved, y),
        a: beginAuthentication(keys, products, x),
        b: beginAuthentication(keys, products, y),
      });
      bgv.free(x, y);
      freeCiphertexts(bgv, proved);
      await breathe(session);
    },
    async (k) => {
      const kept = begun[k]!;
      const [a, b] = hold([bgv.decode(factors[k]!.a), bgv.decode(factors[k]!.b)]);
      const cross = hold(slotsOfParts(keys, kept.c, await decryptProved(keys, products)));
      const shares = {
        a: await endAuthentication(keys, products, a!, kept.a),
        b: await endAuthentication(keys, products, b!, kept.b),
      };
      const c = field.multiplyAdd(a!, b!, cross);
      await macTurns.room();
      half.push({ ...shares, c, kept: authenticateSlots(keys, macs, c) });
      await breathe(session);
    },
  );
  await macTurns.rest();
  return { vectors, cHat: NONE };
}

/** As proveRoots, of the vectors that are kept. */
async function proveKept(session: Session, keys: LaneKeys, vectors: number): Promise<Roots[]> {
  const { bgv, field, self, n } = keys;
  const coins = freshPrg(session);
  // Of two vectors either party encrypts one: who proves none would have nothing to prove.
  const all = Array.from({ length: vectors + (vectors % 2) }, (_, k) => k);
  const own = all
    .filter((k) => encrypts(n, self, k))
    .map(() => encryptOwn(keys, coins.elements(field, bgv.slots)));
  const { ciphertexts, plaintexts } = await proveOwn(session.child("proof"), keys, own);
  const lists = ciphertexts.map((list) => list.values());
  const mine = plaintexts.values();
  return all.map((k) => ({
    a: encrypts(n, self, k) ? mine.next().value! : coins.elements(field, bgv.slots),
    proved: lists.map((list, i) => (encrypts(n, i, k) ? list.next().value! : null)),
  }));
}

/** As multiplyRoots, all of them kept. */
async function square(
  session: Session,
  keys: LaneKeys,
  roots: readonly Roots[],
  hold: Hold,
): Promise<RawSquares> {
  const { bgv, field, self, window } = keys;
  const products = session.channel("products");
  const macs = session.channel("macs");
  const others = othersOf(keys);
  const begun: { readonly product: ByParty; readonly a: ByParty }[] = hold([]);
  const half: {
    readonly a: AuthenticatedShare;
    readonly square: Vector;
    readonly kept: ByParty;
  }[] = hold([]);
  const pairs: RawPair[] = hold([]);
  const macTurns = new Turns(window, bgv.replyBytes, async (k) => {
    const { a, square: own, kept } = half[k]!;
    pairs.push({ a, square: await endAuthentication(keys, macs, own, kept), b: NONE });
  });
  await inTurns(
    window,
    2 * bgv.replyBytes,
    roots.length,
    async (k) => {
      const { a, proved } = roots[k]!;
      const by = bgv.multiplicand(a);
      const toAnswer = proved.map((c, j) => (j !== self && decrypts(j, self, k) ? c : null));
      begun.push({
        product: answerProved(keys, products, toAnswer, by),
        a: beginAuthentication(keys, products, by),
      });
      bgv.free(by);
      freeCiphertexts(
        bgv,
        proved.filter((c) => c !== null),
      );
      await breathe(session);
    },
    async (k) => {
      const kept = begun[k]!;
      const answering = others.filter((j) => decrypts(self, j, k));
      const decrypted = await decryptProved(keys, products, answering);
      const root = hold(bgv.decode(roots[k]!.a));
      const slots = bgv.decode(sumOfParts(field, kept.product, decrypted));
      const a = await endAuthentication(keys, products, root, kept.a);
      const own = field.multiplyAdd(root, root, field.add(slots, slots));
      await macTurns.room();
      half.push({ a, square: own, kept: authenticateSlots(keys, macs, own) });
      await breathe(session);
    },
  );
  await macTurns.rest();
  return { pairs, bSquares: NONE };
}
