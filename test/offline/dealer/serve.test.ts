import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../../algebra/reference.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { takeComparisonMasks } from "../../../items/kinds/comparison-mask.ts";
import { takeInputMasks } from "../../../items/kinds/input-mask.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { takeSquares } from "../../../items/kinds/square.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import { takeTruncationMasks } from "../../../items/kinds/truncation-mask.ts";
import type { ItemKind } from "../../../items/kinds.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import { Abort, ConfigurationMismatch } from "../../../network/abort.ts";
import { memoryNetwork, type Tamper } from "../../../network/memory.ts";
import { Session } from "../../../network/session.ts";
import { dealerPreprocessing } from "../../../offline/dealer/client.ts";
import { batchItems, type Dealing } from "../../../offline/dealer/dealt-batch.ts";
import { orderFor } from "../../../offline/dealer/orders.ts";
import {
  decodeRequest,
  encodeRefusal,
  encodeRequest,
  MAX_REFUSAL_BYTES,
  refusalIn,
} from "../../../offline/dealer/request.ts";
import { serveDealer } from "../../../offline/dealer/serve.ts";
import { runParties } from "../../support/parties.ts";
import { assertWire } from "../../support/wire.ts";

const field = referenceField(101n);
const dealing: Dealing = { n: 3, field, family: "authenticated", suite: nodeSuite };

/** Three parties run `party`, a dealer serves them. */
const withDealer = (
  party: (items: Preprocessing, self: number) => Promise<unknown>,
  options: { tamper?: Tamper; shuffle?: boolean } = {},
) =>
  runParties(
    4,
    async (session) => {
      if (session.self === 3) return serveDealer(session, field, "authenticated");
      const items = await dealerPreprocessing(session, field, "authenticated");
      const result = await party(items, session.self);
      await items.close();
      return result;
    },
    { seed: "serve", ...options },
  );

function assertAborts(results: readonly unknown[], code: string, culprits: readonly number[]) {
  for (const result of results) {
    assert.ok(result instanceof Abort, `not an Abort: ${result}`);
    assert.equal(result.code, code, result.message);
    assert.deepEqual(result.culprits, culprits);
  }
}

/** Changes the dealer's k-th message to `victim` under a tag that ends so. */
const tamperWith = (
  sender: number,
  victim: number,
  ending: string,
  change: (message: Uint8Array) => Uint8Array,
): Tamper => {
  let done = false;
  return (from, to, tag, message) => {
    if (done || from !== sender || to !== victim || !tag.endsWith(ending)) return message;
    done = true;
    return change(message);
  };
};

describe("a served dealer", () => {
  it("tells all parties what differs when their programs ask for different items", async () => {
    for (const different of [
      (items: Preprocessing) => takeBits(items, 5),
      (items: Preprocessing) => takeTriples(items, 6),
      (items: Preprocessing) => takeInputMasks(items, 1, 5),
    ]) {
      const { results } = await withDealer((items, self) =>
        self === 1 ? different(items) : takeTriples(items, 5),
      );
      assertAborts(results, "programs-diverged", []);
      for (const result of results)
        assert.match(`${result}`, /P0 asks for 5 of triple, P1 asks for/);
    }
  });

  it("tells those who still wait that a party is done", async () => {
    const { results } = await withDealer(async (items, self) => {
      if (self !== 2) await takeTriples(items, 5);
    });
    assertAborts(results.slice(0, 2), "programs-diverged", []);
    assert.match(`${results[0]}`, /P2 wants nothing more/);
  });

  it("lets a slow party use up what it has ordered after the others are done", async () => {
    const { results } = await withDealer(
      async (items, self) => {
        for (let k = 0; k < 40; k++) {
          await takeTriples(items, 3);
          if (self === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        return items.used().get("triple");
      },
      { shuffle: true },
    );
    assert.deepEqual(results, [120, 120, 120, undefined]);
  });

  it("refuses what a party had not asked for when it left; what is here is still handed out", async () => {
    const { results } = await withDealer(async (items, self) => {
      const calls = [
        takeTriples(items, 3),
        takeTriples(items, 3),
        takeBits(items, 1),
        takeRandoms(items, 1),
      ];
      const beyond = takeSquares(items, 1);
      if (self === 1) {
        await items.close();
        return (await Promise.allSettled([...calls, beyond])).length;
      }
      await Promise.all(calls);
      await assert.rejects(beyond, { name: "Abort", code: "programs-diverged" });
      return (await takeTriples(items, 3)).a.value.length;
    });
    assert.deepEqual(results, [3, 5, 3, undefined]);
  });

  it("waits patiently for the first of the requests, and for nothing else", async () => {
    const patience = new Map<string, boolean>();
    const [p0, p1, last] = memoryNetwork(3, { suite: nodeSuite, turn: setImmediate });
    const longer = new Set<string>();
    const receiveBatch = p0!.receive.bind(p0);
    p0!.receive = (from, tag, maxLength, deadlines) => {
      if (typeof deadlines === "number" && deadlines > 0) longer.add(tag);
      return receiveBatch(from, tag, maxLength);
    };
    const receive = last!.receive.bind(last);
    last!.receive = (from, tag, maxLength, until) => {
      patience.set(tag, until instanceof Promise);
      return receive(from, tag, maxLength);
    };
    await Promise.all([
      serveDealer(new Session(last!), field, "plain"),
      ...[p0, p1].map(async (transport) => {
        const items = await dealerPreprocessing(new Session(transport!), field, "plain");
        await takeBits(items, 1);
        await items.close();
      }),
    ]);
    const patient = [...patience].filter(([, p]) => p).map(([tag]) => tag);
    assert.deepEqual(patient, ["dealer/requests"]);
    // Who waits for the dealer waits longer than the dealer does.
    assert.deepEqual([...longer], ["dealer/parcels"]);
    assert.ok(patience.size > 1);
  });

  it("has at least two parties, and everybody keeps to its part", async () => {
    const { results: two } = await runParties(2, (session) =>
      assert.rejects(
        session.self === 0
          ? dealerPreprocessing(session, field, "plain")
          : serveDealer(session, field, "plain"),
        RangeError,
      ),
    );
    assert.equal(two.length, 2);
    await runParties(3, (session) =>
      assert.rejects(
        session.self === 2
          ? dealerPreprocessing(session, field, "plain")
          : serveDealer(session, field, "plain"),
        RangeError,
      ),
    );
  });

  it("a configuration that does not parse names its sender", async () => {
    for (const text of ["", "field", "field: \u001b[2J", "x".repeat(600)]) {
      const { results } = await withDealer(async () => null, {
        tamper: tamperWith(1, 0, "configuration", () => new TextEncoder().encode(text)),
      });
      assertAborts([results[0]], "malformed-message", [1]);
      assert.match(`${results[0]}`, /not a configuration|600 bytes/);
    }
  });

  it("works on nothing when nothing is asked", async () => {
    const { results } = await withDealer(async (items) => items.keyId.length);
    assert.deepEqual(results, [32, 32, 32, undefined]);
  });

  it("compares configurations first and names every difference", async () => {
    const { results } = await runParties(3, async (session) => {
      const family = session.self === 1 ? "plain" : "authenticated";
      const own = session.self === 0 ? referenceField(103n) : field;
      const attempt =
        session.self === 2
          ? serveDealer(session, own, family)
          : dealerPreprocessing(session, own, family);
      return attempt.catch((error: unknown) => error);
    });
    for (const result of results) assert.ok(result instanceof ConfigurationMismatch, `${result}`);
    assert.deepEqual((results[2] as ConfigurationMismatch).differences, [
      "field: 101 here, 103 at P0",
      "family: authenticated here, plain at P1",
    ]);
  });

  it("a request that no party of this dealing sends names its sender", async () => {
    for (const [attack, change] of [
      ["too short", (m: Uint8Array) => m.slice(0, 3)],
      ["too long", () => new Uint8Array(101)],
      ["an unknown kind", (m: Uint8Array) => Uint8Array.of(...m.subarray(0, -1), 0x78)],
      ["no item", (m: Uint8Array) => Uint8Array.of(0, 0, 0, 0, ...m.subarray(4))],
      ["more than a batch", (m: Uint8Array) => Uint8Array.of(255, 255, 255, 255, ...m.subarray(4))],
    ] as const) {
      const { results } = await withDealer((items) => takeTriples(items, 5), {
        tamper: tamperWith(1, 3, "requests", change),
      });
      assertAborts([results[3]], "malformed-message", [1]);
      assert.ok(
        results.every((r) => r instanceof Abort),
        attack,
      );
    }
  });

  it("a dealt batch or a key share that is not well formed names the dealer", async () => {
    for (const [ending, victim, change] of [
      ["parcels", 0, (m: Uint8Array) => m.slice(0, -8)],
      ["parcels", 0, (m: Uint8Array) => Uint8Array.of(...m, ...new Uint8Array(8))],
      ["parcels", 0, (m: Uint8Array) => m.fill(255, m.length - 8)],
      ["parcels", 1, () => new Uint8Array(0)],
      ["keys", 2, (m: Uint8Array) => m.fill(255)],
      ["keys", 2, (m: Uint8Array) => m.slice(1)],
    ] as const) {
      const { results } = await withDealer((items) => takeTriples(items, 5), {
        tamper: tamperWith(3, victim, ending, change),
      });
      assertAborts([results[victim]], "malformed-message", [3]);
    }
  });

  it("bounds what is under way, and cuts large calls into batches", async () => {
    let open = 0;
    let most = 0;
    const batch = batchItems(dealing, { kind: "comparison-mask" });
    const { results, traffic } = await withDealer(
      async (items) => (await takeComparisonMasks(items, 9 * batch + 1)).r.value.length,
      {
        tamper: (from, to, tag, message) => {
          if (from === 0 && tag.endsWith("requests")) most = Math.max(most, ++open);
          if (from === 3 && to === 0 && tag.endsWith("parcels")) open--;
          return message;
        },
      },
    );
    assert.deepEqual(results.slice(0, 3), [9 * batch + 1, 9 * batch + 1, 9 * batch + 1]);
    assert.equal(most, 4);
    const [largest] = [...traffic[3]!.bytesSent].sort((a, b) => b - a);
    assert.ok(largest! < 5 * 8 * 2 * 8 * (batch + 1), "corrections are spread over the parties");
  });
});

describe("requests and refusals", () => {
  it("come back from the wire, for every kind", () => {
    const shape = { rows: 64, inner: 30, columns: 1, pairs: 4, transposed: 4 };
    const items: ItemKind[] = [
      { kind: "triple" },
      { kind: "comparison-mask" },
      { kind: "input-mask", owner: 2 },
      { kind: "matrix-triple", shape },
      { kind: "truncation-mask", f: 5, exact: true },
    ];
    for (const item of items)
      assert.deepEqual(decodeRequest(dealing, encodeRequest({ item, count: 7 })), {
        item,
        count: 7,
      });
    assert.equal(decodeRequest(dealing, encodeRequest(null)), null);
    const nobody: ItemKind = { kind: "input-mask", owner: 3 };
    assert.throws(() => decodeRequest(dealing, encodeRequest({ item: nobody, count: 1 })), {
      message: /numbered from 0 to 2/,
    });
    for (const length of [3, 101])
      assert.throws(() => decodeRequest(dealing, new Uint8Array(length)), {
        message: `a request of ${length} bytes`,
      });
  });

  it("a refusal is told from every dealt batch, bounded, and printable", () => {
    for (const reason of ["", "a", "ab", "x".repeat(1000)]) {
      const refusal = encodeRefusal(reason);
      assert.ok(refusal.length % 2 === 1 && refusal.length <= MAX_REFUSAL_BYTES);
      assert.equal(refusalIn(refusal), reason.slice(0, MAX_REFUSAL_BYTES - 1));
    }
    assert.equal(refusalIn(Uint8Array.of(27, 91, 65)), "?[A");
    assert.equal(refusalIn(new Uint8Array(40)), null);
  });

  it("a first call orders what it needs, repeated ones order ahead by what was used, at most a batch", () => {
    assert.equal(orderFor({ ordered: 0, used: 0 }, 10, 100), 10);
    assert.equal(orderFor({ ordered: 10, used: 10 }, 10, 100), 20);
    assert.equal(orderFor({ ordered: 30, used: 20 }, 2, 100), 12);
    assert.equal(orderFor({ ordered: 5000, used: 1000 }, 3000, 100), 0);
    assert.equal(orderFor({ ordered: 5000, used: 5000 }, 1000, 100), 1100);
    assert.equal(orderFor({ ordered: 10, used: 10 }, 0, 100), 10);
  });
});

it("a dealer's requests and batches keep their wire format", async () => {
  const { transcript } = await withDealer(async (items) => {
    await takeTriples(items, 2);
    await takeInputMasks(items, 1, 3);
    await takeTruncationMasks(items, 2, 1, true);
  });
  assertWire("offline/dealer", transcript);
});
