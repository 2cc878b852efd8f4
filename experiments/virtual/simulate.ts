/**
 * A run in virtual time, with all parties and the dealer in this process. It does what runLocally does with processes,
 * with the same programs, engines and backends. Connecting takes no time and leaves no record.
 */
import { prime60 } from "../../algebra/prime60.ts";
import { observeWork, type WorkObserver, workObserver } from "../../algebra/work.ts";
import { ablationOf } from "../../attacks/ablations/ablations.ts";
import { Party } from "../../host/node/party/party.ts";
import { makeItems, serveItems } from "../../host/node/party/session-material.ts";
import { type PartyStatistics, PhaseClock } from "../../host/node/party/statistics.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { nextTurn, type Turn } from "../../host/node/turn.ts";
import {
  combinationOf,
  dealersOf,
  madeBy,
  type WithMaterial,
} from "../../host/party/combination.ts";
import { Session } from "../../network/session.ts";
import { subset } from "../../network/subset.ts";
import type { Transport } from "../../network/transport.ts";
import { type VirtualNetwork, virtualNetwork } from "../../network/virtual.ts";
import type { MakeLattice } from "../../offline/backend-spec.ts";
import type { Comparisons } from "../../online/comparisons.ts";
import type { Routing } from "../../protocols/open.ts";
import { DEFAULT_STATISTICAL } from "../../protocols/security.ts";
import { type ComparisonsWish, choiceOf } from "../../run/choose-comparisons.ts";
import { exitCodeAfter, failureOf, Interrupted } from "../../run/exit-code.ts";
import type { LocalRun, PartyOutcome } from "../../run/outcome.ts";
import type { Needs } from "../../run/plan-here.ts";
import { checkOwn } from "../../run/program-about.ts";
import { loadProgram, type ProgramModule } from "../../run/program-module.ts";
import { needsOfAll } from "../../run/program-plan.ts";
import { type Taken, takePart } from "../../run/take-part.ts";
import { exitCodeOfRun, labelsOf } from "../../run/verdict.ts";
import type { Links, SlowParty } from "../config/network-spec.ts";
import { memberStatistics, observedSuite, threadCpuMs } from "./computation.ts";
import { type CostModel, countingObserver, messageCost } from "./cost-model.ts";
import { measuredLattice, modelledLattice } from "./lattice.ts";
import { wireBytes } from "./wire-bytes.ts";

/** The result label of a run in which the parties' coins were not secret. */
export const SEEDED_LABEL = "simulation: seeded coins";

const ROUTING: Routing = "direct";

export interface SimulationOptions {
  /** The name of a program that ships, a path, or a loaded program. */
  readonly program: string | ProgramModule;
  readonly args: Readonly<Record<string, unknown>>;
  readonly parties: number;
  readonly security: LocalRun["security"];
  /** The part of the combination that is left out; "none" by default. */
  readonly ablation?: string;
  /** "tree" by default. */
  readonly comparisons?: ComparisonsWish;
  /** Links between parties and dealer. */
  readonly links: Links;
  readonly slow: Pick<SlowParty, "party" | "compute"> | null;
  readonly compute: "measured" | "model";
  readonly coresPerHost: number;
  /** The seed of jitter; if `compute` is "model", of everything. */
  readonly seed: string;
  readonly model: CostModel;
  /** Replaces the lattice of real runs; tests and calibration only. */
  readonly lattice?: (net: VirtualNetwork) => MakeLattice;
  /** Sees the work of a measured run; calibration only. */
  readonly observer?: WorkObserver;
  readonly signal?: AbortSignal;
}

/** @throws UsageError before anything runs, if the program refuses its arguments; Interrupted. */
export async function simulate(options: SimulationOptions): Promise<LocalRun> {
  const { parties: n, security, args, signal } = options;
  if (security === "plain") throw new RangeError("in the clear nothing is sent: no simulation");
  if (workObserver() !== null) throw new Error("work is being observed: one simulation at a time");
  const { program } = options;
  const loaded = typeof program === "string" ? await loadProgram(program) : program;
  for (let self = 0; self < n; self++) checkOwn(loaded, args, self, n);
  const latencyMs = Math.max(...options.links.latencyMs.flat());
  const choosing = { n, self: 0, routing: ROUTING, latencyMs, signal };
  const { comparisons } = await choiceOf(loaded, args, options.comparisons ?? "tree", choosing);
  const needs = await needsOfAll(loaded, () => args, n, { comparisons });
  const started = performance.now();
  const members = n + dealersOf(security);
  const modelled = options.compute === "model";
  const charge = (nanoseconds: number): void => net.charge(nanoseconds);
  const observer = modelled ? countingObserver(options.model, charge) : (options.observer ?? null);
  const net = virtualNetwork(members, {
    ...options.links,
    wireBytes,
    turn: breathingTurn(),
    suite: observer === null ? nodeSuite : observedSuite(nodeSuite, observer),
    seed: options.seed,
    seededCoins: modelled,
    coresPerHost: options.coresPerHost,
    slowness: Array.from({ length: members }, (_, k) =>
      options.slow?.party === k ? options.slow.compute : 1,
    ),
    measure: modelled ? null : threadCpuMs,
    sliceCost: modelled ? options.model.slice : 0,
    messages: messageCost(options.model),
  });
  const interrupt = (): void => net.stop(new Interrupted("interrupted"));
  signal?.addEventListener("abort", interrupt);
  if (signal?.aborted === true) interrupt();
  if (observer !== null) observeWork(observer);
  try {
    const lattice =
      options.lattice?.(net) ??
      (modelled ? modelledLattice(net, options.model) : measuredLattice(net));
    const outcomes = await Promise.all(
      net.transports.map((_, self) =>
        self < n
          ? runParty(net, self, loaded, { ...options, security, lattice, needs, comparisons })
          : runDealer(net, security),
      ),
    );
    if (signal?.aborted === true) throw new Interrupted("interrupted");
    return summary(options, loaded.name, outcomes, performance.now() - started);
  } finally {
    signal?.removeEventListener("abort", interrupt);
    observeWork(null);
    prime60().wipe();
  }
}

type PartyOptions = Omit<SimulationOptions, "lattice" | "security" | "comparisons"> & {
  readonly comparisons: Comparisons;
  readonly security: WithMaterial;
  readonly lattice: MakeLattice;
  readonly needs: Needs;
};

async function runParty(
  net: VirtualNetwork,
  self: number,
  loaded: ProgramModule,
  { parties: n, security, ablation, args, lattice, needs, comparisons }: PartyOptions,
): Promise<PartyOutcome> {
  let party: Party | null = null;
  const work = async (whole: Transport): Promise<Taken> => {
    party = await join(net, whole, {
      parties: n,
      security,
      lattice,
      comparisons,
      ...(ablation !== undefined && { ablation }),
    });
    if (needs.items !== null) await party.prepare(needs.items);
    return takePart(party, { program: loaded.program, args });
  };
  const statistics = (): PartyStatistics | null =>
    party && memberStatistics(party.statistics(), net.busy(self));
  return outcomeOf(self, net.start(self, work), statistics);
}

/** Does what joinSession does after connecting. */
async function join(
  net: VirtualNetwork,
  whole: Transport,
  {
    parties: n,
    security,
    ablation = "none",
    lattice,
    comparisons,
  }: Pick<PartyOptions, "parties" | "security" | "ablation" | "lattice" | "comparisons">,
): Promise<Party> {
  const clock = clockOf(net, whole);
  clock.begin("keys");
  try {
    const all = new Session(whole);
    const session = dealersOf(security) > 0 ? new Session(subset(whole, n)) : all;
    const leftOut = ablationOf(ablation);
    const statistical = DEFAULT_STATISTICAL;
    const items = await makeItems(security, session, all, {
      statistical,
      lattice,
      ...(leftOut && { ablation: leftOut }),
    });
    clock.end();
    const labels = [...new Set([...combinationOf(security).labels, ...items.labels])];
    const { material } = madeBy(security);
    const of = { labels, material, routing: ROUTING, comparisons, statistical } as const;
    return new Party(whole, session, items, clock, of);
  } catch (error) {
    whole.abort(error as Error);
    throw error;
  }
}

async function runDealer(net: VirtualNetwork, security: WithMaterial): Promise<PartyOutcome> {
  const self = net.transports.length - 1;
  const clock = clockOf(net, net.transports[self]!);
  const work = async (whole: Transport): Promise<Taken> => {
    try {
      clock.begin("offline");
      await serveItems(security, new Session(whole));
      clock.begin("close");
      await whole.close();
      clock.end();
      return { result: null, afterwards: null };
    } catch (error) {
      whole.abort(error as Error);
      throw error;
    }
  };
  const none = {
    rounds: 0,
    made: {},
    used: {},
    wasted: {},
    madeOnline: false,
    budget: null,
    peakMemoryBytes: 0,
    cpuMs: 0,
  };
  return outcomeOf(self, net.start(self, work), () =>
    memberStatistics({ phases: clock.read(), ...none }, net.busy(self)),
  );
}

const clockOf = (net: VirtualNetwork, whole: Transport): PhaseClock =>
  new PhaseClock(() => whole.meter.read(), undefined, {
    wall: () => net.now(whole.self),
    cpu: () => net.busy(whole.self),
  });

async function outcomeOf(
  party: number,
  run: Promise<Taken>,
  statistics: () => PartyStatistics | null,
): Promise<PartyOutcome> {
  try {
    const { result, afterwards } = await run;
    const exit = exitCodeAfter(afterwards);
    return { party, result, error: null, afterwards, statistics: statistics(), exit };
  } catch (thrown) {
    const error = failureOf(thrown);
    const failed = { result: null, error, afterwards: null, exit: error.exitCode };
    return { party, ...failed, statistics: statistics() };
  }
}

function summary(
  { parties, security, compute, ablation = "none" }: SimulationOptions,
  program: string,
  outcomes: readonly PartyOutcome[],
  wallMs: number,
): LocalRun {
  const labels = [...combinationOf(security).labels, ...(ablationOf(ablation)?.labels ?? [])];
  return {
    program,
    security,
    labels: labelsOf(compute === "model" ? [...labels, SEEDED_LABEL] : labels, outcomes),
    parties: outcomes.slice(0, parties),
    dealer: outcomes[parties] ?? null,
    wallMs,
    exitCode: exitCodeOfRun(outcomes.slice(0, parties), outcomes[parties] ?? null),
  };
}

/** LOCAL: after so many turns, timers, signals and messages from other processes are handled. */
const BREATHE_EVERY = 256;

/** Works as nextTurn, but leaves time for others. nextTurn alone would starve everything but promises. */
function breathingTurn(): Turn {
  let turns = 0;
  return (callback) => {
    if (++turns % BREATHE_EVERY === 0) setImmediate(callback);
    else nextTurn(callback);
  };
}
