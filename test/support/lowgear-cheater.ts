/** A party that runs the real LowGear on a scheme that lies: what it sends is chosen reply by reply. */

import assert from "node:assert/strict";
import type { Vector } from "../../algebra/field.ts";
import type {
  Bgv,
  Ciphertext,
  Multiplicand,
  Product,
  PublicKey,
  Reply,
} from "../../crypto/bgv/scheme.ts";
import { takeRandoms } from "../../items/kinds/random.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { Abort, type AbortCode } from "../../network/abort.ts";
import type { Ablation } from "../../offline/lowgear/boxes.ts";
import { createLowGear } from "../../offline/lowgear/lowgear.ts";
import { type KeyGuard, memoryGuard } from "../../protocols/mac-key.ts";
import { type SmallOptions, smallBgv } from "./lowgear.ts";
import { type Outcome, runParties, type Tamper } from "./parties.ts";
import { assertBlamed } from "./tamper.ts";

/** A reply that the cheater is about to make. */
export interface ReplyCall {
  /** To a proved plaintext of its owner (of a sum, the first product's), or to its Enc(α). */
  readonly kind: "product" | "mac";
  /** Counts the replies of this kind to this peer. */
  readonly nth: number;
  readonly peer: number;
  readonly key: PublicKey;
  readonly ciphertext: Ciphertext;
  readonly by: Multiplicand;
  /** How many products it is the sum of. */
  readonly products: number;
  /** What it was asked to answer before, oldest first. */
  readonly earlier: readonly ReplyCall[];
}

export interface Cheat {
  /** Another reply, or null for the honest one. */
  reply?(bgv: Bgv, call: ReplyCall): Reply | null;
  /** Another plaintext of the nth encryption; the first is α. */
  encrypt?(plain: Vector, nth: number): Vector;
  /** Other coefficients for the nth multiplicand, or for the nth vector that is decoded. */
  multiplicand?(coefficients: Vector, nth: number): Vector;
  decode?(coefficients: Vector, nth: number): Vector;
}

/** `bgv` as party `self` of n uses it when it cheats. */
export function cheatingBgv(bgv: Bgv, self: number, cheat: Cheat): Bgv {
  const alphas = new WeakSet<Ciphertext>();
  const peers = new Map<PublicKey, number>();
  const calls: ReplyCall[] = [];
  let encryptions = 0;
  let multiplicands = 0;
  let decoded = 0;
  const lies: Partial<Bgv> = {
    encrypt(key, plain) {
      const other = cheat.encrypt?.(plain, encryptions) ?? plain;
      encryptions++;
      return bgv.encrypt(key, other);
    },
    multiplicand: (coefficients) =>
      bgv.multiplicand(cheat.multiplicand?.(coefficients, multiplicands++) ?? coefficients),
    decode: (coefficients) => bgv.decode(cheat.decode?.(coefficients, decoded++) ?? coefficients),
    decodeCiphertext(bytes) {
      const ciphertext = bgv.decodeCiphertext(bytes);
      if (encryptions <= 1) alphas.add(ciphertext);
      return ciphertext;
    },
    reply: (key, ciphertext, by, added) => replyToSum(key, [{ ciphertext, by }], added),
    replyToSum,
  };
  function replyToSum(key: PublicKey, products: readonly Product[], added?: Vector): Reply {
    const { ciphertext, by } = products[0]!;
    if (!peers.has(key)) peers.set(key, peers.size + (peers.size >= self ? 1 : 0));
    const peer = peers.get(key)!;
    const kind = alphas.has(ciphertext) ? "mac" : "product";
    const nth = calls.filter((call) => call.kind === kind && call.peer === peer).length;
    const earlier = [...calls];
    const call = {
      kind,
      nth,
      peer,
      key,
      ciphertext,
      by,
      products: products.length,
      earlier,
    } as const;
    calls.push(call);
    return cheat.reply?.(bgv, call) ?? bgv.replyToSum(key, products, added);
  }
  return new Proxy(bgv, {
    get: (target, name) => lies[name as keyof Bgv] ?? Reflect.get(target, name, target),
  });
}

export interface AttackOptions extends SmallOptions {
  readonly n: number;
  readonly cheater: number;
  readonly cheat?: Cheat;
  readonly tamper?: Tamper;
  /** What all leave out. */
  readonly ablation?: Ablation;
  /** What all ask for. */
  readonly ask: (items: Preprocessing, party: number) => Promise<unknown>;
}

export interface Attacked {
  readonly outcome: Outcome<unknown>;
  /** By party; undefined where key generation already failed. */
  readonly items: readonly (Preprocessing | undefined)[];
  readonly wiped: readonly boolean[];
  readonly bgvs: readonly Bgv[];
}

/** Runs LowGear with one cheater. */
export async function attack(options: AttackOptions): Promise<Attacked> {
  const { n, cheater, cheat = {}, tamper, ablation, ask } = options;
  const items: (Preprocessing | undefined)[] = Array(n).fill(undefined);
  const wiped: boolean[] = Array(n).fill(false);
  const bgvs: Bgv[] = [];
  const guardOf = (party: number): KeyGuard => ({
    ...memoryGuard,
    wipe: async () => {
      wiped[party] = true;
    },
  });
  const outcome = await runParties<unknown>(
    n,
    async (session) => {
      const { self } = session;
      const honest = smallBgv(session, "proved", {
        ...{ degree: 64, ...options },
        ...(ablation?.flooding && { flooding: ablation.flooding }),
      });
      bgvs[self] = honest;
      const bgv = self === cheater ? cheatingBgv(honest, self, cheat) : honest;
      const own = await createLowGear(session, bgv, {
        guard: guardOf(self),
        ...(ablation && { ablation }),
      });
      items[self] = own;
      return ask(own, self);
    },
    { seed: `attack/${n}/${cheater}`, ...(tamper && { tamper }) },
  );
  return { outcome, items, wiped, bgvs };
}

/** Every honest party stopped with this abort, in the check that is there for it, released nothing, and its keys are gone for good. */
export async function assertDestroyed(
  { outcome, items, wiped, bgvs }: Attacked,
  cheater: number,
  code: AbortCode,
  culprits: readonly number[],
  what: string,
  where: RegExp = /./,
): Promise<void> {
  assertBlamed(outcome, cheater, code, culprits, what);
  for (const result of outcome.results)
    if (code === "mac-check-failed") assert.match((result as Abort).where, where, what);
  for (const [party, own] of items.entries()) {
    if (party === cheater) continue;
    assert.ok(wiped[party], `${what}: P${party} wiped`);
    assert.throws(() => bgvs[party]!.encode(new BigUint64Array(64)), /wiped/);
    if (own === undefined) continue;
    assert.ok(own.macKey!.dead, `${what}: the key of P${party} is dead`);
    assert.throws(() => own.macKey!.share, /destroyed/);
    await assert.rejects(takeTriples(own, 1), /destroyed/);
    await assert.rejects(takeRandoms(own, 0), /destroyed/);
    assert.equal(own.used().size, 0, `${what}: P${party} released something`);
  }
}

/** Everybody was honest enough: no party stopped. */
export function assertAccepted({ outcome }: Attacked): void {
  for (const result of outcome.results)
    if (result instanceof Abort) assert.fail(`stopped: ${result.message}`);
}
