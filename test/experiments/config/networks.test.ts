import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  networkOf,
  networkSchema,
  PRESET_NAMES,
} from "../../../experiments/config/network-names.ts";
import { isUnshaped, linksOf } from "../../../experiments/config/network-spec.ts";
import {
  formatMegabits,
  formatMilliseconds,
  megabits,
  milliseconds,
} from "../../../experiments/config/quantities.ts";

const network = (entry: unknown) => networkOf(networkSchema.parse(entry));

describe("networks as configs write them", () => {
  it("presets have their names, latency one way, and nothing to shape on loopback alone", () => {
    for (const name of PRESET_NAMES) {
      const spec = network(name);
      assert.equal(spec.name, name);
      assert.equal(isUnshaped(spec), name === "localhost");
    }
    assert.deepEqual([network("lan").kind, network("lan").latencyMs], ["virtual", 0.1]);
    assert.equal(network("wan-us-eu").latencyMs, 90);
    assert.equal(network("metro").kind, "auto");
  });

  it("the regions of the world are as far apart in both directions", () => {
    const { latencyMs } = network("world").links!;
    assert.equal(latencyMs.length, 8);
    for (const [i, row] of latencyMs.entries())
      for (const [j, ms] of row.entries()) {
        assert.equal(ms, latencyMs[j]![i]);
        assert.equal(ms === 0, i === j);
      }
  });

  it("mappings are called what they say", () => {
    for (const [entry, name] of [
      [{ latency: "10ms" }, "10ms"],
      [{ latency: "0.1ms", kind: "virtual" }, "100us virtual"],
      [
        { latency: "100ms", bandwidth: "50mbit", jitter: "2ms", kind: "virtual" },
        "100ms 50mbit jitter 2ms virtual",
      ],
      [{ preset: "wan-europe", kind: "virtual" }, "wan-europe virtual"],
      [{ preset: "wan-europe", latency: "1.5s" }, "wan-europe 1.5s"],
      [{ kind: "virtual" }, "0ms virtual"],
      [
        {
          latency: "5ms",
          kind: "virtual",
          slow: { party: 1, latency: "50ms", bandwidth: "500kbit", compute: 4 },
        },
        "5ms slow P1 +50ms 500kbit ×4 virtual",
      ],
      [{ name: "mine", latency: "5ms" }, "mine"],
    ] as const)
      assert.equal(network(entry).name, name);
  });

  it("a preset gives what a mapping does not say", () => {
    const spec = network({ preset: "mobile", latency: "80ms" });
    assert.deepEqual([spec.latencyMs, spec.bandwidthMbit, spec.jitterMs], [80, 20, 8]);
    assert.equal(network({ preset: "world", latency: "80ms" }).links, null);
    assert.equal(network({ preset: "world", jitter: "1ms" }).links?.latencyMs.length, 8);
  });
});

describe("the links of a network", () => {
  it("are alike, with nothing from a party to itself", () => {
    const { latencyMs, bandwidthMbit, jitterMs } = linksOf(network("mobile"), 3);
    assert.deepEqual(latencyMs, [
      [0, 30, 30],
      [30, 0, 30],
      [30, 30, 0],
    ]);
    assert.deepEqual(bandwidthMbit[1], [20, null, 20]);
    assert.deepEqual(jitterMs[2], [8, 8, 0]);
  });

  it("differ by link and direction where a matrix says so; a dealer sits with P0", () => {
    const spec = network({
      name: "skewed",
      bandwidth: "100mbit",
      links: {
        latency: [
          ["7ms", "1ms"],
          ["9ms", "7ms"],
        ],
        bandwidth: [
          ["3mbit", "5mbit"],
          [null, "3mbit"],
        ],
      },
    });
    const { latencyMs, bandwidthMbit } = linksOf(spec, 3);
    assert.deepEqual(latencyMs, [
      [0, 1, 0],
      [9, 0, 9],
      [0, 1, 0],
    ]);
    assert.deepEqual(bandwidthMbit, [
      [null, 5, 100],
      [100, null, 100],
      [100, 5, null],
    ]);
  });

  it("of a slow party are slower in both directions", () => {
    const spec = network({
      latency: "10ms",
      slow: { party: 1, latency: "5ms", bandwidth: "1mbit" },
    });
    const { latencyMs, bandwidthMbit } = linksOf(spec, 3);
    assert.deepEqual(latencyMs, [
      [0, 15, 10],
      [15, 0, 15],
      [10, 15, 0],
    ]);
    assert.deepEqual(bandwidthMbit, [
      [null, 1, null],
      [1, null, 1],
      [null, 1, null],
    ]);
  });
});

describe("times and rates", () => {
  it("are read in their unit, and written as they were", () => {
    for (const [text, ms] of [
      ["500us", 0.5],
      ["10ms", 10],
      ["1.5s", 1500],
      ["2m", 120_000],
    ] as const)
      assert.equal(milliseconds(text), ms);
    for (const [text, mbit] of [
      ["500kbit", 0.5],
      ["50mbit", 50],
      ["10gbit", 10_000],
    ] as const) {
      assert.equal(megabits(text), mbit);
      assert.equal(formatMegabits(mbit), text);
    }
    for (const text of ["500us", "10ms", "0ms", "1.5s", "2s"])
      assert.equal(formatMilliseconds(milliseconds(text)), text);
    assert.throws(() => milliseconds("10"), RangeError);
    assert.throws(() => megabits("10 bit"), RangeError);
  });
});
