/** Each ablation leaves out what it says: the attack that only this stops is caught with it, and goes through without. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { ABLATIONS, ablationOf } from "../../../attacks/ablations/ablations.ts";
import { deriveParameters } from "../../../crypto/bgv/parameters.ts";
import { budgetOf, describeBudget } from "../../../host/party/budget.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { takeSquares } from "../../../items/kinds/square.ts";
import { type Triples, takeTriples } from "../../../items/kinds/triple.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import type { Abort } from "../../../network/abort.ts";
import { lowgear } from "../../../offline/lowgear/backend.ts";
import type { Ablation } from "../../../offline/lowgear/boxes.ts";
import { createLowGear } from "../../../offline/lowgear/lowgear.ts";
import { HEADER_BYTES } from "../../../online/round-message.ts";
import { createEngine } from "../../../operations/engine.ts";
import type { Share } from "../../../protocols/share.ts";
import { smallBgv } from "../../support/lowgear.ts";
import {
  type Attacked,
  assertDestroyed,
  attack,
  type Cheat,
} from "../../support/lowgear-cheater.ts";
import { runParties, type Tamper } from "../../support/parties.ts";

const field = prime60();
const named = (name: string): Ablation => ablationOf(name)!;

const results = <T>({ outcome }: Attacked): T[] =>
  outcome.results.map((result) => {
    if (result instanceof Error) throw result;
    return result as T;
  });

const opened = (shares: readonly Share[]) =>
  shares.map(({ value }) => value).reduce((a, b) => field.add(a, b));

const shifts = (kind: "product" | "mac", nth: number): Cheat => ({
  reply: (bgv, call) =>
    call.kind === kind && call.nth === nth
      ? bgv.reply(call.key, call.ciphertext, call.by, new BigUint64Array(bgv.slots).fill(1n))
      : null,
});

const triples = (items: Preprocessing) => takeTriples(items, 5);

/** How many of five triples are right. */
function rightOnes(all: readonly Triples[]): number {
  const [a, b, c] = (["a", "b", "c"] as const).map((part) => opened(all.map((t) => t[part])));
  const right = field.multiply(a!, b!);
  return [...c!].filter((x, k) => x === right[k]).length;
}

describe("ablations", () => {
  it("no-sacrifice: a wrong product, which the sacrifice finds, becomes a triple", async () => {
    const cheat = shifts("product", 0);
    const whole = await attack({ n: 2, cheater: 1, cheat, ask: triples });
    await assertDestroyed(whole, 1, "mac-check-failed", [], "whole", /sacrifice/);
    const ablation = named("no-sacrifice");
    const without = await attack({ n: 2, cheater: 1, cheat, ablation, ask: triples });
    assert.equal(rightOnes(results<Triples>(without)), 0);
  });

  it("no-sacrifice: everybody honest, triples and squares are right, among two and three", async () => {
    for (const n of [2, 3]) {
      const ablation = named("no-sacrifice");
      const ask = async (items: Preprocessing) => ({
        triples: await takeTriples(items, 5),
        squares: await takeSquares(items, 5),
      });
      const run = await attack({ n, cheater: 0, ablation, ask });
      const all = results<Awaited<ReturnType<typeof ask>>>(run);
      assert.equal(rightOnes(all.map((one) => one.triples)), 5);
      const roots = opened(all.map((one) => one.squares.a));
      assert.deepEqual(opened(all.map((one) => one.squares.square)), field.multiply(roots, roots));
    }
  });

  it("no-mac-check: a wrong MAC, which the authenticated-value check finds, is handed out", async () => {
    const cheat = shifts("mac", 0);
    const ask = (items: Preprocessing) => takeRandoms(items, 5);
    const whole = await attack({ n: 2, cheater: 1, cheat, ask });
    await assertDestroyed(whole, 1, "mac-check-failed", [], "whole", /authenticate/);
    const without = await attack({ n: 2, cheater: 1, cheat, ablation: named("no-mac-check"), ask });
    const shares = results<Share>(without);
    const alpha = without.items.map((own) => own!.macKey!.share).reduce((a, b) => field.add(a, b));
    const macs = shares.map(({ mac }) => mac!).reduce((a, b) => field.add(a, b));
    assert.notDeepEqual(macs, field.multiplyScalar(opened(shares), alpha));
  });

  it("no-mac-check: a product opened wrong, which the MAC check finds, is believed", async () => {
    const tamper: Tamper = (from, _to, label, m) => {
      // A header and the openings of the product's two factors.
      if (from !== 0 || label !== "engine/rounds" || m.length !== HEADER_BYTES + 16) return m;
      const values = field.decode(m.subarray(HEADER_BYTES), 2);
      const other = m.slice();
      other.set(field.encode(field.add(values, BigUint64Array.of(1n, 0n))), HEADER_BYTES);
      return other;
    };
    const run = (ablation?: Ablation) =>
      runParties(
        2,
        async (session) => {
          const bgv = smallBgv(session, "proved");
          const items = await createLowGear(session.child("items"), bgv, ablation && { ablation });
          const mpc = createEngine(session.child("engine"), items);
          const x = await mpc.input(0, 1, session.self === 0 ? [6n] : null);
          const y = await mpc.input(1, 1, session.self === 1 ? [7n] : null);
          const product = await mpc.output(await mpc.multiply(x, y));
          await mpc.close();
          return product;
        },
        { seed: "opened wrong", tamper },
      );
    const whole = await run();
    assert.equal((whole.results[1] as Abort).code, "mac-check-failed");
    const without = await run(named("no-mac-check"));
    assert.notDeepEqual(without.results[1], [42n]);
    assert.ok(!(without.results[1] instanceof Error), String(without.results[1]));
  });

  it("no-proofs: a ciphertext of nobody knows what, whose proof is missed, is answered", async () => {
    const tamper: Tamper = (from, _to, label, m) => {
      if (from !== 1 || !/triples-0\/proof\/images$/.test(label)) return m;
      const other = m.slice();
      other[0]! ^= 1;
      return other;
    };
    const whole = await attack({ n: 2, cheater: 1, tamper, ask: triples });
    await assertDestroyed(whole, 1, "bad-proof", [1], "whole");
    assert.equal(whole.bgvs[0]!.repliesSent, 0);
    const without = await attack({
      n: 2,
      cheater: 1,
      tamper,
      ablation: named("no-proofs"),
      ask: triples,
    });
    assert.ok(
      without.bgvs[0]!.repliesSent > 0,
      "who decrypts it learns of our factors what it wants",
    );
    assert.notEqual((without.outcome.results[0] as Abort).code, "bad-proof");
  });

  it("no-flooding: a flood of one bit, under fewer primes; decryption is right", async () => {
    const request = { parties: 2, statistical: 40, batch: 12, keys: "proved" } as const;
    const [whole, without] = [
      deriveParameters(request),
      deriveParameters({ ...request, flooding: "none" }),
    ];
    assert.deepEqual([whole.level, without.level], [6, 5]);
    assert.ok(whole.floodBits > 30);
    assert.equal(without.floodBits, 1);
    const run = await attack({ n: 2, cheater: 0, ablation: named("no-flooding"), ask: triples });
    assert.equal(rightOnes(results<Triples>(run)), 5);
  });

  it("a party that leaves out something else: nothing begins", async () => {
    const mismatch = runParties(
      2,
      (session) => {
        const ablation = session.self === 0 ? named("no-proofs") : named("no-sacrifice");
        return createLowGear(session, smallBgv(session, "proved"), { ablation });
      },
      { seed: "ablations" },
    );
    await assert.rejects(mismatch, /left out: no-(sacrifice|proofs) here, /);
  });

  it("every result says so, and the budget claims nothing", async () => {
    for (const name of ABLATIONS.filter((one) => one !== "none")) {
      const { labels } = named(name);
      assert.match(labels.join(), /^insecure: without /);
      const { items } = await attack({ n: 2, cheater: 0, ablation: named(name), ask: triples });
      assert.ok(items.every((own) => labels.every((label) => own!.labels.includes(label))));
      const used = new Map([["triple", 5]]);
      const material = lowgear.makes.authenticated;
      const usage = { material, used, checks: 1, labels, statistical: 40 };
      assert.match(describeBudget(budgetOf(usage)), /without .*: nothing is claimed$/);
    }
  });

  it("a name that is none", () => {
    assert.equal(ablationOf("none"), null);
    for (const name of ["no-mac-checks", "toString", ""])
      assert.throws(
        () => ablationOf(name),
        (error) => error instanceof UsageError && /there are none, no-flooding/.test(error.message),
      );
  });
});
