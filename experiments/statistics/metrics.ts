/**
 * The metrics of a run, by name. The value is that of the party with the most, unless the metric says otherwise. The
 * dealer counts only where the bytes of all are summed, never in times.
 */
import type { PartyRecord, PhaseRecord, RunRecord } from "../records/record.ts";

type Phase = keyof PartyRecord["phases"];
export type Unit = "ms" | "bytes" | "rounds" | "messages" | "items" | "1/s" | "";

export interface Metric {
  readonly name: string;
  readonly unit: Unit;
  /** In words, for the head of a table or an axis, without the unit. */
  readonly says: string;
  /** Whether equal runs on one machine differ in it. Counts do not differ. */
  readonly timed: boolean;
  /** Null if the run has no value, for example if it had no such phase, or if its result has no such field. */
  of(run: RunRecord): number | null;
}

const IN_PHASES = { keys: "keys", offline: "offline", online: "online" } as const;
const WORK: readonly Phase[] = ["keys", "offline", "online"];

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const members = (run: RunRecord): readonly PartyRecord[] =>
  run.dealer === null ? run.parties : [...run.parties, run.dealer];

/** The largest value of any party; null if no party has one. */
function most(run: RunRecord, read: (party: PartyRecord) => number | undefined): number | null {
  const values = run.parties.map(read).filter((x) => x !== undefined);
  return values.length === 0 ? null : Math.max(...values);
}

const inPhase = (phase: Phase, read: (phase: PhaseRecord) => number) => (run: RunRecord) =>
  most(run, ({ phases }) => (phases[phase] === undefined ? undefined : read(phases[phase])));

const overPhases = (party: PartyRecord, read: (phase: PhaseRecord) => number): number =>
  sum(Object.values(party.phases).map(read));

/** The time of these phases together. */
const overWork = (phases: readonly Phase[]) => (run: RunRecord) =>
  most(run, (party) => {
    const some = phases.map((phase) => party.phases[phase]?.wallMs).filter((x) => x !== undefined);
    return some.length === 0 ? undefined : sum(some);
  });

const sent = (phase: PhaseRecord): number => sum(phase.bytesSent);
const messages = (phase: PhaseRecord): number => sum(phase.messagesSent);

const metric = (
  name: string,
  unit: Unit,
  says: string,
  of: (run: RunRecord) => number | null,
  timed = unit === "ms" || unit === "1/s",
): Metric => ({ name, unit, says, of, timed });

const ofPhase = (phase: keyof typeof IN_PHASES): readonly Metric[] => [
  metric(
    `${phase}Ms`,
    "ms",
    `${phase} time`,
    inPhase(phase, (p) => p.wallMs),
  ),
  metric(
    `${phase}WaitingMs`,
    "ms",
    `${phase} time waiting for messages`,
    inPhase(phase, (p) => p.waitingMs),
  ),
  metric(
    `${phase}ComputingMs`,
    "ms",
    `${phase} time computing`,
    inPhase(phase, (p) => Math.max(0, p.wallMs - p.waitingMs)),
  ),
  metric(
    `${phase}CpuMs`,
    "ms",
    `${phase} CPU time`,
    inPhase(phase, (p) => p.cpuMs),
  ),
  phase === "online"
    ? metric(
        "onlineRounds",
        "rounds",
        "online dependent rounds",
        inPhase(phase, (p) => p.rounds),
      )
    : // Many of them are concurrent, so that their number does not say how often latency is paid.
      metric(
        `${phase}Receives`,
        "messages",
        `${phase} exchanges, and messages received outside of one`,
        inPhase(phase, (p) => p.rounds),
      ),
  metric(`${phase}Bytes`, "bytes", `${phase} bytes sent by one party`, inPhase(phase, sent)),
  metric(
    `${phase}Messages`,
    "messages",
    `${phase} messages sent by one party`,
    inPhase(phase, messages),
  ),
];

export const METRICS: readonly Metric[] = [
  metric("totalMs", "ms", "total time", overWork(WORK)),
  /** The time of parties that have keys already. */
  metric("withoutKeysMs", "ms", "time without keys", overWork(["offline", "online"])),
  metric("wallMs", "ms", "whole run, processes and all", (run) => run.wallMs),
  metric(
    "connectMs",
    "ms",
    "time to connect",
    inPhase("connect", (p) => p.wallMs),
  ),
  ...ofPhase("keys"),
  ...ofPhase("offline"),
  ...ofPhase("online"),
  metric("cpuMs", "ms", "CPU time of one party", (run) => most(run, (p) => p.cpuMs)),
  metric("rounds", "rounds", "dependent rounds online, checks included", (run) =>
    most(run, (p) => p.rounds),
  ),
  metric("bytes", "bytes", "bytes sent by one party, all phases", (run) =>
    most(run, (p) => overPhases(p, sent)),
  ),
  metric("allBytes", "bytes", "bytes sent by all parties and the dealer", (run) =>
    run.parties.length === 0 ? null : sum(members(run).map((p) => overPhases(p, sent))),
  ),
  metric("messages", "messages", "messages sent by one party", (run) =>
    most(run, (p) => overPhases(p, messages)),
  ),
  metric(
    "peakMemoryBytes",
    "bytes",
    "peak memory of one party",
    (run) => most(run, (p) => p.peakMemoryBytes ?? undefined),
    true,
  ),
  metric("valuesPerSecond", "1/s", "elements of the argument length per second online", (run) => {
    const { length } = run.cell.args;
    const ms = inPhase("online", (p) => p.wallMs)(run);
    return typeof length === "number" && ms ? (length * 1000) / ms : null;
  }),
];

/** Metrics with a name after a dot, such as "made.triple". */
const FAMILIES: Readonly<Record<string, (name: string) => Metric>> = {
  made: (item) =>
    metric(`made.${item}`, "items", `${item} made`, (run) => most(run, (p) => p.made[item])),
  used: (item) =>
    metric(`used.${item}`, "items", `${item} used`, (run) => most(run, (p) => p.used[item])),
  wasted: (item) =>
    metric(`wasted.${item}`, "items", `${item} wasted`, (run) => most(run, (p) => p.wasted[item])),
  madePerSecond: (item) =>
    metric(`madePerSecond.${item}`, "1/s", `${item} made per second offline`, (run) => {
      const made = most(run, (p) => p.made[item]);
      const ms = inPhase("offline", (p) => p.wallMs)(run);
      return made === null || !ms ? null : (made * 1000) / ms;
    }),
  bytesPerItem: (item) =>
    metric(
      `bytesPerItem.${item}`,
      "bytes",
      `bytes sent offline by one party per ${item} made`,
      (run) => {
        const made = most(run, (p) => p.made[item]);
        const bytes = inPhase("offline", sent)(run);
        return !made || bytes === null ? null : bytes / made;
      },
    ),
  result: (field) =>
    metric(`result.${field}`, "", `${field} of the result`, (run) => resultField(run, field), true),
};

function resultField({ result }: RunRecord, field: string): number | null {
  let value: unknown = result;
  for (const step of field.split(".")) {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
    value = Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : null;
  }
  return typeof value === "number" ? value : null;
}

/** Null if there is no metric of that name. */
export function metricOf(name: string): Metric | null {
  const known = METRICS.find((m) => m.name === name);
  if (known !== undefined) return known;
  const [, family, rest] = /^([a-zA-Z]+)\.(.+)$/.exec(name) ?? [];
  if (family === undefined || !Object.hasOwn(FAMILIES, family)) return null;
  return FAMILIES[family]!(rest!);
}

/** The names that `metricOf` knows, for error messages. */
export const METRIC_NAMES: readonly string[] = [
  ...METRICS.map((m) => m.name),
  ...Object.keys(FAMILIES).map((family) => `${family}.…`),
];
