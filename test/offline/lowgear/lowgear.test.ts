import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import { deriveParameters } from "../../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../../crypto/bgv/scheme.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { takeInputMasks } from "../../../items/kinds/input-mask.ts";
import { takeMatrixTriple } from "../../../items/kinds/matrix-triple.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { takeSquares } from "../../../items/kinds/square.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import { takeTruncationMasks } from "../../../items/kinds/truncation-mask.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import { preload } from "../../../items/stock.ts";
import { Abort, ConfigurationMismatch, OutOfMaterial } from "../../../network/abort.ts";
import { memoryNetwork } from "../../../network/memory.ts";
import { Session } from "../../../network/session.ts";
import { createLowGear } from "../../../offline/lowgear/lowgear.ts";
import { createSemiHonestHe } from "../../../offline/semi-honest-he/semi-honest-he.ts";
import type { Share } from "../../../protocols/share.ts";
import { fromAll, reconstruct } from "../../contracts/preprocessing.ts";
import { smallBgv } from "../../support/lowgear.ts";
import { type Options, type Outcome, runParties } from "../../support/parties.ts";
import { flipLast, lie } from "../../support/tamper.ts";
import { assertWire } from "../../support/wire.ts";

/** `ask` at every party of a LowGear whose scheme `of` may wrap. */
async function run<T>(
  n: number,
  ask: (items: Preprocessing, bgv: Bgv, session: Session) => Promise<T>,
  of: (bgv: Bgv) => Bgv = (bgv) => bgv,
  options?: Options,
): Promise<Outcome<T>> {
  const outcome = await runParties(
    n,
    async (session) => {
      const bgv = of(smallBgv(session, "proved", { degree: 32 }));
      return ask(await createLowGear(session, bgv), bgv, session);
    },
    options,
  );
  for (const result of outcome.results) if (result instanceof Abort) throw result;
  return outcome;
}

const overriding = (bgv: Bgv, parts: Partial<Bgv>): Bgv =>
  new Proxy(bgv, {
    get: (target, name) => parts[name as keyof Bgv] ?? Reflect.get(target, name, target),
  });

/** Says of every reply that it is about to be made. */
const watchingReplies = (bgv: Bgv, says: () => void): Pick<Bgv, "reply" | "replyToSum"> => ({
  reply(...args) {
    says();
    return bgv.reply(...args);
  },
  replyToSum(...args) {
    says();
    return bgv.replyToSum(...args);
  },
});

/** Writes down how much of the ring is in use at every reply. */
const watched =
  (peaks: number[]) =>
  (bgv: Bgv): Bgv =>
    overriding(bgv, {
      ...watchingReplies(bgv, () => peaks.push(bgv.ring.allocatedBytes)),
    });

const shape = { rows: 9, inner: 8, columns: 3, pairs: 1, transposed: 1 };
const KINDS: Record<string, (items: Preprocessing, times: number) => Promise<unknown>> = {
  triples: (items, times) => takeTriples(items, 120 * times),
  squares: (items, times) => takeSquares(items, 120 * times),
  bits: (items, times) => takeBits(items, 120 * times),
  randoms: (items, times) => takeRandoms(items, 120 * times),
  "input masks": (items, times) => takeInputMasks(items, 0, 120 * times),
  "a matrix triple in many chunks": (items, times) =>
    takeMatrixTriple(items, { ...shape, rows: 9 * times }),
};

describe("LowGear's memory", () => {
  for (const [kind, ask] of Object.entries(KINDS))
    it(`is given back, and no more is in use at a time for more ${kind}`, async () => {
      const measure = async (times: number) => {
        const peaks: number[] = [];
        const { results } = await run(
          2,
          async (items, bgv) => {
            const before = bgv.ring.allocatedBytes;
            await ask(items, times);
            return bgv.ring.allocatedBytes - before;
          },
          watched(peaks),
        );
        assert.deepEqual(results, [0, 0], "everything is freed");
        return Math.max(...peaks);
      };
      const few = await measure(4);
      assert.ok((await measure(12)) <= few);
    });
});

describe("what LowGear holds", () => {
  it("is zeroed when the keys are destroyed while it is under way, and b̂, ĉ once they are spent", async () => {
    for (const [destroys, tag] of [
      [true, /triples-0\/authenticate\/coins\/open$/],
      [false, /never/],
    ] as const) {
      const decoded: Vector[] = [];
      const keeping = (bgv: Bgv) =>
        overriding(bgv, {
          decode: (coefficients) => {
            const slots = bgv.decode(coefficients);
            decoded.push(slots);
            return slots;
          },
        });
      const outcome = await runParties(
        2,
        async (session) => {
          const own = smallBgv(session, "proved", { degree: 32 });
          const bgv = session.self === 0 ? keeping(own) : own;
          return takeTriples(await createLowGear(session, bgv), 3);
        },
        { tamper: lie({ from: 1, tag }, flipLast) },
      );
      assert.equal(outcome.results[0] instanceof Abort, destroys);
      // The first three vectors that P_0 decodes are its a, b and b̂.
      const zero = decoded.slice(0, 3).map((v) => v.every((x) => x === 0n));
      assert.deepEqual(zero, destroys ? [true, true, true] : [false, false, true]);
    }
  });
});

it("masks of replies that are made are zeroed when the keys end among replies, with what they answer for", async () => {
  const masks: Vector[] = [];
  const keeping = (bgv: Bgv) =>
    overriding(bgv, {
      reply: (...args) => {
        const reply = bgv.reply(...args);
        masks.push(reply.mask);
        return reply;
      },
    });
  const { results } = await runParties(
    2,
    async (session) => {
      const own = smallBgv(session, "proved", { degree: 32 });
      const bgv = session.self === 0 ? keeping(own) : own;
      return takeRandoms(await createLowGear(session, bgv), 100);
    },
    { tamper: lie({ from: 1, tag: /randoms-0\/macs$/ }, (m) => m.slice(1)) },
  );
  assert.ok(results[0] instanceof Abort);
  assert.ok(masks.length > 1);
  for (const mask of masks) assert.ok(mask.every((x) => x === 0n));
});

describe("the item that hides the authenticated-value check", () => {
  const kinds: Record<string, (items: Preprocessing, count: number) => Promise<unknown>> = {
    triple: (items, count) => takeTriples(items, count),
    square: (items, count) => takeSquares(items, count),
    random: (items, count) => takeRandoms(items, count),
  };
  for (const [kind, ask] of Object.entries(kinds))
    it(`is a ${kind} of the batch that nobody gets: a vector of 32 gives 31`, async () => {
      await run(2, async (items, bgv) => {
        await ask(items, 31);
        const replies = bgv.repliesSent;
        await ask(items, 0);
        assert.equal(bgv.repliesSent, replies);
        await ask(items, 1);
        assert.ok(bgv.repliesSent > replies, "another batch");
      });
    });

  it("is another random for every batch of input masks and every matrix triple", async () => {
    await run(2, async (items, bgv) => {
      await takeRandoms(items, 29);
      const before = bgv.repliesSent;
      await takeInputMasks(items, 0, 1);
      await takeMatrixTriple(items, { rows: 1, inner: 1, columns: 1, pairs: 1, transposed: 0 });
      const spent = bgv.repliesSent - before;
      await takeRandoms(items, 0);
      assert.equal(bgv.repliesSent - before, spent);
      // Of 31 randoms 29 are used by us and two by the checks.
      await takeRandoms(items, 1);
      assert.ok(bgv.repliesSent - before > spent, "another batch of randoms");
    });
  });
});

describe("LowGear's bound on replies", () => {
  const limited = (maxReplies: number) => (bgv: Bgv) =>
    overriding(bgv, { parameters: { ...bgv.parameters, maxReplies } });

  it("is told before anything is sent, and destroys nothing", async () => {
    const { results } = await run(
      3,
      async (items) => {
        await takeTriples(items, 40);
        const left = takeTriples(items, 3000);
        await assert.rejects(left, OutOfMaterial);
        assert.equal(items.macKey!.dead, false);
        return takeTriples(items, 10);
      },
      limited(2 * 7 * 6),
    );
    assert.ok(results.every((t) => !(t instanceof Abort) && t.a.value.length === 10));
  });

  it("counts exactly what the party that makes most replies makes, whatever the kind", async () => {
    for (const n of [2, 3])
      for (const [kind, ask] of Object.entries(KINDS)) {
        let most = 0;
        const counting = (bgv: Bgv) => {
          let made = 0;
          return overriding(limited(10_000)(bgv), {
            parameters: { ...bgv.parameters, maxReplies: 10_000 },
            ...watchingReplies(bgv, () => {
              most = Math.max(most, ++made);
            }),
          });
        };
        await run(n, (items) => ask(items, 1), counting);
        // As many as were made, and one fewer: no more are asked for than that, and no fewer.
        await run(n, (items) => ask(items, 1), limited(most));
        const tight = run(n, (items) => ask(items, 1), limited(most - 1));
        await assert.rejects(tight, OutOfMaterial, `${kind}, n = ${n}`);
      }
  });
});

describe("LowGear", () => {
  it("says what it is: secure, but for a ring that is for tests", async () => {
    await run(2, async (items) => {
      assert.deepEqual(items.labels, ["insecure: lattice parameters for tests"]);
      assert.equal(items.family, "authenticated");
    });
    const secure = (bgv: Bgv) =>
      overriding(bgv, { parameters: { ...bgv.parameters, secure: true } });
    await run(2, async (items) => assert.deepEqual(items.labels, []), secure);
  });

  it("refuses parameters that are for others", async () => {
    const refused = (n: number, keys: "proved" | "honest", parties: number, batch = 4) =>
      runParties(n, (session) => {
        const bgv = smallBgv(session, keys, { degree: 16, batch });
        const other = overriding(bgv, { parameters: { ...bgv.parameters, parties } });
        return createLowGear(session, other);
      });
    await assert.rejects(refused(2, "honest", 2), /^RangeError: LowGear among 2/);
    await assert.rejects(refused(2, "proved", 3), /^RangeError: LowGear among 2/);
    await assert.rejects(refused(2, "proved", 2, 1), /^RangeError: LowGear proves/);
    const proved = runParties(2, (session) =>
      createSemiHonestHe(session, smallBgv(session, "proved", { degree: 16 })),
    );
    await assert.rejects(proved, /^RangeError: semi-honest HE among 2/);
  });

  it("reports parameters that differ as such", async () => {
    for (const [of, difference] of [
      [(n: number) => ({ batch: 4 + n }), /batch: (4 here, 5 at P1|5 here, 4 at P0)/],
      [(n: number) => ({ degree: 16 << n }), /degree: (16 here, 32 at P1|32 here, 16 at P0)/],
    ] as const) {
      const mismatch = runParties(2, (session) =>
        createLowGear(session, smallBgv(session, "proved", { degree: 16, ...of(session.self) })),
      );
      await assert.rejects(mismatch, (error: Error) => {
        assert.ok(error instanceof ConfigurationMismatch);
        assert.match(error.message, difference);
        return true;
      });
    }
  });

  it("fills a stock, kind after kind", async () => {
    const demand = [
      ["triple", 70],
      ["bit", 40],
      ["input-mask/1", 3],
      ["truncation-mask/16/exact", 1],
      ["matrix-triple/2x3x2*1+1", 3],
    ] as const;
    await run(2, async (items, _bgv, session) => {
      const stock = await preload(items, session, demand);
      assert.deepEqual([...stock.remaining()], demand);
      await stock.close();
      await assert.rejects(takeTriples(items, 1), /closed/);
    });
  });

  it("makes every kind at the size that is secure", async () => {
    const transports = memoryNetwork(2, { suite: nodeSuite, turn: setImmediate });
    const parties = await Promise.all(
      transports.map((transport) => {
        const session = new Session(transport);
        const parameters = deriveParameters({
          parties: 2,
          statistical: 40,
          batch: 2,
          keys: "proved",
        });
        return createLowGear(session, createBgv(parameters, session, null));
      }),
    );
    const field = prime60();
    const supply = { parties, close: async () => {} };
    const open = (shares: readonly Share[]) => reconstruct(field, supply, shares);
    assert.ok(parties.every((party) => party.labels.length === 0));

    const triples = await fromAll(supply, (p) => takeTriples(p, 16384));
    const [a, b, c] = (["a", "b", "c"] as const).map((k) => open(triples.map((t) => t[k])));
    assert.deepEqual(c, field.multiply(a!, b!));
    const bits = open(await fromAll(supply, (p) => takeBits(p, 16384)));
    assert.ok(bits.every((bit) => bit <= 1n));
    const masks = await fromAll(supply, (p) => takeInputMasks(p, 1, 5));
    assert.deepEqual(open(masks.map((m) => m.mask)), masks[1]!.clear);
    const size = { rows: 30, inner: 40, columns: 20, pairs: 1, transposed: 0 };
    const matrices = await fromAll(supply, (p) => takeMatrixTriple(p, size));
    const [x, y, z] = [
      matrices.map((m) => m.a),
      matrices.map((m) => m.pairs[0]!.b),
      matrices.map((m) => m.pairs[0]!.c),
    ].map(open);
    assert.deepEqual(z, field.matrixProduct(x!, y!, 30, 40, 20));
    for (const party of parties) await party.close();
  });

  it("keeps its wire format", async () => {
    const { transcript } = await run(
      3,
      async (items) => {
        await takeTriples(items, 40);
        await takeSquares(items, 1);
        await takeBits(items, 1);
        await takeInputMasks(items, 2, 1);
        await takeMatrixTriple(items, shape);
        await takeTruncationMasks(items, 16, 1, true);
      },
      undefined,
      { seed: "wire" },
    );
    assertWire("offline/lowgear/items", transcript);
  });
});
