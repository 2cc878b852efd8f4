import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeSuite } from "../../host/node/suite.ts";
import { takeInputMasks } from "../../items/kinds/input-mask.ts";
import { takeMatrixTriple } from "../../items/kinds/matrix-triple.ts";
import { takeSquares } from "../../items/kinds/square.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Meter } from "../../network/meter.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";
import { AgreedSizes } from "../../offline/agreed-sizes.ts";
import { createLowGear } from "../../offline/lowgear/lowgear.ts";
import { smallBgv } from "../support/lowgear.ts";
import { runParties, type Tamper } from "../support/parties.ts";
import { assertBlamed, lie, wrongLengths } from "../support/tamper.ts";

const agree = (n: number, proposals: readonly number[], tamper?: Tamper) =>
  runParties(
    n,
    async (session) => {
      const sizes = new AgreedSizes(session, "sizes");
      const first = await sizes.smallest(proposals[session.self]!, 2, 1000);
      return [first, await sizes.smallest(999, 2, 1000)];
    },
    { ...(tamper && { tamper }) },
  );

describe("sizes that are agreed upon", () => {
  it("are the least that one party proposes, again and again", async () => {
    for (const n of [2, 3]) {
      const { results } = await agree(n, [1000, 300, 700]);
      assert.deepEqual(results, Array(n).fill([300, 999]));
    }
  });

  for (const [what, change] of Object.entries({
    ...wrongLengths,
    "too small": () => Uint8Array.of(1, 0),
    "too large": () => Uint8Array.of(255, 255),
  }))
    it(`${what}: who proposes it is named`, async () => {
      for (const n of [2, 3]) {
        const tamper = lie({ from: n - 1, tag: /sizes$/ }, change);
        const outcome = await agree(n, [5, 5, 5], tamper);
        assertBlamed(outcome, n - 1, "malformed-message", [n - 1], what);
      }
    });

  it("proposed differently to two peers are an inconsistent broadcast", async () => {
    const tamper = lie({ from: 2, to: 0, tag: /sizes$/ }, (m) =>
      m.length === 2 ? Uint8Array.of(3, 0) : m,
    );
    assertBlamed(await agree(3, [5, 5, 5], tamper), 2, "inconsistent-broadcast", []);
  });
});

it("where one party waits long for every message all make smaller batches, and all fits", async () => {
  for (const slow of [null, 1]) {
    const batches = new Set<string>();
    const transports = memoryNetwork(3, {
      ...{ suite: nodeSuite, seed: "slow", turn: setImmediate },
      tamper: (_from, _to, tag, message) => {
        const batch = /^batches\/(?:triples|squares|inputs)-\d+/.exec(tag);
        if (batch !== null) batches.add(batch[0]);
        return message;
      },
    });
    let now = 0;
    const later = () => {
      now += 2000;
      return now;
    };
    await Promise.all(
      transports.map(async (transport, self) => {
        const meter = new Meter(3, undefined, self === slow ? later : () => 0);
        const seen: Transport = new Proxy(transport, {
          get(target, name) {
            const own = name === "meter" ? meter : Reflect.get(target, name, target);
            return typeof own === "function" ? own.bind(target) : own;
          },
        });
        const session = new Session(seen);
        const bgv = smallBgv(session, "proved", { degree: 16, batch: 8 });
        const items = await createLowGear(session, bgv, { window: 2 * bgv.replyBytes });
        await takeTriples(items, 8 * 16 - 1);
        await takeSquares(items, 4 * 16 - 1);
        await takeInputMasks(items, 0, 8 * 16);
        await takeMatrixTriple(items, { rows: 9, inner: 8, columns: 3, pairs: 1, transposed: 0 });
        await items.close();
      }),
    );
    // Of 8 vectors; of 2, where a batch of triples loses an item of its own.
    assert.equal(batches.size, slow === null ? 3 : 4 + 4 + 4 + 2, [...batches].join());
  }
});
