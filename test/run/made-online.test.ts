/** An online phase that contains the making of material says so, and says what to make before. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { describe as describeRun } from "../../cli/run.ts";
import { Party, type Preparation } from "../../host/node/party/party.ts";
import { MADE_ONLINE, type PartyStatistics, PhaseClock } from "../../host/node/party/statistics.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { type Demand, parseDemand } from "../../items/demand.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { subset } from "../../network/subset.ts";
import { dealer } from "../../offline/dealer/backend.ts";
import { dealerPreprocessing } from "../../offline/dealer/client.ts";
import { serveDealer } from "../../offline/dealer/serve.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { itemsAdvice } from "../../run/made-online.ts";
import type { LocalRun } from "../../run/outcome.ts";
import { prepared } from "../../run/prepared.ts";
import { takePart } from "../../run/take-part.ts";
import { labelsOf } from "../../run/verdict.ts";

const N = 2;

/** Kinds of all sorts. */
const program = async (mpc: Mpc) => {
  const x = await mpc.input(0, 4, mpc.self === 0 ? [1, 2, 3, 4] : null, { scale: 8 });
  const y = await mpc.input(1, 4, mpc.self === 1 ? [5, 6, 7, 8] : null, { scale: 8 });
  const z = await mpc.multiplyFixed(x, y);
  const w = await mpc.matrixProduct(mpc.reshape(z, [2, 2]), mpc.reshape(x, [2, 2]));
  return mpc.outputNumbers(await mpc.truncateExact(w, 8));
};

/** A session with a dealer, with material made before where a demand is given. */
async function session(
  demand: Demand | null,
): Promise<{ statistics: PartyStatistics; result: unknown }[]> {
  const field = prime60();
  const transports = memoryNetwork(N + 1, { suite: nodeSuite, seed: "online", turn: setImmediate });
  const served = serveDealer(new Session(transports[N]!), field, "authenticated").catch(
    (error: Error) => transports[N]!.abort(error),
  );
  const all = await Promise.all(
    transports.slice(0, N).map(async (whole) => {
      const items = await dealerPreprocessing(new Session(whole), field, "authenticated");
      const parties = new Session(subset(whole, N));
      const party = new Party(whole, parties, items, new PhaseClock(() => null), {
        ...{ labels: items.labels, material: dealer.makes.authenticated },
        ...{ routing: "direct", statistical: 40 },
      });
      const heard: Preparation[] = [];
      if (demand !== null) await prepared(party, demand, (now) => heard.push(now));
      const { result } = await takePart(party, { program, args: {} });
      return { statistics: party.statistics(), result };
    }),
  );
  await served;
  return all;
}

describe("material that is made while a program runs", () => {
  it("the line for --items is exactly what the run took: made before, nothing is missing, nothing wasted", async () => {
    const online = await session(null);
    const { statistics, result } = online[0]!;
    assert.equal(statistics.madeOnline, true);
    assert.deepEqual(labelsOf(["insecure: trusted dealer"], online), [
      "insecure: trusted dealer",
      MADE_ONLINE,
    ]);
    const advice = itemsAdvice(statistics, N, "spdz+dealer")!;
    const [, items] =
      /^ {2}spdz offline --parties 2 --security spdz\+dealer --items (\S+) --directory \.\/stores$/m.exec(
        advice,
      )!;
    const before = await session(parseDemand(items!));
    for (const { statistics: s, result: same } of before) {
      assert.deepEqual(same, result);
      assert.deepEqual([s.madeOnline, s.wasted, s.used], [false, {}, statistics.used]);
      assert.equal(itemsAdvice(s, N, "spdz+dealer"), null);
    }
    assert.deepEqual(labelsOf([], before), []);
  });

  it("what spdz run prints has the label above the figures, and the line below them", async () => {
    const parties = (await session(null)).map(({ statistics, result }, party) => ({
      ...{ party, result, statistics, error: null, afterwards: null, exit: 0 },
    }));
    const run = {
      ...{ program: "x", security: "spdz+dealer", labels: labelsOf([], parties), parties },
      ...{ dealer: null, wallMs: 1, exitCode: 0 },
    } as LocalRun;
    const text = describeRun(run);
    assert.match(text, /^.*online includes the making of material/);
    assert.match(text, /\n {2}spdz offline --parties 2 .*\.\/stores$/);
    // And a dealer that ends badly afterwards is no reason why somebody has no result.
    const error = { code: "peer-silent", message: "no sign of life", culprits: [], exitCode: 4 };
    const dealer = { ...parties[0]!, party: 2, result: null, statistics: null, error };
    const said = describeRun({ ...run, dealer });
    assert.match(said, /^all parties: \[/m);
    assert.match(said, /^dealer: all results stand; afterwards: no sign of life$/m);
  });

  it("says how far each kind is that is made before, about once a second", async (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const heard: Preparation[] = [];
    const made = Promise.withResolvers<void>();
    let now: Preparation | null = null;
    const party = { prepare: () => made.promise, preparation: () => now };
    const working = prepared(party, [["triple", 10]], (p) => heard.push(p));
    t.mock.timers.tick(1000);
    now = { kind: "triple", done: 4, count: 10 };
    t.mock.timers.tick(2000);
    made.resolve();
    await working;
    t.mock.timers.tick(9000);
    assert.deepEqual(heard, [now, now]);
  });
});
