import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { networkOf } from "../../../experiments/config/network-names.ts";
import { linksOf, type NetworkSpec } from "../../../experiments/config/network-spec.ts";
import type { Cell } from "../../../experiments/records/record.ts";
import { refusedLinks } from "../../../experiments/shaped/testbed.ts";
import { cableCommands, memberCommands } from "../../../experiments/shaped/topology.ts";

const spec = (changes: Partial<NetworkSpec>): NetworkSpec => ({
  ...networkOf("localhost"),
  ...{ name: "n", kind: "shaped" },
  ...changes,
});

const words = (member: number, network: NetworkSpec, delaying: "netem" | "relay", members = 3) =>
  memberCommands(member, linksOf(network, members), delaying).map((command) => command.join(" "));

const cell = (parties: number): Cell => ({
  ...{ id: "c", parties, network: "n", security: "spdz+lowgear", ablation: "none" },
  ...{ program: "p", args: {} },
});

describe("shaped links in words of tc", () => {
  it("a rate for each link, at the sender's end, by the receiver's address", () => {
    const network = spec({
      latencyMs: 20,
      bandwidthMbit: 100,
      slow: { party: 2, latencyMs: 0, bandwidthMbit: 10, compute: 1 },
    });
    const lines = words(0, network, "relay");
    assert.ok(lines.includes("ip addr add 10.213.0.1/24 dev eth0"));
    const rate = (id: number) =>
      lines.find((line) => line.includes(`classid 1:${id} `))?.match(/rate (\S+) burst (\S+)/);
    assert.equal(rate(1), undefined, "none to itself");
    assert.deepEqual([rate(2)![1], rate(3)![1]], ["100mbit", "10mbit"]);
    assert.equal(rate(2)![2], "15140b", "ten packets");
    assert.ok(
      lines.some((line) => line.endsWith("u32 match ip dst 10.213.0.3/32 flowid 1:3")),
      lines.join("\n"),
    );
    assert.ok(!lines.some((line) => line.includes("netem")), "a relay delays");
  });

  it("netem, where there is one: its delay, and room for all that is under way", () => {
    const lines = words(1, spec({ latencyMs: 100, jitterMs: 4, bandwidthMbit: 50 }), "netem");
    const netem = lines.filter((line) => line.includes("netem"));
    assert.equal(netem.length, 2);
    assert.match(netem[0]!, /parent 1:1 netem delay 102ms 2ms limit (\d+)$/);
    // 50 Mbit/s for 408 ms are 1685 packets.
    assert.ok(Number(/limit (\d+)/.exec(netem[0]!)![1]) >= 1685);
  });

  it("links as fast as the machine are left alone", () => {
    assert.ok(!words(0, spec({ latencyMs: 50 }), "relay").some((line) => line.startsWith("tc")));
    const delayed = words(0, spec({ latencyMs: 50 }), "netem");
    assert.ok(delayed.some((line) => line.includes("netem delay 50ms")));
  });

  it("a cable ends in the namespace of the member's process", () => {
    assert.deepEqual(
      cableCommands(7, 4711)[0]!.join(" "),
      "ip link add spdz-7 type veth peer name eth0 netns 4711",
    );
  });
});

describe("what cannot be shaped", () => {
  it("a delay that a relay is too coarse for, where the kernel has no netem", () => {
    const near = spec({ latencyMs: 2 });
    assert.match(refusedLinks(cell(2), near, "relay")!, /^2 ms: .* from 5 ms on/);
    assert.equal(refusedLinks(cell(2), near, "netem"), null);
    assert.equal(refusedLinks(cell(2), spec({ latencyMs: 5 }), "relay"), null);
    assert.equal(refusedLinks(cell(2), spec({ bandwidthMbit: 10 }), "relay"), null);
  });

  it("a party that computes slower", () => {
    const slow = { party: 0, latencyMs: 10, bandwidthMbit: null, compute: 2 };
    assert.match(refusedLinks(cell(2), spec({ slow }), "netem")!, /virtual time/);
    const far = { ...slow, compute: 1 };
    assert.equal(refusedLinks(cell(2), spec({ slow: far }), "netem"), null);
  });
});
