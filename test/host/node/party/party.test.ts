/** How a party of a session ends, in memory: its program, its keys, its store's lock. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../../algebra/prime60.ts";
import { Party } from "../../../../host/node/party/party.ts";
import { PhaseClock } from "../../../../host/node/party/statistics.ts";
import { nodeSuite } from "../../../../host/node/suite.ts";
import { COMPARISON_MASK } from "../../../../items/kinds/comparison-mask.ts";
import { Abort, ConfigurationMismatch } from "../../../../network/abort.ts";
import { memoryNetwork } from "../../../../network/memory.ts";
import { Session } from "../../../../network/session.ts";
import { subset } from "../../../../network/subset.ts";
import { dealer } from "../../../../offline/dealer/backend.ts";
import { dealerPreprocessing } from "../../../../offline/dealer/client.ts";
import { dealLocally } from "../../../../offline/dealer/local.ts";
import { serveDealer } from "../../../../offline/dealer/serve.ts";
import { Engine } from "../../../../online/engine.ts";
import type { Mpc } from "../../../../operations/mpc.ts";
import { type KeyGuard, type MacKey, memoryGuard } from "../../../../protocols/mac-key.ts";
import { letFail } from "../../../support/adding-kind.ts";

const N = 2;
const field = prime60();

interface Member {
  readonly party: Party;
  /** Its α_i, the array itself. */
  readonly alpha: BigUint64Array;
  readonly macKey: MacKey;
}

/** `closed` hears when a party's material is given back: where a store would release its lock. */
async function parties(
  guards: readonly KeyGuard[],
  closed: (self: number) => void = () => undefined,
): Promise<Member[]> {
  const transports = memoryNetwork(N + 1, { suite: nodeSuite, seed: "party", turn: setImmediate });
  serveDealer(new Session(transports[N]!), field, "authenticated").catch((error: Error) =>
    transports[N]!.abort(error),
  );
  return Promise.all(
    guards.map(async (guard, self) => {
      const whole = transports[self]!;
      const session = new Session(subset(whole, N));
      const items = await dealerPreprocessing(new Session(whole), field, "authenticated", {
        guard,
      });
      const close = items.close.bind(items);
      items.close = async () => {
        closed(self);
        await close();
      };
      const clock = new PhaseClock(() => null);
      const party = new Party(whole, session, items, clock, {
        ...{ labels: items.labels, material: dealer.makes.authenticated },
        ...{ routing: "direct", statistical: 45 },
      });
      return { party, alpha: items.macKey!.share, macKey: items.macKey! };
    }),
  );
}

const square = async (mpc: Mpc) => {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [5] : null);
  return Number((await mpc.output(await mpc.multiply(x, x)))[0]);
};

describe("a party's end", () => {
  it("a program that throws while residues may be open: the wipe is over before the lock is released", async () => {
    const log: string[] = [];
    const marked = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const recording: KeyGuard = {
      mark: async () => marked.resolve(),
      unmark: async () => void log.push("unmarked"),
      wipe: async () => {
        log.push("wipe begins");
        for (let k = 0; k < 20; k++) await new Promise(setImmediate);
        log.push("wiped");
      },
    };
    // P1 does not open its residue before P0 has ended.
    const holding = { ...memoryGuard, mark: () => over.promise };
    const [p0, p1] = await parties([recording, holding], (self) => {
      if (self === 0) log.push("closed");
    });
    const other = p1!.party.run(square, {}).catch((error: Error) => error);
    const failing = p0!.party.run(async (mpc) => {
      square(mpc).catch(() => undefined);
      await marked.promise;
      throw new Error("the program fails");
    }, {});
    await assert.rejects(failing, /the program fails/);
    assert.deepEqual(log, ["wipe begins", "wiped", "closed"]);
    over.resolve();
    assert.ok((await other) instanceof Error);
  });

  it("who has found cheating tells its peers while its disk still wipes", async () => {
    const wiped = Promise.withResolvers<void>();
    const slow: KeyGuard = {
      ...memoryGuard,
      wipe: (_reason, marked) => {
        marked?.();
        return wiped.promise;
      },
    };
    const [p0, p1] = await parties([slow, memoryGuard]);
    const waiting = p1!.party.run(square, {});
    const failed = p0!.macKey.destroyAfter(new Abort("mac-check-failed", "x"));
    await assert.rejects(waiting, { name: "Abort", code: "peer-aborted" });
    wiped.resolve();
    await assert.rejects(failed, { code: "mac-check-failed" });
  });

  it("neither α_i nor the kernels' scratch outlives a session, closed or failed", async () => {
    for (const ending of ["closed", "failed"]) {
      const members = await parties(Array<KeyGuard>(N).fill(memoryGuard));
      const program = async (mpc: Mpc) => {
        const result = await square(mpc);
        if (ending === "failed") throw new Error("fails");
        return result;
      };
      const runs = await Promise.allSettled(members.map(({ party }) => party.run(program, {})));
      assert.equal(runs[0]!.status, ending === "closed" ? "fulfilled" : "rejected");
      if (ending === "closed") for (const { alpha } of members) assert.notEqual(alpha[0], 0n);
      const wiped: boolean[] = [];
      const { wipe } = field;
      field.wipe = () => {
        wiped.push(true);
        wipe();
      };
      await Promise.all(members.map(({ party }) => party.close()));
      field.wipe = wipe;
      for (const { alpha } of members) assert.deepEqual([...alpha], [0n]);
      assert.equal(wiped.length, N);
    }
  });

  it("items that add up more than the budget carries are not even asked for", async (t) => {
    letFail(t, COMPARISON_MASK);
    const members = await parties(Array<KeyGuard>(N).fill(memoryGuard));
    const demand = [["comparison-mask", 2 ** 15 + 1]] as const;
    for (const { party } of members) {
      await assert.rejects(party.prepare(demand), { name: "UsageError" });
      assert.equal(party.statistics().phases.offline!.traffic, null);
    }
  });

  it("a failure outside of any program, too, gives everything back when it is closed", async () => {
    const closed: number[] = [];
    const members = await parties(Array<KeyGuard>(N).fill(memoryGuard), (self) => {
      closed.push(self);
    });
    let engine: Mpc | null = null;
    await Promise.all(
      members.map(({ party }) =>
        party.run(async (mpc) => {
          if (mpc.self === 0) engine = mpc;
          return square(mpc);
        }, {}),
      ),
    );
    // Nobody waits for this one: it fails because P1 is gone.
    const dangling = engine!;
    const abandoned = (dangling as Mpc).input(1, 1, null).catch((error: Error) => error);
    await members[1]!.party.run(() => Promise.reject(new Error("P1 fails")), {}).catch(() => null);
    assert.ok((await abandoned) instanceof Error);
    await members[0]!.party.close();
    assert.ok(closed.includes(0));
    assert.deepEqual([...members[0]!.alpha], [0n]);
  });
});

describe("what a program will take", () => {
  type Takes = readonly (readonly [string, number])[] | null;
  const known = async (...demands: readonly [Takes, Takes]) => {
    const members = await parties([memoryGuard, memoryGuard]);
    return Promise.allSettled(
      members.map(({ party }, self) =>
        party.knownToAll(demands[self] ? new Map(demands[self]) : null),
      ),
    );
  };

  it("is made ahead only if all know it", async () => {
    const values = async (...of: readonly [Takes, Takes]) =>
      (await known(...of)).map((one) => one.status === "fulfilled" && one.value);
    assert.deepEqual(await values([["triple", 3]], [["triple", 3]]), [true, true]);
    assert.deepEqual(await values([["triple", 3]], null), [false, false]);
    assert.deepEqual(await values(null, null), [false, false]);
  });

  it("differs: a mismatch, with what this party would take, and nobody is blamed", async () => {
    for (const one of await known([["triple", 3]], [["triple", 4]])) {
      assert.ok(one.status === "rejected" && one.reason instanceof ConfigurationMismatch);
      assert.match(one.reason.message, /items to be taken: triples=[34] here, others at P[01]$/);
    }
  });

  it("is told in something that is no digest: whoever sends it is named", async () => {
    const transports = memoryNetwork(2, {
      suite: nodeSuite,
      seed: "takes",
      turn: setImmediate,
      tamper: (from, _to, tag, message) =>
        from === 1 && tag.endsWith("takes") ? message.subarray(1) : message,
    });
    const dealt = dealLocally(2, field, "authenticated", nodeSuite, "takes");
    const of = { labels: [], material: dealer.makes.authenticated, statistical: 40 };
    const clock = new PhaseClock(() => null);
    const session = new Session(transports[0]!);
    const party = new Party(transports[0]!, session, dealt[0]!, clock, {
      ...of,
      routing: "direct",
    });
    new Session(transports[1]!).send(0, "takes", new Uint8Array(32));
    await assert.rejects(party.knownToAll(new Map([["triple", 3]])), (error) => {
      assert.ok(error instanceof Abort);
      assert.deepEqual([error.code, error.culprits], ["malformed-message", [1]]);
      return true;
    });
  });

  it("is told differently to two parties: an inconsistent broadcast, before anybody makes what another does not", async () => {
    const members = 3;
    const transports = memoryNetwork(members, {
      suite: nodeSuite,
      seed: "takes",
      turn: setImmediate,
      tamper: (from, to, tag, message) =>
        from === 2 && to === 0 && tag.endsWith("takes") ? message.map((byte) => byte ^ 1) : message,
    });
    const dealt = dealLocally(members, field, "authenticated", nodeSuite, "takes");
    const told = await Promise.allSettled(
      transports.map((transport, self) => {
        const of = { labels: [], material: dealer.makes.authenticated, statistical: 40 };
        const session = new Session(transport);
        const party = new Party(transport, session, dealt[self]!, new PhaseClock(() => null), {
          ...of,
          routing: "direct",
        });
        return party.knownToAll(new Map([["triple", 3]]));
      }),
    );
    for (const one of told.slice(0, 2)) {
      assert.ok(one.status === "rejected" && one.reason instanceof Abort);
      assert.equal(one.reason.code, "inconsistent-broadcast");
      assert.deepEqual(one.reason.culprits, []);
    }
  });
});

describe("the budget of a party", () => {
  it("has what operations rely on over their items", async (t) => {
    const [one] = await parties([memoryGuard, memoryGuard]);
    const { statistics } = Engine.prototype;
    t.mock.method(Engine.prototype, "statistics", function (this: Engine) {
      const bound = { numerator: 3, over: "p" } as const;
      return { ...statistics.call(this), terms: [{ name: "zero tests", rule: "adds", bound }] };
    });
    await one!.party.run(async () => null, {});
    const { budget } = one!.party.statistics();
    assert.deepEqual(
      budget!.terms.map(({ name, bound }) => `${bound} ${name}`),
      ["3/p zero tests"],
    );
  });
});
