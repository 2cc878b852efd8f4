/**
 * What a run leaves: one JSON line in `runs.jsonl`, appended as the run ends, and `run.json` once for all lines of
 * a folder. Everything a report says is computed from these. Times in milliseconds, sizes in bytes.
 */
import { z } from "zod";
import { PHASES } from "../../host/node/party/statistics.ts";
import { SECURITIES } from "../../host/party/combination.ts";

/** Raised with every change of what the fields mean; others are refused by name. */
export const RECORD_VERSION = 1;

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const byPeer = z.array(amount);

/** How a network was made: of this machine's loopback, by namespaces, in virtual time, or as a cluster has it. */
export const NETWORK_KINDS = ["localhost", "shaped", "virtual", "cluster"] as const;

/** What every link was like; entry [i][j] is from P_i to P_j, the dealer last where there is one. */
export const networkRecord = z.strictObject({
  /** As the config writes it. */
  name: z.string(),
  kind: z.enum(NETWORK_KINDS),
  /** What made the delay: e.g. "loopback", "netem", "relay", "model". */
  mechanism: z.string(),
  /** One way; RTT is twice that where links are symmetric. */
  latencyMs: z.array(z.array(amount)),
  /** Null: as fast as the machine. */
  bandwidthMbit: z.array(z.array(amount.nullable())),
  jitterMs: z.array(z.array(amount)),
  /** In virtual time: "measured" adds the computation of this machine, "model" what was fitted. */
  compute: z.enum(["measured", "model"]).nullable(),
  coresPerHost: z.number().positive().nullable(),
});

const phaseRecord = z.strictObject({
  wallMs: amount,
  cpuMs: amount,
  /** At least one receive was pending: wallMs − waitingMs is time computing. */
  waitingMs: amount,
  /** Online, dependent rounds; elsewhere exchanges, and messages received outside of one, many of them side by side. */
  rounds: count,
  messagesSent: byPeer,
  bytesSent: byPeer,
  bytesReceived: byPeer,
});

const partyRecord = z.strictObject({
  party: count,
  phases: z.partialRecord(z.enum(PHASES), phaseRecord),
  /** Of the online phase, checks included. */
  rounds: count,
  /** Items by name: "triple", "bit", …; wasted were made, and neither used nor kept. */
  made: z.record(z.string(), count),
  used: z.record(z.string(), count),
  wasted: z.record(z.string(), count),
  /** Null where parties share a process: one's cannot be told from that of all. */
  peakMemoryBytes: amount.nullable(),
  cpuMs: amount,
});

/** The machine of one member, where that is not the runner's. */
const hostRecord = z.strictObject({
  cpu: z.string(),
  cores: count,
  memoryGiB: amount,
  kernel: z.string(),
  /** One-minute average at the start. */
  load: amount,
});

/** What a run is one of several of. */
export const cellSchema = z.strictObject({
  /** Equal for equal cells whatever the config around them: the other fields, joined. */
  id: z.string(),
  parties: count,
  /** As the config writes it. */
  network: z.string(),
  security: z.enum(SECURITIES),
  /** "none", or what was left out of the combination. */
  ablation: z.string(),
  program: z.string(),
  /** Those of the config and of this place in the matrix. */
  args: z.record(z.string(), z.json()),
});

export const runRecord = z.strictObject({
  version: z.literal(RECORD_VERSION),
  cell: cellSchema,
  /** From 0 on; warm-ups leave no record. */
  repetition: count,
  /** Its place in the shuffled order. */
  order: count,
  status: z.enum(["ok", "failed", "omitted"]),
  /** In one line; null if ok. */
  reason: z.string().nullable(),
  startedAt: z.iso.datetime(),
  /** Whole run, processes and all; 0 if omitted. */
  wallMs: amount,
  /** One-minute average at the start. */
  load: amount,
  /** What every figure of this run must say, e.g. "insecure: trusted dealer". */
  labels: z.array(z.string()),
  network: networkRecord,
  /** What the program returned at P0, as JSON has it. */
  result: z.json(),
  parties: z.array(partyRecord),
  dealer: partyRecord.nullable(),
  /** Where that is not the runner's machine: of each member in order, the dealer's last, or of all the only one. */
  hosts: z.array(hostRecord).optional(),
  /** Derived levels in words: computational, statistical, MAC soundness. */
  budget: z.array(z.string()),
});

/** `run.json`: where all runs of a folder come from. */
export const folderRecord = z.strictObject({
  version: z.literal(RECORD_VERSION),
  experiment: z.string(),
  startedAt: z.iso.datetime(),
  /** SHA-256 of config.yaml beside it, hexadecimal. */
  configDigest: z.string(),
  engine: z.string(),
  quick: z.boolean(),
  provenance: z.strictObject({
    commit: z.string().nullable(),
    dirty: z.boolean().nullable(),
    node: z.string(),
    /** By package name. */
    dependencies: z.record(z.string(), z.string()),
    platform: z.string(),
    kernel: z.string(),
    cpu: z.string(),
    cores: count,
    memoryGiB: amount,
  }),
});

export type NetworkRecord = z.infer<typeof networkRecord>;
export type PhaseRecord = z.infer<typeof phaseRecord>;
export type PartyRecord = z.infer<typeof partyRecord>;
export type HostRecord = z.infer<typeof hostRecord>;
export type Cell = z.infer<typeof cellSchema>;
export type RunRecord = z.infer<typeof runRecord>;
export type FolderRecord = z.infer<typeof folderRecord>;
