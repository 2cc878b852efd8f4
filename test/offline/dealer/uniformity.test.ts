import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { referenceField } from "../../../algebra/reference.ts";
import { hash } from "../../../crypto/hash.ts";
import { Prg } from "../../../crypto/prg.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { takeComparisonMasks } from "../../../items/kinds/comparison-mask.ts";
import { type InputMask, takeInputMasks } from "../../../items/kinds/input-mask.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import { takeTruncationMasks } from "../../../items/kinds/truncation-mask.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import { randomBits } from "../../../items/random-bits.ts";
import { dealLocally } from "../../../offline/dealer/local.ts";
import type { Share } from "../../../protocols/share.ts";
import { fromAll, type SupplyMaker } from "../../contracts/preprocessing.ts";
import {
  assertFrequencies,
  assertHidden,
  biasOfView,
  uniformityContract,
} from "../../contracts/uniformity.ts";
import { localDealer, servedDealer } from "../../support/dealers.ts";
import { LONG } from "../../support/long.ts";

uniformityContract("the dealer in one process", localDealer, { parties: LONG ? [2, 3] : [2] });
uniformityContract("the dealer as a party", servedDealer);

const field = referenceField(11n);
const T = 22_000;
const prg = (seed: string) => new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/test/v1", seed));

/** Moves Δ_j from the shares of `from` to those of `to`: the sum, the only thing relations see, stays. */
function moved(shares: readonly Share[], from: number, to: number, delta: Vector): Share[] {
  return shares.map(({ value, mac }, i) => ({
    value: i === from ? field.subtract(value, delta) : i === to ? field.add(value, delta) : value,
    mac,
  }));
}

/** P_i's shares moved to another party wherever `where` holds a 1, so that it holds 0 there. */
const zeroed = (shares: readonly Share[], i: number, to: number, where: Vector) =>
  moved(shares, i, to, field.multiply(shares[i]!.value, where));

describe("a biased dealer", () => {
  const honest = async (ask: (p: Preprocessing) => Promise<Share>, n = 3) => {
    const parties = dealLocally(n, field, "authenticated", nodeSuite, "biased");
    return { parties, shares: await fromAll({ parties, close: async () => {} }, ask) };
  };
  const one = new BigUint64Array(T).fill(1n);
  const rare = field.multiply(
    field.multiply(randomBits(prg("1"), T), randomBits(prg("2"), T)),
    field.multiply(randomBits(prg("3"), T), randomBits(prg("4"), T)),
  );

  it("is found when a party's share is a constant", async () => {
    const { parties, shares } = await honest((p) => takeRandoms(p, T));
    for (const [i, to] of [
      [0, 1],
      [2, 0],
    ] as const)
      assert.throws(() => assertHidden(field, { parties }, "x", zeroed(shares, i, to, one)));
  });

  it("is found when a party's share is the plaintext", async () => {
    const { parties, shares } = await honest((p) => takeBits(p, T));
    const plain = zeroed(zeroed(shares, 0, 2, one), 1, 2, one);
    assert.throws(() => assertHidden(field, { parties }, "x", plain), /biased/);
  });

  it("is found when one share in sixteen is 0, in values and in MACs", async () => {
    const { parties, shares } = await honest((p) => takeRandoms(p, T));
    const once = zeroed(shares, 1, 2, rare);
    assert.throws(() => assertHidden(field, { parties }, "x", once), /value shares/);
    const macs = shares.map((s) => ({ value: s.mac!, mac: null }));
    const biased = shares.map((s, i) => ({
      value: s.value,
      mac: zeroed(macs, 1, 2, rare)[i]!.value,
    }));
    assert.throws(() => assertHidden(field, { parties }, "x", biased), /MAC shares/);
  });

  it("is found when two parties expand the same seed", async () => {
    const { parties, shares } = await honest((p) => takeRandoms(p, T));
    const same = field.subtract(shares[0]!.value, shares[1]!.value);
    const twins = moved(shares, 0, 2, same);
    assert.deepEqual(twins[0]!.value, shares[1]!.value);
    assert.throws(() => assertHidden(field, { parties }, "x", twins), /biased/);
  });

  it("is found when the MAC shares are the value shares times α", async () => {
    const { parties, shares } = await honest((p) => takeRandoms(p, T));
    const alpha = parties.map((p) => p.macKey!.share).reduce((a, b) => field.add(a, b));
    const dependent = shares.map(({ value }) => ({
      value,
      mac: field.multiplyScalar(value, alpha),
    }));
    assert.throws(() => assertHidden(field, { parties }, "x", dependent), /value and MAC/);
  });

  it("is found in the view of P_0 when only the owner of an input mask holds a share of it", async () => {
    const bare: SupplyMaker = async (n, f, family, seed) => {
      const supply = await localDealer(n, f, family, seed);
      const parties = supply.parties.map(
        (party, i) =>
          new Proxy(party, {
            get: (target, key) =>
              key !== "take"
                ? Reflect.get(target, key, target)
                : async (item: InputMask, count: number) => {
                    const [, ...clear] = await target.take(item, count);
                    return [i === item.owner ? clear[0]! : new BigUint64Array(count), ...clear];
                  },
          }),
      );
      return { parties, close: supply.close };
    };
    assert.ok((await biasOfView(bare, "plain", [1, 2])) > 1);
  });
});

describe("what the dealer draws", () => {
  it("is uniform: bits, masks up to p − 1, keys", async () => {
    const count = (values: Vector, cells: number) =>
      Array.from({ length: cells }, (_, x) => values.filter((y) => y === BigInt(x)).length);
    assertFrequencies("bits", count(randomBits(prg("bits"), T), 2), T / 2);
    const parties = dealLocally(2, field, "authenticated", nodeSuite, "masks");
    for (const take of [
      async (p: Preprocessing) => (await takeComparisonMasks(p, T)).r,
      async (p: Preprocessing) => (await takeTruncationMasks(p, 2, T, false)).r,
    ]) {
      const taken = await Promise.all(parties.map(take));
      const r = taken.map(({ value }) => value).reduce((a, b) => field.add(a, b));
      assertFrequencies("masks", count(r, 11), T / 11);
    }
    const keys = Array.from({ length: 2000 }, (_, k) =>
      dealLocally(2, field, "authenticated", nodeSuite, `key ${k}`).map((p) => p.macKey!.share[0]!),
    );
    for (const i of [0, 1])
      assertFrequencies(
        "α_i",
        count(
          BigUint64Array.from(keys, (k) => k[i]!),
          11,
        ),
        2000 / 11,
      );
  });
});

describe("what the dealer sends", () => {
  it("no party receives what another holds, or the key", async () => {
    // In a large field a residue that occurs in another party's messages is no coincidence.
    const large = referenceField(1152921504606584833n);
    const received: Set<bigint>[] = [new Set(), new Set(), new Set()];
    const supply = await servedDealer(
      3,
      large,
      "authenticated",
      "sends",
      [],
      (from, to, _, message) => {
        if (from === 3)
          for (let at = 0; at + 8 <= message.length; at += 8)
            received[to]!.add(
              new DataView(message.buffer, message.byteOffset).getBigUint64(at, true),
            );
        return message;
      },
    );
    const held = await Promise.all(
      supply.parties.map(async (p) => {
        const { a, b, c } = await takeTriples(p, 20);
        const bits = await takeBits(p, 20);
        const { mask } = await takeInputMasks(p, 1, 20);
        const shares = [a, b, c, bits, mask].flatMap((s) => [...s.value, ...s.mac!]);
        return [...shares, p.macKey!.share[0]!];
      }),
    );
    await supply.close();
    const alpha = held.map((h) => h.at(-1)!).reduce((a, b) => (a + b) % large.p);
    for (const to of [0, 1, 2]) {
      assert.ok(!received[to]!.has(alpha), "α itself");
      for (const other of [0, 1, 2])
        if (other !== to)
          assert.ok(!held[other]!.some((x) => received[to]!.has(x)), `P${to} of P${other}`);
      assert.ok(received[to]!.has(held[to]!.at(-1)!), "its own key share came this way");
    }
  });
});
