/** A program in the clear, watched: how exact its numbers are, and how large they become. Everything that is secret is seen. */
import { prime60 } from "../algebra/prime60.ts";
import { comparable } from "../host/node/party/agreement.ts";
import { nodeSuite } from "../host/node/suite.ts";
import { nextTurn } from "../host/node/turn.ts";
import { UsageError } from "../host/usage-error.ts";
import type { LeftRange } from "../online/left-range.ts";
import type { OutsideDomain } from "../online/outside-domain.ts";
import type { Rounding } from "../online/rounding.ts";
import { type Shown, Simulation, type Site } from "../online/simulation.ts";
import type { Undeclared } from "../online/undeclared.ts";
import { clearMpc } from "../operations/clear.ts";
import { EXIT, type Failure, failureOf } from "./exit-code.ts";
import { lineOf } from "./place.ts";
import { checkOwn } from "./program-about.ts";
import { loadProgram } from "./program-module.ts";
import { needsOfAll } from "./program-plan.ts";
import { checkedResult, type Result } from "./result.ts";
import { MAX_PARTIES, MIN_PARTIES } from "./runnable.ts";

type Args = Readonly<Record<string, unknown>>;

/** What is simulated, and how it rounds. */
export interface SimulationOptions {
  /** The name of one that ships, or a path. */
  readonly program: string;
  readonly args?: Args;
  /** By party: what only that party has, laid over `args`. */
  readonly ownArgs?: readonly Args[];
  readonly parties: number;
  readonly rounding: Rounding;
  /** Makes what is rounded at random a function of this text. */
  readonly seed?: string;
  readonly signal?: AbortSignal;
}

/** What one party has of it. */
export interface SimulatedParty {
  readonly party: number;
  readonly result: Result;
  readonly error: Failure | null;
}

/** What a simulation has found. Everything that is secret in a run is in it. */
export interface SimulationReport {
  readonly program: string;
  readonly rounding: Rounding;
  readonly sites: readonly Site[];
  readonly outputs: readonly Shown[];
  /** The first number out of its range, or null. */
  readonly first: LeftRange | null;
  /** The first result that is not what its operands make, or null; of both only what came first. */
  readonly outside: OutsideDomain | null;
  /** Inputs without a declared range, as far as the program came; null if there are none. */
  readonly undeclared: Undeclared | null;
  readonly parties: readonly SimulatedParty[];
  /** Why a run would refuse the program before it starts, or null. */
  readonly refused: string | null;
  /** Why it did not come to its end, or null. What was not reached says nothing of ranges. */
  readonly failed: Failure | null;
  readonly exitCode: number;
}

/** @throws UsageError for what a run would refuse before it starts, but for numbers out of range: those are reported. */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { args, ownArgs, parties: n, rounding, seed, signal } = options;
  if (!Number.isInteger(n) || n < MIN_PARTIES || n > MAX_PARTIES)
    throw new UsageError(`${n} parties: a simulation has ${MIN_PARTIES} to ${MAX_PARTIES}`);
  for (const own of [args, ...(ownArgs ?? [])]) comparable(own ?? {});
  const loaded = await loadProgram(options.program);
  const argsOf = (party: number) => ({ ...args, ...ownArgs?.[party] });
  for (let party = 0; party < n; party++) checkOwn(loaded, argsOf(party), party, n);
  const refused = await refusalOf(() => needsOfAll(loaded, argsOf, n, { signal }));
  const field = prime60();
  const simulation = new Simulation(field, lineOf);
  const mpcs = clearMpc(n, field, {
    rounding,
    suite: nodeSuite,
    turn: nextTurn,
    watch: simulation,
    ...(seed !== undefined && { seed }),
  });
  // What fails at one party fails at all, or leaves the others waiting for it.
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => undefined);
  const stop = () => stopped.reject(signal?.reason ?? new Error("stopped"));
  signal?.addEventListener("abort", stop);
  const parties = await Promise.all(
    mpcs.map(async (mpc, party): Promise<SimulatedParty> => {
      try {
        const work = loaded.program(mpc, argsOf(party)).then(async (result) => {
          await mpc.close();
          return result;
        });
        work.catch(() => undefined);
        const result = checkedResult(await Promise.race([work, stopped.promise]));
        return { party, result, error: null };
      } catch (thrown) {
        signal?.throwIfAborted();
        const error = failureOf(thrown);
        stopped.reject(thrown);
        return { party, result: null, error };
      }
    }),
  ).finally(() => signal?.removeEventListener("abort", stop));
  const { sites, outputs, first, outside, undeclared } = simulation;
  const failed = parties.find(({ error }) => error !== null)?.error ?? null;
  const exitCode =
    failed?.exitCode ?? ((first ?? outside ?? refused) === null ? EXIT.ok : EXIT.bug);
  const found = { sites, outputs, first, outside, refused, undeclared, parties, failed, exitCode };
  return { program: loaded.name, rounding, ...found };
}

/** What the planner says against the program. */
async function refusalOf(plan: () => Promise<unknown>): Promise<string | null> {
  try {
    await plan();
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
