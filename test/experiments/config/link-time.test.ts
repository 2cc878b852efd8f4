import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { linkTime, presetTimes } from "../../../experiments/config/link-time.ts";
import { networkOf, PRESET_NAMES } from "../../../experiments/config/network-names.ts";
import { linksOf } from "../../../experiments/config/network-spec.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { nextTurn } from "../../../host/node/turn.ts";
import { Session } from "../../../network/session.ts";
import { virtualNetwork } from "../../../network/virtual.ts";
import { dealLocally } from "../../../offline/dealer/local.ts";
import { createEngine } from "../../../operations/engine.ts";
import type { Mpc } from "../../../operations/mpc.ts";
import { planProgram } from "../../../operations/plan.ts";
import type { Routing } from "../../../protocols/open.ts";
import { type LinkTraffic, onLinks } from "../../../protocols/traffic.ts";

const traffic = (n: number, bytes: (from: number, to: number) => number): LinkTraffic => ({
  ...{ rounds: 9, delays: 10, messages: onLinks(n, () => 10) },
  bytes: onLinks(n, bytes),
});

describe("the time of links", () => {
  it("is latency for each message that waits, and payload over bandwidth, of the slowest link", () => {
    const sent = traffic(3, (from, to) => (from === 2 && to === 0 ? 5000 : 100));
    const of = (entry: Parameters<typeof networkOf>[0]) => linkTime(networkOf(entry), sent);
    assert.deepEqual(of("localhost"), { latencyMs: 0, transferMs: 0 });
    assert.deepEqual(of({ latency: "7ms", bandwidth: "8mbit" }), { latencyMs: 70, transferMs: 5 });
    // Jitter adds nothing; what is added to one party's links does.
    assert.deepEqual(of({ latency: "7ms", jitter: "3ms" }), { latencyMs: 70, transferMs: 0 });
    const slow = { party: 1, latency: "5ms", bandwidth: "80kbit" };
    assert.deepEqual(of({ latency: "7ms", bandwidth: "8mbit", slow }), {
      ...{ latencyMs: 120, transferMs: 10 },
    });
  });

  it("is told of every preset, but for more parties than it has places", () => {
    const times = presetTimes(traffic(9, () => 1));
    assert.deepEqual(
      times.map(({ network }) => network.name),
      PRESET_NAMES,
    );
    for (const { network, time } of times) assert.equal(time === null, network.name === "world");
    const world = presetTimes(traffic(3, () => 0)).find(({ network }) => network.name === "world");
    // us-east, us-west, eu-west: the longest way is 60 ms.
    assert.deepEqual(world!.time, { latencyMs: 600, transferMs: 0 });
  });
});

/** Products, inputs, outputs to all and to one; with n > 2 echoes, and checks of all sizes. */
async function program(mpc: Mpc): Promise<unknown> {
  const inputs = Array.from({ length: mpc.n }, (_, owner) =>
    mpc.input(owner, 3, owner === mpc.self ? [1, 2, 3] : null),
  );
  let [product, ...factors] = await Promise.all(inputs);
  for (const factor of factors) product = await mpc.multiply(product!, factor);
  await mpc.outputTo(1, product!);
  return mpc.output(await mpc.square(product!));
}

describe("in virtual time without computing, links take as long as was planned", () => {
  const run = async (
    n: number,
    family: "authenticated" | "plain",
    routing: Routing,
    network: Parameters<typeof networkOf>[0],
  ) => {
    const spec = networkOf(network);
    const { latencyMs, bandwidthMbit } = linksOf(spec, n);
    const net = virtualNetwork(n, { turn: nextTurn, suite: nodeSuite, latencyMs, bandwidthMbit });
    const material = dealLocally(n, prime60(), family, nodeSuite, "links");
    const clocks = await Promise.all(
      net.transports.map((_, self) =>
        net.start(self, async (transport) => {
          const mpc = createEngine(new Session(transport), material[self]!, { routing });
          await program(mpc);
          return net.now(self);
        }),
      ),
    );
    const authenticated = family === "authenticated";
    const plan = await planProgram(program, null, {
      n,
      self: 0,
      authenticated,
      routing,
      turn: nextTurn,
    });
    return { clocks, time: linkTime(spec, plan.traffic.online) };
  };

  for (const family of ["authenticated", "plain"] as const)
    for (const n of [2, 3])
      it(`to the latency, ${family}, ${n} parties`, async () => {
        const { clocks, time } = await run(n, family, "direct", { latency: "10ms" });
        for (const clock of clocks) assert.equal(clock, time.latencyMs);
        // Under a king its subjects wait for two messages a round; a party that is king last waits for one of them.
        const king = await run(n, family, "king", { latency: "10ms" });
        assert.ok(Math.max(...king.clocks) <= king.time.latencyMs);
        assert.ok(Math.max(...king.clocks) > time.latencyMs);
      });

  it("and with the payload, on links of one bandwidth", async () => {
    const network = { latency: "10ms", bandwidth: "80kbit" };
    const { clocks, time } = await run(2, "authenticated", "direct", network);
    const planned = time.latencyMs + time.transferMs;
    for (const clock of clocks) {
      assert.ok(clock <= planned + 1e-6, `${clock} > ${planned}`);
      // What two parties send at once differs by their inputs alone.
      assert.ok(clock > planned - 5, `${clock} is far below ${planned}`);
    }
  });
});
