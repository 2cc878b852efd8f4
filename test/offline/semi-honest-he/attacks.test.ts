/** What LowGear stops and its semi-honest twin does not: the same lies, and a wrong result that nobody notices. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { type Triples, takeTriples } from "../../../items/kinds/triple.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import { Abort } from "../../../network/abort.ts";
import { createSemiHonestHe } from "../../../offline/semi-honest-he/semi-honest-he.ts";
import type { Share } from "../../../protocols/share.ts";
import { reconstruct } from "../../support/dealt.ts";
import { smallBgv } from "../../support/lowgear.ts";
import { type Cheat, cheatingBgv } from "../../support/lowgear-cheater.ts";
import { runParties, type Tamper } from "../../support/parties.ts";
import { assertBlamed, lie, wrongLengths } from "../../support/tamper.ts";

const field = prime60();

/** P_0 cheats. */
const run = <T>(ask: (items: Preprocessing) => Promise<T>, cheat: Cheat, tamper?: Tamper) =>
  runParties(
    2,
    async (session) => {
      const own = smallBgv(session, "honest", { degree: 32 });
      const bgv = session.self === 0 ? cheatingBgv(own, 0, cheat) : own;
      return ask(await createSemiHonestHe(session, bgv));
    },
    tamper === undefined ? {} : { tamper },
  );

const secret = (results: readonly unknown[], of: (result: never) => Share): Vector => {
  for (const result of results) if (result instanceof Abort) throw result;
  return reconstruct(
    field,
    results.map((result) => of(result as never)),
  );
};

describe("the semi-honest twin under attack", () => {
  it("c + δ succeeds, unnoticed", async () => {
    const cheat: Cheat = {
      reply: (bgv, { key, ciphertext, by }) => {
        const delta = bgv.encode(new BigUint64Array(bgv.slots).fill(7n));
        return bgv.reply(key, ciphertext, by, delta);
      },
    };
    const { results } = await run((items) => takeTriples(items, 5), cheat);
    const [a, b, c] = (["a", "b", "c"] as const).map((k) => secret(results, (t: Triples) => t[k]));
    const error = field.subtract(c!, field.multiply(a!, b!));
    assert.deepEqual(error, new BigUint64Array(5).fill(7n));
  });

  it("a² opened wrong succeeds, unnoticed: what comes out are no bits", async () => {
    const tamper = lie({ from: 0, to: 1, tag: /bits-0\/open$/ }, (m) => {
      const share = field.decode(m, m.length / 8);
      return field.encode(field.add(share, share));
    });
    // P_1 takes roots of something else; or finds that it has none, which names nobody either.
    const outcome = await run((items) => takeBits(items, 1), {}, tamper).catch(
      (error: Error) => error,
    );
    if (outcome instanceof Error) assert.match(outcome.message, /not a square/);
    else assert.ok(!secret(outcome.results, (b: Share) => b).every((x) => x <= 1n));
  });

  it("a malformed key, ciphertext or reply names its sender", async () => {
    for (const tag of [/key-generation\/keys$/, /triples-0\/ciphertexts$/, /triples-0\/products$/])
      for (const change of Object.values(wrongLengths)) {
        const outcome = await run(
          (items) => takeTriples(items, 3),
          {},
          lie({ from: 0, tag }, change),
        );
        assertBlamed(outcome, 0, "malformed-message", [0]);
      }
  });
});
