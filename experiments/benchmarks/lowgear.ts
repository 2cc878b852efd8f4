/**
 * Lattice preprocessing: items per second of the slowest party. Each party has its own process. They are connected by
 * WebSockets in mutual TLS 1.3 on this machine. Proofs, checks and transfer are included; keys are made before.
 */
import { measureCases, type PartyCase } from "./cases-of-parties.ts";
import type { Task } from "./lowgear-party.ts";
import type { BenchOptions } from "./measurement.ts";
import { KIND_NAMES, STEP_NAMES } from "./stages.ts";

const PARTY = new URL("./lowgear-party.ts", import.meta.url);
/** One batch of triples at the usual parameters, without the item that hides the batch in its check. */
const BATCH = 12 * 16384 - 1;

function casesOf(quick: boolean): PartyCase<Task>[] {
  const lowgear = "spdz+lowgear" as const;
  const passive = "additive+semi-honest-he" as const;
  const items = quick ? BATCH : 4 * BATCH;
  const rate = (
    name: string,
    n: number,
    security: Task["security"],
    kind: string,
    count: number,
  ) => ({
    name,
    n,
    unit: "per second",
    task: { security, kind, count: Math.floor(count), figure: "ms" as const },
    figureOf: (ms: number) => (1000 * count) / ms,
  });
  return [
    {
      name: "first-triple/n2",
      n: 2,
      unit: "seconds",
      task: { security: lowgear, kind: "first", count: 1, figure: "ms" },
      figureOf: (ms) => ms / 1000,
    },
    rate("triples/n2", 2, lowgear, "triple", items),
    {
      name: "bytes-per-triple/n2",
      n: 2,
      unit: "bytes",
      task: { security: lowgear, kind: "triple", count: items, figure: "bytes" },
      figureOf: (bytes) => bytes / items,
    },
    rate("squares/n2", 2, lowgear, "square", items / 2),
    rate("bits/n2", 2, lowgear, "bit", items / 2),
    rate("comparison-masks/n2", 2, lowgear, "comparison-mask", quick ? 2000 : 10_000),
    {
      name: "memory/n2",
      n: 2,
      unit: "MB",
      task: { security: lowgear, kind: "triple", count: 1, figure: "memory" },
      figureOf: (bytes) => bytes / 1e6,
    },
    rate("semi-honest-triples/n2", 2, passive, "triple", items),
    ...stages(items),
    rate("triples/n3", 3, lowgear, "triple", items / 2),
    rate("triples/n4", 4, lowgear, "triple", items / 2),
  ];
}

/** Gives rates per second, bytes and megabytes per party, and seconds to the first triple. */
export async function run({ quick = false, ...options }: BenchOptions) {
  return measureCases("lowgear", PARTY, casesOf(quick), options);
}

/** Milliseconds of a vector under the profiler, and of each step of the protocol and each kind of computation in it. */
function stages(count: number): PartyCase<Task>[] {
  const parts = [
    ["sampled", "sampled"],
    ...STEP_NAMES.map((name) => [`step-${name}`, `step ${name}`] as const),
    ...KIND_NAMES.map((name) => [`kind-${name}`, `kind ${name}`] as const),
  ] as const;
  return parts.map(([name, figure]) => ({
    name: `stages-${name}/n2`,
    n: 2,
    unit: "ms per 16,384 triples",
    task: { security: "spdz+lowgear", kind: "triple", count, figure },
    figureOf: (ms) => (16_384 * ms) / count,
  }));
}
