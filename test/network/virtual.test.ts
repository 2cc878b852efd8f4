import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nextTurn } from "../../host/node/turn.ts";
import { Session } from "../../network/session.ts";
import type { Transport } from "../../network/transport.ts";
import { type VirtualNetwork, type VirtualOptions, virtualNetwork } from "../../network/virtual.ts";
import { transportContract } from "../contracts/transport.ts";

transportContract(
  "virtual",
  async (n) =>
    virtualNetwork(n, { turn: setImmediate, latencyMs: 3, bandwidthMbit: 80 }).transports,
);
transportContract(
  "virtual, with jitter, on one host",
  async (n) =>
    virtualNetwork(n, { turn: nextTurn, jitterMs: 5, latencyMs: 5, hosts: Array(n).fill(0) })
      .transports,
);

const LATENCY = 10;

/** Runs `party` at every member; the members' clocks at their ends, in milliseconds. */
async function run(
  n: number,
  options: VirtualOptions,
  party: (transport: Transport, net: VirtualNetwork) => Promise<unknown>,
): Promise<number[]> {
  const net = virtualNetwork(n, { turn: nextTurn, ...options });
  return Promise.all(
    net.transports.map((_, self) =>
      net.start(self, async (transport) => {
        await party(transport, net);
        return net.now(self);
      }),
    ),
  );
}

const MS = 1_000_000;

const drained = () => new Promise<void>((resolve) => nextTurn(resolve));

describe("virtual time, in closed form", () => {
  it("k dependent rounds at latency L take k·L, and computing in between adds up", async () => {
    const clocks = await run(3, { latencyMs: LATENCY }, async (transport, net) => {
      const rounds = new Session(transport).channel("rounds");
      for (let k = 0; k < 7; k++) {
        net.charge(2 * MS);
        await rounds.exchange(new Uint8Array(4));
      }
    });
    assert.deepEqual(clocks, [84, 84, 84]);
  });

  it("B bytes at rate R take 8·B/R, latency once on top", async () => {
    const send = async (transport: Transport) => {
      if (transport.self === 0) transport.send(1, "x", new Uint8Array(1_000_000));
      else await transport.receive(0, "x", 1_000_000);
    };
    const clocks = await run(2, { latencyMs: LATENCY, bandwidthMbit: 100 }, send);
    assert.deepEqual(clocks, [0, 90]);
  });

  it("two messages of a link queue, those of two links do not", async () => {
    const options = { latencyMs: LATENCY, bandwidthMbit: 8 };
    const arrivals: number[][] = [];
    await run(3, options, async (transport, net) => {
      if (transport.self === 0) {
        for (const to of [1, 1, 2]) transport.send(to, "x", new Uint8Array(5000));
        return;
      }
      const seen: number[] = [];
      for (let k = transport.self; k < 3; k++) {
        await transport.receive(0, "x", 5000);
        seen.push(net.now(transport.self));
      }
      arrivals[transport.self] = seen;
    });
    assert.deepEqual(arrivals.slice(1), [[15, 20], [15]]);
  });

  it("what is sent one after another over an uplink queues there, whichever link it goes to", async () => {
    const clocks = await run(3, { uplinkMbit: 8, bandwidthMbit: 4 }, async (transport) => {
      if (transport.self === 0)
        for (const to of [1, 2]) transport.send(to, "x", new Uint8Array(5000));
      else await transport.receive(0, "x", 5000);
    });
    // 5 ms each on the uplink; each link takes 10 ms from when its first byte comes.
    assert.deepEqual(clocks, [0, 10, 15]);
  });

  it("links differ by direction and by pair", async () => {
    const latencyMs = [
      [0, 1, 20],
      [3, 0, 30],
      [5, 7, 0],
    ];
    const clocks = await run(3, { latencyMs }, (transport) =>
      new Session(transport).exchange("x", new Uint8Array(1)),
    );
    assert.deepEqual(clocks, [5, 7, 30]);
  });

  it("a party that computes twice as long delays those that wait for it, and nobody else", async () => {
    const clocks = await run(3, { slowness: [2, 1, 1] }, async (transport, net) => {
      net.charge(4 * MS);
      if (transport.self === 0) transport.send(1, "x", new Uint8Array(1));
      if (transport.self === 1) await transport.receive(0, "x", 1);
    });
    assert.deepEqual(clocks, [8, 8, 4]);
  });

  it("slices of one host queue for its cores; half a core takes twice as long", async () => {
    const compute = async (_: Transport, net: VirtualNetwork) => net.charge(10 * MS);
    const hosts = [0, 0, 0, 1];
    const sorted = (clocks: number[]) => clocks.sort((a, b) => a - b);
    const at = async (coresPerHost: number) => {
      const net = virtualNetwork(4, { turn: nextTurn, hosts, coresPerHost });
      await Promise.all(hosts.map((_, k) => net.start(k, (t) => compute(t, net))));
      await drained();
      return sorted(hosts.map((_, k) => net.now(k)));
    };
    assert.deepEqual(await at(1), [10, 10, 20, 30]);
    assert.deepEqual(await at(2), [10, 10, 10, 20]);
    assert.deepEqual(await at(0.5), [20, 20, 40, 60]);
  });

  it("a message leaves in the midst of its sender's slice, and those of later slices after it", async () => {
    const seen: number[] = [];
    await run(2, { latencyMs: LATENCY }, async (transport, net) => {
      if (transport.self === 0) {
        net.charge(3 * MS);
        transport.send(1, "x", new Uint8Array(1));
        net.charge(100 * MS);
        transport.send(1, "x", new Uint8Array(1));
        return;
      }
      for (let k = 0; k < 2; k++) {
        await transport.receive(0, "x", 1);
        seen.push(net.now(1));
      }
    });
    assert.deepEqual(seen, [13, 113]);
  });

  it("what came during a slice is there at its end: nobody waits for it", async () => {
    const net = virtualNetwork(2, { turn: nextTurn, latencyMs: LATENCY });
    const busy = net.start(0, async (transport) => {
      net.charge(50 * MS);
      await transport.receive(1, "x", 1);
      return [net.now(0), net.busy(0), transport.meter.read().waitingMs];
    });
    await net.start(1, async (transport) => transport.send(0, "x", new Uint8Array(1)));
    assert.deepEqual(await busy, [50, 50, 0]);
  });

  it("close takes the way there and back", async () => {
    const clocks = await run(2, { latencyMs: LATENCY }, (transport) => transport.close());
    assert.deepEqual(clocks, [20, 20]);
  });
});

describe("jitter", () => {
  const arrivals = async (seed: string): Promise<number[]> => {
    const seen: number[] = [];
    await run(2, { latencyMs: LATENCY, jitterMs: 4, seed }, async (transport, net) => {
      for (let k = 0; k < 20; k++)
        if (transport.self === 0) transport.send(1, "x", Uint8Array.of(k));
        else {
          assert.equal((await transport.receive(0, "x", 1))[0], k, "overtaken");
          seen.push(net.now(1));
        }
    });
    return seen;
  };

  it("is a function of the seed, within its bounds, and lets no message overtake another", async () => {
    const [one, again, other] = await Promise.all(["a", "a", "b"].map(arrivals));
    assert.deepEqual(one, again);
    assert.notDeepEqual(one, other);
    assert.ok([...one!, ...other!].every((at) => at >= 10 && at <= 14));
    assert.ok(new Set(one).size > 1);
  });
});

describe("whose computation it is", () => {
  it("continuations set off by a message are its receiver's, however long their chain", async () => {
    let real = 0;
    const measure = () => real;
    const chain = async (steps: number, ms: number) => {
      for (let k = 0; k < steps; k++) {
        await Promise.resolve();
        real += ms;
      }
    };
    const net = virtualNetwork(3, { turn: nextTurn, latencyMs: 1, measure });
    await Promise.all(
      [1, 10, 100].map((ms, self) =>
        net.start(self, async (transport) => {
          const rounds = new Session(transport).channel("rounds");
          for (let k = 0; k < 3; k++) {
            await chain(self + 2, ms);
            await rounds.exchange(new Uint8Array(1));
          }
        }),
      ),
    );
    assert.deepEqual(
      [0, 1, 2].map((k) => net.busy(k)),
      [6, 90, 1200],
    );
  });

  it("a member that waits for the real world holds the others: nothing of theirs becomes its own", async () => {
    let real = 0;
    const net = virtualNetwork(2, { turn: nextTurn, measure: () => real });
    const load = () =>
      new Promise<void>((resolve) => {
        setImmediate(() => {
          real += 7;
          resolve();
        });
      });
    await Promise.all([
      net.start(0, () => net.outside(0, load)),
      net.start(1, async () => {
        real += 100;
      }),
    ]);
    await drained();
    assert.deepEqual([net.busy(0), net.busy(1)], [7, 100]);
  });

  it("a run in which everybody waits ends, and says who", async () => {
    const net = virtualNetwork(2, { turn: nextTurn, patienceMs: 1 });
    const waits = [0, 1].map((k) => net.start(k, (t) => t.receive(1 - k, "x", 1)));
    for (const wait of waits) await assert.rejects(wait, /stands still: P0, P1/);
  });

  it("a run that is stopped ends with the reason", async () => {
    const net = virtualNetwork(2, { turn: nextTurn });
    const wait = net.start(0, (t) => t.receive(1, "x", 1));
    net.stop(new Error("enough"));
    await assert.rejects(wait, /enough/);
    await drained();
    await assert.rejects(
      net.start(1, async () => undefined),
      /enough/,
    );
  });
});

describe("a virtual network", () => {
  it("a copy travels: neither side sees what the other writes later", async () => {
    const net = virtualNetwork(2, { turn: nextTurn });
    const got = net.start(1, (transport) => transport.receive(0, "x", 3));
    await net.start(0, async (transport) => {
      const message = Uint8Array.of(1, 2, 3);
      transport.send(1, "x", message);
      message.fill(9);
    });
    assert.deepEqual([...(await got)], [1, 2, 3]);
  });

  it("who has aborted gets no message any more, not even one that came before in its time", async () => {
    const net = virtualNetwork(2, { turn: nextTurn, latencyMs: LATENCY });
    const reason = new Error("enough");
    const got = net.start(0, async (transport) => {
      transport.turn(() => transport.abort(reason));
      net.charge(50 * MS);
      return transport.receive(1, "x", 1);
    });
    const sent = net.start(1, async (transport) => transport.send(0, "x", Uint8Array.of(1)));
    await assert.rejects(got, reason);
    await sent;
  });

  it("seeds coins only where that is asked for", () => {
    const drawn = (options: VirtualOptions) => {
      const { transports } = virtualNetwork(2, options);
      return transports.map((t) => Buffer.from(t.random(20)).toString("hex"));
    };
    const seeded = { seed: "s", seededCoins: true };
    assert.deepEqual(drawn(seeded), drawn(seeded));
    assert.equal(
      new Set([...drawn(seeded), ...drawn({ seed: "s" }), ...drawn({ seed: "s" })]).size,
      6,
    );
    assert.throws(() => virtualNetwork(2, { seededCoins: true }), /without a seed/);
  });

  it("refuses figures that are none", () => {
    const refused = (options: VirtualOptions, why: RegExp) =>
      assert.throws(() => virtualNetwork(2, options), why);
    refused({ latencyMs: -1 }, /latency of -1 ms/);
    refused({ jitterMs: Number.NaN }, /jitter of NaN/);
    refused({ bandwidthMbit: 0 }, /bandwidth of 0/);
    refused({ latencyMs: [[0, 1]] }, /not 2 by 2/);
    refused({ uplinkMbit: [1] }, /1 uplinks of 2/);
    refused({ coresPerHost: 0 }, /0 cores/);
    refused({ hosts: [0] }, /hosts 0 of 2/);
    refused({ slowness: [1, 0] }, /slowness 1, 0/);
    assert.throws(() => virtualNetwork(1), /1 parties/);
  });
});
