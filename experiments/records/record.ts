/**
 * The records of runs: one JSON line per run in `runs.jsonl`, appended as the run ends, and one `run.json` for all
 * lines of a folder. Everything in a report is computed from these. Times are in milliseconds, sizes in bytes.
 */
import { z } from "zod";
import { PHASES } from "../../host/node/party/statistics.ts";
import { SECURITIES } from "../../host/party/combination.ts";

/** Raised with every change of what the fields mean. Records of other versions are refused, with their version. */
export const RECORD_VERSION = 1;

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const byPeer = z.array(amount);

/** How a network was made: by this machine's loopback, by namespaces, in virtual time, or by a cluster. */
export const NETWORK_KINDS = ["localhost", "shaped", "virtual", "cluster"] as const;

/** The properties of every link. Entry [i][j] is from P_i to P_j; the dealer is last where there is one. */
const networkRecord = z.strictObject({
  /** As the config writes it. */
  name: z.string(),
  kind: z.enum(NETWORK_KINDS),
  /** What made the delay: e.g. "loopback", "netem", "relay", "model". */
  mechanism: z.string(),
  /** One way; the round-trip time is twice that where links are symmetric. */
  latencyMs: z.array(z.array(amount)),
  /** Null: as fast as the machine. */
  bandwidthMbit: z.array(z.array(amount.nullable())),
  jitterMs: z.array(z.array(amount)),
  /** In virtual time "measured" adds the computation of this machine, "model" what the fitted model says. Else null. */
  compute: z.enum(["measured", "model"]).nullable(),
  coresPerHost: z.number().positive().nullable(),
});

const phaseRecord = z.strictObject({
  wallMs: amount,
  cpuMs: amount,
  /** Time with at least one receive pending; wallMs − waitingMs is time computing. */
  waitingMs: amount,
  /**
   * Online: dependent rounds. In other phases: exchanges, and messages received outside of one; many are concurrent.
   */
  rounds: count,
  messagesSent: byPeer,
  bytesSent: byPeer,
  bytesReceived: byPeer,
});

const partyRecord = z.strictObject({
  party: count,
  phases: z.partialRecord(z.enum(PHASES), phaseRecord),
  /** Rounds of the online phase, checks included. */
  rounds: count,
  /** Items by name: "triple", "bit", …. Wasted items were made, and neither used nor kept. */
  made: z.record(z.string(), count),
  used: z.record(z.string(), count),
  wasted: z.record(z.string(), count),
  /** Null where parties share a process: the memory of one cannot be separated from that of all. */
  peakMemoryBytes: amount.nullable(),
  cpuMs: amount,
});

/** The machine of one member, if it is not the runner's machine. */
const hostRecord = z.strictObject({
  cpu: z.string(),
  cores: count,
  memoryGiB: amount,
  kernel: z.string(),
  /** The one-minute load average at the start. */
  load: amount,
});

/** The cell of an experiment, of which a run is one repetition. */
const cellSchema = z.strictObject({
  /** The other fields, joined. Equal cells have equal ids, whatever the rest of their config says. */
  id: z.string(),
  parties: count,
  /** As the config writes it. */
  network: z.string(),
  security: z.enum(SECURITIES),
  /** "none", or the ablation of the combination. */
  ablation: z.string(),
  program: z.string(),
  /** The arguments from the config and from the matrix. */
  args: z.record(z.string(), z.json()),
});

/** The form of one record of a run: one line of `records.jsonl`. */
export const runRecord = z.strictObject({
  version: z.literal(RECORD_VERSION),
  cell: cellSchema,
  /** From 0 on; warm-ups leave no record. */
  repetition: count,
  /** Its place in the shuffled order. */
  order: count,
  status: z.enum(["ok", "failed", "omitted"]),
  /** Why it failed or was omitted, in one line; null if ok. */
  reason: z.string().nullable(),
  startedAt: z.iso.datetime(),
  /** The whole run, the start of processes included; 0 if omitted. */
  wallMs: amount,
  /** The one-minute load average at the start. */
  load: amount,
  /** What every figure of this run must say, e.g. "insecure: trusted dealer". */
  labels: z.array(z.string()),
  network: networkRecord,
  /** What the program returned at P0, as JSON. */
  result: z.json(),
  parties: z.array(partyRecord),
  dealer: partyRecord.nullable(),
  /** Machines other than the runner's: one per member in order, the dealer's last, or one that all members shared. */
  hosts: z.array(hostRecord).optional(),
  /** The security levels in words: computational, statistical, MAC soundness. */
  budget: z.array(z.string()),
});

/** `run.json` says where all runs of a folder come from. */
export const folderRecord = z.strictObject({
  version: z.literal(RECORD_VERSION),
  experiment: z.string(),
  startedAt: z.iso.datetime(),
  /** SHA-256, hexadecimal, of what config.yaml measures (config/digest.ts); in older folders of its whole text. */
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
