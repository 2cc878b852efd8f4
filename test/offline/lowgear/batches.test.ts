import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { memoryNetwork } from "../../../network/memory.ts";
import { Session } from "../../../network/session.ts";
import type { Order } from "../../../offline/generated.ts";
import { Batches, type BatchStages } from "../../../offline/lowgear/batches.ts";
import type { LowGearKeys } from "../../../offline/lowgear/keys.ts";
import type { Columns } from "../../../offline/stock-layout.ts";

const secret = (): Vector => BigUint64Array.of(3n, 5n);
const isZero = (vector: Vector): boolean => vector.every((x) => x === 0n);
const never = new Promise<never>(() => {});

function batches(): Batches {
  const keys = { n: 2, bgv: { parameters: { maxReplies: 100 } } } as unknown as LowGearKeys;
  const [transport] = memoryNetwork(2, { suite: nodeSuite });
  return new Batches(new Session(transport!), keys);
}

type Stages = BatchStages<unknown, Vector, Vector>;

/** One batch whose stages do nothing but what `own` says. */
const stages = (own: Partial<Stages>): Stages => ({
  plans: [0],
  replies: () => 1,
  begin: async () => secret(),
  finish: async () => secret(),
  accept: async () => [],
  ...own,
});

const order = (deliver: Order["deliver"] = async () => {}): Order => ({
  macKey: null,
  take: async () => [],
  deliver,
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("what a batch under way holds", () => {
  it("is zeroed when the keys end: what is begun and made, what stages hold, and what plans carry", async () => {
    const all = batches();
    const [begun, made, plan, early, late] = [secret(), secret(), secret(), secret(), secret()];
    const work: Vector[] = [early];
    let at = 0;
    void all.run(
      "x",
      order(),
      stages({
        plans: [{ carries: plan }, { carries: plan }],
        begin: async () => (at++ === 0 ? begun : secret()),
        finish: async (_session, from, hold) => {
          if (from === begun) return made;
          hold({ work });
          work.push(late);
          return never;
        },
        accept: () => never,
      }),
    );
    await turn();
    assert.ok(![made, plan, early, late].some(isZero));
    all.wipe();
    for (const [name, vector] of Object.entries({ made, plan, early, late }))
      assert.ok(isZero(vector), name);
    assert.ok(!isZero(begun), "of a stage that was left it is the next that holds");
  });

  it("is zeroed where a stage ends after the keys did: a late result goes nowhere", async () => {
    for (const stage of ["begin", "finish"] as const) {
      const all = batches();
      const late = secret();
      const wait = Promise.withResolvers<void>();
      const slow = async () => {
        await wait.promise;
        return late;
      };
      const run = all.run("x", order(), stages({ [stage]: slow }));
      await turn();
      all.wipe();
      wait.resolve();
      await assert.rejects(run, /the keys are destroyed/);
      assert.ok(isZero(late), stage);
    }
  });

  it("is zeroed where a stage fails, with what it held", async () => {
    for (const stage of ["begin", "finish"] as const) {
      const all = batches();
      const held = secret();
      const fails = async (_session: Session, _from: unknown, hold: <T>(work: T) => T) => {
        hold([held]);
        await turn();
        throw new Error("malformed");
      };
      await assert.rejects(all.run("x", order(), stages({ [stage]: fails })), /malformed/);
      assert.ok(isZero(held), stage);
    }
  });

  it("accepted columns that nobody has taken delivery of are zeroed, in the middle of a delivery and after", async () => {
    const all = batches();
    const columns: Columns[] = [[secret()], [secret()], [secret()]];
    const delivering = Promise.withResolvers<void>();
    const deliver = async (next: Columns) => {
      if (next !== columns[1]) return;
      delivering.resolve();
      await never;
    };
    void all.run("x", order(deliver), stages({ accept: async () => columns }));
    await delivering.promise;
    all.wipe();
    assert.deepEqual(
      columns.map(([column]) => isZero(column!)),
      [false, true, true],
      "the first has another owner",
    );
    const late: Columns[] = [[secret()]];
    const gate = Promise.withResolvers<void>();
    const other = batches();
    const run = other.run(
      "x",
      order(() => assert.fail("delivered after the end")),
      stages({
        accept: async () => {
          await gate.promise;
          return late;
        },
      }),
    );
    await turn();
    other.wipe();
    gate.resolve();
    await assert.rejects(run, /the keys are destroyed/);
    assert.ok(isZero(late[0]![0]!), "accepted after the end");
  });

  it("what is delivered is left alone", async () => {
    const all = batches();
    const column = secret();
    await all.run("x", order(), stages({ accept: async () => [[column]] }));
    all.wipe();
    assert.ok(!isZero(column));
  });
});
