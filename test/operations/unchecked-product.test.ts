/** Why a product is checked before what it gives is opened: isZero with and without. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeSuite } from "../../host/node/suite.ts";
import { takeRandoms } from "../../items/kinds/random.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import type { Tamper } from "../../network/memory.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { Caller } from "../../online/caller.ts";
import { Engine } from "../../online/engine.ts";
import { type Operation, type OtherOperation, otherOperation } from "../../online/operation.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Secret } from "../../online/values.ts";
import { input } from "../../operations/values/input.ts";
import type { Masked } from "../../protocols/share.ts";
import { REAL } from "../online/parties.ts";
import { type Outcome, runParties } from "../support/parties.ts";
import { assertAborted } from "../support/tamper.ts";
import { blinded, isZero } from "./is-zero.ts";

const SEED = "unchecked product";
const CHEATER = 1;

/** As isZero, but that v is opened under the pretence of a mask: no check comes between. */
const isZeroUnchecked = otherOperation<[x: Secret], boolean[]>({
  ...isZero,
  prepare: (c, x: Secret) => ({
    ...isZero.prepare(c, x),
    async run(k, [a]) {
      const v = await blinded(k, a!);
      const opened = await k.open({
        label: `unchecked ${x.length}`,
        opens: x.length,
        material: Promise.resolve(null),
        masked: () => [v as unknown as Masked],
        finish: (values) => values,
      });
      return Array.from(await k.checked(opened), (value) => value === 0n);
    },
  }),
});

interface Watched {
  readonly outcome: Outcome<boolean[]>;
  /** v, as whoever sees all messages adds it up; null if it was never opened. */
  readonly v: bigint | null;
}

const dealtHere = () => dealLocally(2, REAL, "authenticated", nodeSuite, SEED);

/** Party 0 asks whether its 0 is 0; the cheater, party 1, opens x − a + 1 and computes with it, as party 0 does. */
async function run(
  question: OtherOperation<[x: Secret], boolean[]>,
  cheats: boolean,
): Promise<Watched> {
  const dealt = dealtHere();
  const { b } = await takeTriples(dealtHere()[CHEATER]!, 1);
  const shares: bigint[] = [];
  const tamper: Tamper = (from, _to, tag, message) => {
    if (tag !== ROUNDS) return message;
    const { round, elements } = readHeader(message);
    const changed = message.slice();
    const view = new DataView(changed.buffer, HEADER_BYTES);
    const add = (x: bigint) =>
      view.setBigUint64(0, (view.getBigUint64(0, true) + x) % REAL.p, true);
    // Round 0 is the input, round 1 the product; what opens one element after it is v.
    if (from === CHEATER && cheats && round === 1) add(1n);
    if (round > 1 && elements === 1) {
      if (from === CHEATER && cheats) add(b.value[0]!);
      shares.push(view.getBigUint64(0, true));
    }
    return changed;
  };
  const outcome = await runParties(
    2,
    async (session) => {
      const caller = new Caller(new Engine(session, dealt[session.self]!, {}));
      const own = session.self === 0 ? [0] : null;
      const x = await caller.call(input as unknown as Operation, [0, 1, own]);
      return (await caller.call(question as unknown as Operation, [x])) as boolean[];
    },
    { seed: SEED, tamper },
  );
  const v = shares.length < 2 ? null : shares.slice(0, 2).reduce((a, b) => a + b) % REAL.p;
  return { outcome, v };
}

/** ρ, which nobody may know. */
async function factor(): Promise<bigint> {
  const shares = await Promise.all(
    dealtHere().map(async (items) => (await takeRandoms(items, 1)).value),
  );
  return shares.reduce((a, b) => REAL.add(a, b))[0]!;
}

describe("an opening of a product", () => {
  it("without cheaters is the same with and without a check before it", async () => {
    for (const record of [isZero, isZeroUnchecked]) {
      const { outcome, v } = await run(record, false);
      assert.deepEqual(outcome.results, [[true], [true]]);
      assert.equal(v, 0n);
    }
  });

  it("shows the other factor, if nothing is checked before it, to who shifts a masked one by one", async () => {
    const { outcome, v } = await run(isZeroUnchecked, true);
    assert.equal(v, await factor());
    // The check that comes later still tells, too late.
    assertAborted(outcome.results[0], "mac-check-failed", []);
  });

  it("is never sent, if what it depends on is checked before it", async () => {
    const { outcome, v } = await run(isZero, true);
    assertAborted(outcome.results[0], "mac-check-failed", []);
    assert.equal(v, null);
  });
});
