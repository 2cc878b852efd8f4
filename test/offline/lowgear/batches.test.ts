import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import type { Columns } from "../../../items/columns.ts";
import { memoryNetwork } from "../../../network/memory.ts";
import { Session } from "../../../network/session.ts";
import type { Order } from "../../../offline/generated.ts";
import { type Hold, type Lane, OwnLane, type Steps } from "../../../offline/lane.ts";
import { Batches } from "../../../offline/lowgear/batches.ts";
import type { LowGearKeys } from "../../../offline/lowgear/keys.ts";
import type { LowGearPlans, LowGearRaw } from "../../../offline/lowgear/steps.ts";

const secret = (): Vector => BigUint64Array.of(3n, 5n);
const isZero = (vector: Vector): boolean => vector.every((x) => x === 0n);
const never = new Promise<never>(() => {});

interface Stages extends Steps<number, Vector> {
  readonly plans: readonly number[];
  accept(): Promise<Columns[]>;
}

/** Batches whose stages do nothing but what `own` says, and their run. */
function batches(own: Partial<Stages>) {
  const stages: Stages = {
    plans: [0],
    begin: async () => secret(),
    finish: async () => secret(),
    accept: async () => [],
    ...own,
  };
  const lane = new OwnLane({ triples: stages }, () => {});
  const keys = { n: 2, bgv: { parameters: { maxReplies: 100 } } } as unknown as LowGearKeys;
  const [transport] = memoryNetwork(2, { suite: nodeSuite });
  const lanes = [lane as unknown as Lane<LowGearPlans, LowGearRaw>];
  const all = new Batches(new Session(transport!), keys, lanes);
  const { plans, accept } = stages;
  const run = (order: Order) => all.run("triples", order, { plans, replies: () => 1, accept });
  return { run, wipe: () => all.wipe() };
}

const order = (deliver: Order["deliver"] = async () => {}): Order => ({
  macKey: null,
  take: async () => [],
  deliver,
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("what a batch under way holds", () => {
  it("is zeroed when the keys end: what is begun and made, and what stages hold", async () => {
    const [begun, made, early, late] = [secret(), secret(), secret(), secret()];
    const next = secret();
    const work: Vector[] = [early];
    let at = 0;
    const all = batches({
      plans: [0, 1],
      begin: async () => (at++ === 0 ? begun : next),
      finish: async (_session, from, hold) => {
        if (from === begun) return made;
        hold({ work });
        work.push(late);
        return never;
      },
      accept: () => never,
    });
    void all.run(order());
    await turn();
    assert.ok(![made, next, early, late].some(isZero));
    all.wipe();
    for (const [name, vector] of Object.entries({ made, next, early, late }))
      assert.ok(isZero(vector), name);
    assert.ok(!isZero(begun), "of a stage that was left it is the next that holds");
  });

  it("is zeroed where a stage ends after the keys did: a late result goes nowhere", async () => {
    for (const stage of ["begin", "finish"] as const) {
      const late = secret();
      const wait = Promise.withResolvers<void>();
      const slow = async () => {
        await wait.promise;
        return late;
      };
      const all = batches({ [stage]: slow });
      const run = all.run(order());
      await turn();
      all.wipe();
      wait.resolve();
      await assert.rejects(run, /the keys are destroyed/);
      assert.ok(isZero(late), stage);
    }
  });

  it("is zeroed where a stage fails, with what it held", async () => {
    for (const stage of ["begin", "finish"] as const) {
      const held = secret();
      const fails = async (_session: Session, _from: unknown, hold: Hold) => {
        hold([held]);
        await turn();
        throw new Error("malformed");
      };
      await assert.rejects(batches({ [stage]: fails }).run(order()), /malformed/);
      assert.ok(isZero(held), stage);
    }
  });

  it("accepted columns that nobody has taken delivery of are zeroed, in the middle of a delivery and after", async () => {
    const columns: Columns[] = [[secret()], [secret()], [secret()]];
    const delivering = Promise.withResolvers<void>();
    const deliver = async (next: Columns) => {
      if (next !== columns[1]) return;
      delivering.resolve();
      await never;
    };
    const all = batches({ accept: async () => columns });
    void all.run(order(deliver));
    await delivering.promise;
    all.wipe();
    assert.deepEqual(
      columns.map(([column]) => isZero(column!)),
      [false, true, true],
      "the first has another owner",
    );
    const late: Columns[] = [[secret()]];
    const gate = Promise.withResolvers<void>();
    const other = batches({
      accept: async () => {
        await gate.promise;
        return late;
      },
    });
    const run = other.run(order(() => assert.fail("delivered after the end")));
    await turn();
    other.wipe();
    gate.resolve();
    await assert.rejects(run, /the keys are destroyed/);
    assert.ok(isZero(late[0]![0]!), "accepted after the end");
  });

  it("what is delivered is left alone", async () => {
    const column = secret();
    const all = batches({ accept: async () => [[column]] });
    await all.run(order());
    all.wipe();
    assert.ok(!isZero(column));
  });
});
