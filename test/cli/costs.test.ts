import assert from "node:assert/strict";
import { it } from "node:test";
import { costOf } from "../../cli/party.ts";
import { describe as described } from "../../cli/run.ts";
import type { PartyStatistics } from "../../host/node/party/statistics.ts";
import type { LocalRun } from "../../run/outcome.ts";

const phase = (wallMs: number, sent: number[]) => ({
  ...{ wallMs, cpuMs: 1 },
  traffic: { bytesSent: sent },
});

/** What the two read, of a party that has made keys and whose program does not say what it needs. */
const statistics = {
  phases: { connect: phase(11, []), keys: phase(9951, [0, 7]), online: phase(652, [0, 640]) },
  ...{ rounds: 12, made: {}, used: {}, madeOnline: false, budget: null, peakMemoryBytes: 2 ** 20 },
} as unknown as PartyStatistics;

it("the time that keys take is shown, in a run and at a party", () => {
  const party = { ...{ party: 0, result: 1, error: null, afterwards: null, exit: 0 }, statistics };
  const run = {
    parties: [party, { ...party, party: 1 }],
    dealer: null,
    labels: [],
    security: "spdz+lowgear",
  };
  const [header, row] = described(run as unknown as LocalRun)
    .split("\n")
    .slice(-3);
  assert.match(header!, /connect +keys +offline +online/);
  assert.match(row!, /11\.0 ms +9951\.0 ms +– +652\.0 ms +12 +640 /);
  assert.equal(
    costOf(statistics),
    "connect 11.0 ms, keys 9951.0 ms, online 652.0 ms, 12 rounds, 640 bytes sent online",
  );
});
