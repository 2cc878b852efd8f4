/** Batches made in worker threads: the same items, and the same end of everything when one party cheats. */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { prime60 } from "../../../../algebra/prime60.ts";
import { LaneLinks } from "../../../../host/node/lanes/lane-transport.ts";
import { laneThreads } from "../../../../host/node/lanes/open-lanes.ts";
import { nodeSuite } from "../../../../host/node/suite.ts";
import { takeBits } from "../../../../items/kinds/bit.ts";
import { takeInputMasks } from "../../../../items/kinds/input-mask.ts";
import { takeMatrixTriple } from "../../../../items/kinds/matrix-triple.ts";
import { takeSquares } from "../../../../items/kinds/square.ts";
import { takeTriples } from "../../../../items/kinds/triple.ts";
import { type Preprocessing, takeMany } from "../../../../items/preprocessing.ts";
import { Abort } from "../../../../network/abort.ts";
import { memoryNetwork } from "../../../../network/memory.ts";
import { Session } from "../../../../network/session.ts";
import { agreedLanes, MAX_LANES } from "../../../../offline/lane.ts";
import { createLowGear } from "../../../../offline/lowgear/lowgear.ts";
import { type KeyGuard, memoryGuard } from "../../../../protocols/mac-key.ts";
import { fromAll, reconstruct, type Supply } from "../../../contracts/preprocessing.ts";
import { inThisThread, lowGearSupply, smallBgv } from "../../../support/lowgear.ts";
import { Leaves, runParties } from "../../../support/parties.ts";
import { assertBlamed, lie } from "../../../support/tamper.ts";

const field = prime60();
const MAX_BYTES = 2 ** 26;
const ID = new Uint8Array(32).fill(7);
const SMALL = { degree: 64, batch: 4 } as const;

/** Worker threads of this process. */
const workers = () =>
  process.getActiveResourcesInfo().filter((name) => /worker|messageport/i.test(name)).length;

/** Until no worker thread is left, or for so long that one must have been forgotten. */
async function threadsGone(): Promise<void> {
  for (let k = 0; k < 200 && workers() > 0; k++) await sleep(20);
  assert.equal(workers(), 0, "no thread is left");
}

/** Several batches of every kind, checked by reconstruction. */
async function makeAll(supply: Supply): Promise<void> {
  const open = (shares: Parameters<typeof reconstruct>[2]) => reconstruct(field, supply, shares);
  const triples = await fromAll(supply, (p) => takeTriples(p, 3 * 4 * SMALL.degree));
  const [a, b, c] = (["a", "b", "c"] as const).map((k) => open(triples.map((t) => t[k])));
  assert.deepEqual(c, field.multiply(a!, b!));
  const squares = await fromAll(supply, (p) => takeSquares(p, 5 * SMALL.degree));
  const root = open(squares.map((s) => s.a));
  assert.deepEqual(open(squares.map((s) => s.square)), field.multiply(root, root));
  const bits = open(await fromAll(supply, (p) => takeBits(p, 100)));
  assert.ok(bits.every((bit) => bit <= 1n));
  for (const owner of supply.parties.keys()) {
    const masks = await fromAll(supply, (p) => takeInputMasks(p, owner, 5 * SMALL.degree));
    assert.deepEqual(masks[owner]!.clear, open(masks.map((m) => m.mask)));
  }
  const shape = { rows: 9, inner: 8, columns: 7, pairs: 1, transposed: 0 };
  for (let k = 0; k < 2; k++) {
    const items = await fromAll(supply, (p) => takeMatrixTriple(p, shape));
    const [x, y, z] = [
      open(items.map((t) => t.a)),
      open(items.map((t) => t.pairs[0]!.b)),
      open(items.map((t) => t.pairs[0]!.c)),
    ];
    assert.deepEqual(z, field.matrixProduct(x, y, shape.rows, shape.inner, shape.columns));
  }
}

describe("LowGear's batches in worker threads", () => {
  after(threadsGone);

  for (const [name, threads] of [
    ["as many at each of three parties", [2, 2, 2]],
    ["more at one than at the other", [3, 2]],
    ["none at the other", [2, 1]],
  ] as const)
    it(`every kind of item, ${name}`, async () => {
      const supply = await lowGearSupply(threads.length, `lanes/${name}`, {
        ...SMALL,
        threads: threads.map((count) => laneThreads(count, ID, MAX_BYTES)),
      });
      await makeAll(supply);
      await supply.close();
      await threadsGone();
    });

  for (const [attack, tag, code, culprits] of [
    ["a wrong answer in a proof", /triples-0\/proof\/attempt-\d+\/answer$/, "bad-proof", [1]],
    ["a reply of another length", /triples-1\/products$/, "malformed-message", [1]],
    ["a wrong reply", /triples-1\/products$/, "mac-check-failed", []],
  ] as const)
    it(`${attack}: found in a lane or after it, and all threads' keys are destroyed`, async () => {
      const wiped = [false, false];
      const made: Preprocessing[] = [];
      const guardOf = (party: number): KeyGuard => ({
        ...memoryGuard,
        wipe: async () => {
          wiped[party] = true;
        },
      });
      let times = 0;
      const outcome = await runParties<unknown>(
        2,
        async (session) => {
          const items = await createLowGear(session, smallBgv(session, "proved", SMALL), {
            guard: guardOf(session.self),
            threads: laneThreads(2, session.id, MAX_BYTES),
          });
          made[session.self] = items;
          return takeMany(items, { kind: "triple" }, 4 * 4 * SMALL.degree);
        },
        {
          seed: attack,
          tamper: (from, _to, at, message) => {
            if (from !== 1 || !tag.test(at) || times++ > 0) return message;
            if (attack === "a reply of another length") return message.subarray(1);
            const other = message.slice();
            const middle = attack === "a wrong reply" ? 5 : other.length >> 1;
            other[middle]! ^= 1;
            return other;
          },
        },
      );
      assertBlamed(outcome, 1, code, culprits, attack);
      assert.ok(wiped[0], "P0 wiped its store");
      await assert.rejects(takeTriples(made[0]!, 1), /destroyed/);
      await threadsGone();
    });

  it("once told of the end, a lane's own links send nothing, and what it asks for fails", async () => {
    const posted: string[] = [];
    const links = new LaneLinks({ self: 0, n: 2 }, ID, ({ type }) => posted.push(type));
    const transport = links.transportOf("batch");
    transport.send(1, "batch/a", new Uint8Array(1));
    const waits = transport.receive(1, "batch/b", 1);
    links.end(new Error("the keys are destroyed"));
    transport.send(1, "batch/a", new Uint8Array(1));
    const late = transport.receive(1, "batch/b", 1);
    assert.deepEqual(posted, ["send", "receive"]);
    for (const asked of [waits, late]) await assert.rejects(asked, /destroyed/);
  });

  for (const tag of [/triples-0\/proof\/images$/, /triples-0\/products$/])
    it(`the keys end at the first message of ${tag}: nothing more leaves a lane, nor what was on its way`, async () => {
      const made: Preprocessing[] = [];
      const sent: string[] = [];
      let ended = false;
      const ends = runParties<unknown>(
        2,
        async (session) => {
          const items = await createLowGear(session, smallBgv(session, "proved", SMALL), {
            threads: session.self === 0 ? laneThreads(2, session.id, MAX_BYTES) : inThisThread(2),
          });
          made[session.self] = items;
          try {
            await takeTriples(items, 4 * 4 * SMALL.degree);
          } catch (error) {
            // Only then is there nothing that could still be sent.
            if (session.self === 0) await threadsGone();
            throw error instanceof Abort ? error : new Leaves("the keys are gone");
          }
        },
        {
          seed: "the end of the keys",
          tamper: (from, _to, at, message) => {
            if (from !== 0 || !at.startsWith("batches/")) return message;
            if (ended) sent.push(at);
            if (!tag.test(at) || ended) return message;
            ended = true;
            void made[0]!.macKey!.destroy();
            return message;
          },
        },
      );
      await ends;
      assert.ok(ended);
      assert.deepEqual(sent, []);
      await threadsGone();
    });

  it("a lane that cannot have its memory ends the key generation, and the key", async () => {
    const wiped: number[] = [];
    const transports = memoryNetwork(2, { suite: nodeSuite, seed: "narrow", turn: setImmediate });
    const ends = await Promise.allSettled(
      transports.map((transport, party) => {
        const session = new Session(transport);
        const guard: KeyGuard = { ...memoryGuard, wipe: async () => void wiped.push(party) };
        return createLowGear(session, smallBgv(session, "proved", { degree: 1024, batch: 2 }), {
          guard,
          threads: laneThreads(2, session.id, 2 ** 16),
        });
      }),
    );
    for (const end of ends) {
      assert.equal(end.status, "rejected");
      assert.match(end.reason.message, /lane/);
      assert.match(String(end.reason.cause), /memory/);
    }
    assert.deepEqual(wiped.sort(), [0, 1]);
    await threadsGone();
  });
});

describe("the number of lanes", () => {
  it("is the smallest that a party has", async () => {
    const own = [5, 3, 200];
    const { results } = await runParties(3, (session) =>
      agreedLanes(session, "lanes", own[session.self]!),
    );
    assert.deepEqual(results, [3, 3, 3]);
  });

  for (const [what, message] of [
    ["no lanes", new Uint8Array(1)],
    ["nothing", new Uint8Array(0)],
    ["more than there may be", Uint8Array.of(MAX_LANES + 1)],
  ] as const)
    it(`a party that claims ${what} is named`, async () => {
      for (const n of [2, 3]) {
        const outcome = await runParties(n, (session) => agreedLanes(session, "lanes", 2), {
          tamper: lie({ from: n - 1, tag: /^lanes$/ }, () => message),
        });
        assertBlamed(outcome, n - 1, "malformed-message", [n - 1], what);
      }
    });

  it("told differently to two peers is an inconsistent broadcast, before anybody counts on it", async () => {
    const outcome = await runParties(3, (session) => agreedLanes(session, "lanes", 8), {
      tamper: lie({ from: 2, to: 1, tag: /^lanes$/ }, () => Uint8Array.of(1)),
    });
    assertBlamed(outcome, 2, "inconsistent-broadcast", []);
  });
});
