/**
 * The one place that knows all engines. What `--engine` names: engines that together make all networks, in the order in
 * which they are asked.
 */

import { UsageError } from "../host/usage-error.ts";
import type { Testbeds } from "./harness/runner.ts";
import { processes } from "./processes/engine.ts";
import { shaped } from "./shaped/engine.ts";
import { cluster } from "./slurm/commands.ts";
import { asJobs } from "./slurm/dispatch.ts";
import { onNodes } from "./slurm/engine.ts";
import { virtual } from "./virtual/engine.ts";

/** A process of its own that knows the engines, too. */
const TASK = new URL("./slurm-task-process.ts", import.meta.url);

const ENGINES: Readonly<Record<string, Testbeds>> = {
  processes: { engines: [processes, shaped, virtual] },
  // What no node takes goes to one node, in virtual time.
  slurm: { engines: [onNodes, virtual], dispatch: asJobs(TASK), trouble: () => cluster().trouble },
};

export const ENGINE_NAMES = Object.keys(ENGINES);
export const DEFAULT_ENGINE = "processes";

/** @throws UsageError if there is none of that name. */
export function enginesOf(name: string): Testbeds {
  const engines = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;
  if (engines === undefined)
    throw new UsageError(`no engine "${name}"; there are: ${ENGINE_NAMES.join(", ")}`);
  return engines;
}
