import type { RunRecord } from "../../../experiments/records/record.ts";

/** A record of the smallest kind, with changes. */
export const recordOf = (changes: Partial<RunRecord>): RunRecord => ({
  version: 1,
  cell: {
    ...{ id: "p, 2 parties, localhost, plain, none, {}", parties: 2, network: "localhost" },
    ...{ security: "plain", ablation: "none", program: "p", args: {} },
  },
  ...{ repetition: 0, order: 0, status: "ok", reason: null },
  ...{ startedAt: "2026-01-01T00:00:00.000Z", wallMs: 1, load: 0, labels: [] },
  network: {
    ...{ name: "localhost", kind: "localhost", mechanism: "loopback" },
    ...{ latencyMs: [[0]], bandwidthMbit: [[null]], jitterMs: [[0]] },
    ...{ compute: null, coresPerHost: null },
  },
  ...{ result: null, parties: [], dealer: null, budget: [] },
  ...changes,
});
