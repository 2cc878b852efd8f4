/** Synthetic records for tests of what reads them: made up, never measured, and marked as such. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { idOf } from "../../experiments/config/cells.ts";
import {
  type FolderRecord,
  folderRecord,
  type PartyRecord,
  type RunRecord,
  runRecord,
} from "../../experiments/records/record.ts";
import { seededRandom } from "../../experiments/statistics/random.ts";
import { combinationOf, dealersOf, type Security } from "../../host/party/combination.ts";

export interface Synthetic {
  readonly parties?: number;
  readonly latencyMs?: number;
  readonly bandwidthMbit?: number | null;
  readonly kind?: "localhost" | "shaped" | "virtual";
  readonly compute?: "measured" | "model";
  readonly networkName?: string;
  readonly security?: Security;
  readonly ablation?: string;
  readonly args?: RunRecord["cell"]["args"];
  readonly repetition?: number;
  readonly status?: RunRecord["status"];
  readonly reason?: string | null;
  readonly result?: RunRecord["result"];
  readonly labels?: readonly string[];
  /** Factor of all times. */
  readonly noise?: number;
  readonly program?: string;
}

const SHARE_LEFT: Readonly<Record<string, number>> = {
  none: 1,
  "no-mac-check": 0.97,
  "no-sacrifice": 0.8,
  "no-proofs": 0.45,
  "no-flooding": 0.95,
};
const OFFLINE_MS_PER_VALUE: Readonly<Record<string, number>> = {
  "spdz+lowgear": 0.006,
  "additive+semi-honest-he": 0.0012,
  "spdz+dealer": 0.0003,
  "additive+dealer": 0.0002,
  plain: 0,
};
const ROUNDS = 6;

/** Costs that grow as those of the protocols do: offline with pairs of parties, online with latency and length. */
export function syntheticRun(of: Synthetic = {}): RunRecord {
  const { parties = 2, latencyMs = 0, bandwidthMbit = null, kind = "localhost" } = of;
  const { security = "spdz+lowgear", ablation = "none", repetition = 0, status = "ok" } = of;
  const { args = { length: 100_000 }, noise = 1, program = "inner-product", reason = null } = of;
  const compute = kind === "virtual" ? (of.compute ?? "measured") : null;
  const network =
    of.networkName ??
    (kind === "localhost" ? "localhost" : `{latency: ${latencyMs}ms, kind: ${kind}}`);
  const dealers = dealersOf(security);
  const members = parties + dealers;
  const square = <T>(value: T, self: T): T[][] =>
    Array.from({ length: members }, (_, i) =>
      Array.from({ length: members }, (_, j) => (i === j ? self : value)),
    );
  const cell = { parties, network, security, ablation, program, args };
  const ran = status === "ok";
  return runRecord.parse({
    version: 1,
    cell: { id: idOf(cell), ...cell },
    repetition,
    order: repetition,
    status,
    reason,
    startedAt: new Date(Date.UTC(2026, 0, 1) + repetition * 60_000).toISOString(),
    wallMs: ran ? 1500 * noise : 0,
    load: 0.5,
    labels: of.labels ?? [
      ...combinationOf(security).labels,
      ...(ablation === "none" ? [] : [`insecure: ${ablation}`]),
    ],
    network: {
      name: network,
      kind,
      mechanism: { localhost: "loopback", shaped: "netem", virtual: "model" }[kind],
      latencyMs: square(latencyMs, 0),
      bandwidthMbit: square(bandwidthMbit, null),
      jitterMs: square(0, 0),
      compute,
      coresPerHost: compute === null ? null : 1,
    },
    result: of.result ?? { error: 0.001 },
    parties: ran
      ? Array.from({ length: parties }, (_, self) => partyOf(of, self, members, noise))
      : [],
    dealer: ran && dealers === 1 ? partyOf(of, parties, members, noise) : null,
    budget: security === "spdz+lowgear" ? ["computational 128", "statistical 40", "MAC 2^-59"] : [],
  });
}

function partyOf(of: Synthetic, self: number, members: number, noise: number): PartyRecord {
  const { parties = 2, latencyMs = 0, security = "spdz+lowgear", ablation = "none" } = of;
  const length = typeof of.args?.length === "number" ? of.args.length : 100_000;
  const peers = (bytes: number) =>
    Array.from({ length: members }, (_, j) => (j === self ? 0 : bytes));
  const phase = (computeMs: number, rounds: number, bytes: number) => ({
    wallMs: computeMs * noise + rounds * latencyMs,
    cpuMs: computeMs * noise,
    waitingMs: rounds * latencyMs + computeMs * noise * 0.1,
    rounds,
    messagesSent: peers(rounds),
    bytesSent: peers(bytes),
    bytesReceived: peers(bytes),
  });
  const offlineMs =
    OFFLINE_MS_PER_VALUE[security]! * length * (parties - 1) * (SHARE_LEFT[ablation] ?? 1);
  const material = security !== "plain";
  const made = material ? { triple: length + 1000 } : {};
  return {
    party: self,
    phases: {
      connect: phase(20, 2, 600),
      ...(security === "spdz+lowgear" ? { keys: phase(400, 4, 2_000_000) } : {}),
      ...(material ? { offline: phase(offlineMs, 8, length * 260) } : {}),
      online: phase(length * 0.0002 * parties + 1, ROUNDS, length * 16),
    },
    rounds: ROUNDS,
    made,
    used: material ? { triple: length } : {},
    wasted: material ? { triple: 200 } : {},
    peakMemoryBytes: 200e6 + length * 100,
    cpuMs: 600 * noise,
  };
}

/** The same run, all its times by a factor; quicker than another syntheticRun. */
export function slowed(run: RunRecord, factor: number, repetition: number): RunRecord {
  const parties = run.parties.map((party) => {
    const phases = Object.entries(party.phases).map(([name, phase]) => [
      name,
      { ...phase, wallMs: phase.wallMs * factor, cpuMs: phase.cpuMs * factor },
    ]);
    return { ...party, phases: Object.fromEntries(phases) as PartyRecord["phases"] };
  });
  return { ...run, repetition, order: repetition, wallMs: run.wallMs * factor, parties };
}

/** Log-normal around 1, with `spread` as standard deviation of the logarithm. */
export function logNormal(random: () => number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(spread * normal);
}

/** Ten repetitions of each, with noise of 3 %. */
export function syntheticRuns(
  cells: readonly Synthetic[],
  { repetitions = 10, seed = 1, spread = 0.03, factor = 1 } = {},
): readonly RunRecord[] {
  const random = seededRandom(seed);
  return Array.from({ length: repetitions }, (_, repetition) =>
    cells.map((cell) =>
      syntheticRun({ ...cell, repetition, noise: factor * logNormal(random, spread) }),
    ),
  ).flat();
}

export interface SyntheticFolder {
  readonly runs: readonly RunRecord[];
  readonly config?: string;
  readonly folder?: Partial<FolderRecord>;
  readonly provenance?: Partial<FolderRecord["provenance"]>;
}

export const SYNTHETIC_CONFIG = `name: synthetic
question: What do reports make of figures that nobody measured?
program: inner-product
`;

/** Writes what a runner leaves; returns the folder. */
export function writeSyntheticFolder(path: string, of: SyntheticFolder): string {
  const { runs, config = SYNTHETIC_CONFIG } = of;
  mkdirSync(path, { recursive: true });
  const record = folderRecord.parse({
    version: 1,
    experiment: "synthetic",
    startedAt: "2026-01-01T00:00:00.000Z",
    configDigest: createHash("sha256").update(config).digest("hex"),
    engine: "synthetic",
    quick: false,
    ...of.folder,
    provenance: {
      commit: "0123456789abcdef0123456789abcdef01234567",
      dirty: false,
      node: "v24.0.0",
      dependencies: { "node-seal": "7.0.0" },
      platform: "linux-x64",
      kernel: "6.1.0",
      cpu: "synthetic, no CPU",
      cores: 2,
      memoryGiB: 8,
      ...of.provenance,
    },
  });
  writeFileSync(join(path, "config.yaml"), config);
  writeFileSync(join(path, "run.json"), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(join(path, "runs.jsonl"), runs.map((run) => `${JSON.stringify(run)}\n`).join(""));
  return path;
}
