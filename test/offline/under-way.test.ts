/** What lies unread at a party that is late: bounded by windows, for every number of lanes and parties. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createBgv } from "../../crypto/bgv/bgv.ts";
import { deriveParameters } from "../../crypto/bgv/parameters.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { takeInputMasks } from "../../items/kinds/input-mask.ts";
import { takeMatrixTriple } from "../../items/kinds/matrix-triple.ts";
import { takeRandoms } from "../../items/kinds/random.ts";
import { takeSquares } from "../../items/kinds/square.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { UNREAD_BYTES } from "../../network/limits.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";
import { MAX_LANES } from "../../offline/lane.ts";
import { createLowGear } from "../../offline/lowgear/lowgear.ts";
import { createSemiHonestHe } from "../../offline/semi-honest-he/semi-honest-he.ts";
import {
  lanesBorne,
  PLANNED_BYTES,
  sizesOf,
  underWay,
  windowBytes,
} from "../../offline/under-way.ts";
import { inThisThread, smallBgv } from "../support/lowgear.ts";

describe("what LowGear has under way at full size", () => {
  for (const statistical of [40, 57])
    it(`fits into an inbox for every number of parties and lanes, s = ${statistical}`, () => {
      const [transport] = memoryNetwork(2);
      const request = { parties: 2, statistical, batch: 12, keys: "proved" } as const;
      const bgv = createBgv(deriveParameters(request), new Session(transport!), null);
      const sizes = sizesOf(bgv);
      bgv.wipe();
      assert.ok(lanesBorne(sizes, 2) >= 32 && lanesBorne(sizes, 16) >= 2);
      for (let n = 2; n <= 64; n++) {
        const most = Math.min(MAX_LANES, lanesBorne(sizes, n));
        for (let lanes = 1; lanes <= most; lanes++) {
          const window = windowBytes(sizes, n, lanes);
          const total = (n - 1) * lanes * underWay(sizes, window);
          assert.ok(total < UNREAD_BYTES, `n = ${n}, ${lanes} lanes: ${total}`);
          if (n <= 16 || lanes > 1) assert.ok(total <= PLANNED_BYTES, `n = ${n}, ${lanes} lanes`);
        }
      }
    });
});

/** Sequences of large messages; what else is sent is short. */
const LARGE = /batches\/.*\/(images|answer|products|macs|factors|ciphertexts)$/;
const SMALL = { degree: 32, batch: 4 } as const;

type Make = (session: Session) => Promise<Preprocessing>;

/** The most bytes of large messages of one peer that lie at P_0, which is late again and again. */
async function unreadAtP0(
  n: number,
  make: Make,
  ask: (items: Preprocessing) => Promise<unknown>,
  counted = LARGE,
) {
  const unread: number[] = Array(n).fill(0);
  let most = 0;
  const transports = memoryNetwork(n, {
    ...{ suite: nodeSuite, seed: "late", turn: setImmediate },
    tamper: (from, to, tag, message) => {
      if (to === 0 && counted.test(tag)) {
        unread[from]! += message.length;
        most = Math.max(most, unread[from]!);
      }
      return message;
    },
  });
  let asked = 0;
  const late: Transport = new Proxy(transports[0]!, {
    get(target, name) {
      if (name !== "receive") {
        const own = Reflect.get(target, name, target);
        return typeof own === "function" ? own.bind(target) : own;
      }
      return async (from: number, tag: string, maxLength: number) => {
        // Long enough for the others to go as far as they can without us.
        if (++asked % 9 === 0 || (counted !== LARGE && counted.test(tag)))
          for (let k = 0; k < 40; k++) await new Promise((resolve) => setImmediate(resolve));
        const message = await target.receive(from, tag, maxLength);
        if (counted.test(tag)) unread[from]! -= message.length;
        return message;
      };
    },
  });
  await Promise.all(
    [late, ...transports.slice(1)].map(async (transport) => {
      const items = await make(new Session(transport));
      await ask(items);
      await items.close();
    }),
  );
  assert.deepEqual(unread, Array(n).fill(0));
  return most;
}

const shape = { rows: 9, inner: 8, columns: 9, pairs: 1, transposed: 1 };
const KINDS: Record<string, (items: Preprocessing) => Promise<unknown>> = {
  triples: (items) => takeTriples(items, 3 * 120),
  squares: (items) => takeSquares(items, 3 * 120),
  randoms: (items) => takeRandoms(items, 3 * 120),
  "input masks": (items) => takeInputMasks(items, 1, 3 * 120),
  "matrix triples": (items) => takeMatrixTriple(items, shape),
};

describe("what lies unread at a party that is late", () => {
  const bytes = { image: 0, reply: 0, answer: 0 };
  const lowGear =
    (lanes: number, replies: number): Make =>
    (session) => {
      const bgv = smallBgv(session, "proved", SMALL);
      Object.assign(bytes, sizesOf(bgv));
      const window = replies * bytes.reply;
      return createLowGear(session, bgv, { window, threads: inThisThread(lanes) });
    };

  for (const [kind, ask] of Object.entries(KINDS))
    it(`is bounded by windows: ${kind}`, async () => {
      for (const [n, lanes, replies] of [
        [2, 3, 2],
        [3, 1, 0],
      ] as const) {
        const most = await unreadAtP0(n, lowGear(lanes, replies), ask);
        const bound = lanes * underWay(bytes, replies * bytes.reply);
        assert.ok(most > 0 && most <= bound, `n = ${n}, ${lanes} lanes: ${most} of ${bound}`);
      }
    });

  it("is a single reply of an input mask where windows are smallest, though nothing is sent in return", async () => {
    const most = await unreadAtP0(
      3,
      lowGear(1, 0),
      KINDS["input masks"]!,
      /batches\/inputs-\d+\/macs$/,
    );
    assert.equal(most, bytes.reply);
  });

  it("is more than that without windows", async () => {
    const most = await unreadAtP0(2, lowGear(1, 1000), KINDS.triples!);
    assert.ok(most > underWay(bytes, 0), `${most}`);
  });

  it("is bounded in the semi-honest twin, too", async () => {
    for (const [kind, ask] of Object.entries(KINDS)) {
      let bound = 0;
      const most = await unreadAtP0(
        3,
        (session) => {
          const bgv = smallBgv(session, "honest", SMALL);
          const sizes = sizesOf(bgv);
          bound = underWay(sizes, 0);
          return createSemiHonestHe(session, bgv, { window: 0 });
        },
        ask,
      );
      assert.ok(most <= bound, `${kind}: ${most} of ${bound}`);
    }
  });
});
