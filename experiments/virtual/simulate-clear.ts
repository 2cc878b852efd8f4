/** A run in the clear, timed as simulations are: by the CPU time of this thread, or by the model's charges. */
import { observeWork, workObserver } from "../../algebra/work.ts";
import type { LocalRun } from "../../run/outcome.ts";
import { loadProgram } from "../../run/program-module.ts";
import { runInTheClear } from "../../run/run-in-the-clear.ts";
import { threadCpuMs } from "./computation.ts";
import { countingObserver } from "./cost-model.ts";
import type { SimulationOptions } from "./simulate.ts";

/**
 * All parties are one computation, as in runInTheClear. Each party's figures are those of all together. Nothing is sent
 * and nobody waits.
 */
export async function simulateClear(
  options: Pick<SimulationOptions, "args" | "parties" | "compute" | "model"> & { program: string },
): Promise<LocalRun> {
  if (workObserver() !== null) throw new Error("work is being observed: one simulation at a time");
  const { program, args, parties, compute, model } = options;
  const modelled = compute === "model";
  // The time of loading is no part of the run.
  await loadProgram(program);
  let charged = 0;
  if (modelled)
    observeWork(
      countingObserver(model, (nanoseconds) => {
        charged += nanoseconds;
      }),
    );
  const began = threadCpuMs();
  try {
    const run = await runInTheClear({ program, args, parties, security: "plain" });
    const ms = modelled ? charged / 1e6 : threadCpuMs() - began;
    const phases = { online: { wallMs: ms, cpuMs: ms, traffic: null } };
    return {
      ...run,
      parties: run.parties.map((party) => ({
        ...party,
        statistics: party.statistics && {
          ...party.statistics,
          phases,
          cpuMs: ms,
          ...(modelled && { peakMemoryBytes: 0 }),
        },
      })),
    };
  } finally {
    observeWork(null);
  }
}
