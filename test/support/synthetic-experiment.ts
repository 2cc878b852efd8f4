/** An experiment with something for every table and figure: synthetic, for tests of reports. */
import type { RunRecord } from "../../experiments/records/record.ts";
import { type Synthetic, syntheticRun, syntheticRuns } from "./run-records.ts";

const SECURITIES = [
  "spdz+lowgear",
  "additive+semi-honest-he",
  "spdz+dealer",
  "additive+dealer",
  "plain",
] as const;
const ABLATIONS = ["no-mac-check", "no-sacrifice", "no-proofs", "no-flooding"];

const grid: readonly Synthetic[] = SECURITIES.flatMap((security) =>
  [2, 3, 5].flatMap((parties) =>
    [0, 10, 50].map((latencyMs): Synthetic => {
      const kind = parties > 3 ? "virtual" : latencyMs === 0 ? "localhost" : "shaped";
      const networkName = latencyMs === 0 ? "localhost" : `{latency: ${latencyMs}ms}`;
      return { security, parties, latencyMs, kind, networkName };
    }),
  ),
);
const ablated = ABLATIONS.map(
  (ablation): Synthetic => ({ parties: 2, ablation, networkName: "localhost" }),
);
const lengths = ([1000, 10_000] as const).flatMap((length) =>
  SECURITIES.slice(0, 2).map(
    (security): Synthetic => ({ security, parties: 2, networkName: "localhost", args: { length } }),
  ),
);
const modelled = SECURITIES.slice(0, 3).flatMap((security) =>
  [10, 50].map(
    (latencyMs): Synthetic => ({
      security,
      parties: 2,
      latencyMs,
      kind: "virtual",
      compute: "model",
    }),
  ),
);

export const SYNTHETIC_EXPERIMENT: readonly RunRecord[] = [
  ...syntheticRuns([...grid, ...ablated, ...lengths], { seed: 5 }),
  ...syntheticRuns(modelled, { seed: 6, spread: 0, factor: 1.07 }),
  syntheticRun({ parties: 8, status: "failed", reason: "P3 fell silent for 30 s" }),
  syntheticRun({
    parties: 16,
    security: "spdz+dealer",
    status: "omitted",
    reason: "more parties than this machine has memory for",
  }),
];

export const SYNTHETIC_EXPERIMENT_CONFIG = `name: synthetic
question: What do reports make of figures that nobody measured?
program: inner-product
findings:
  - { id: cheap, claim: Active security costs less than six times., holds: "slowdown(spdz+lowgear, parties=2, latency=0, args.length=100000) < 6" }
  - { id: linear, claim: Material grows linearly., holds: "0.9 < exponent(offlineMs, over=args.length, security=spdz+lowgear, parties=2, latency=0) < 1.1" }
  - { id: silent, claim: Eight parties work., holds: "onlineMs(parties=8) < 100" }
`;
