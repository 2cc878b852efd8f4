/**
 * The only place that knows all testbeds. A name of `--engine` stands for testbeds that together make all networks, in
 * the order in which they are asked.
 */

import { UsageError } from "../host/usage-error.ts";
import type { Testbeds } from "./harness/runner.ts";
import { processes } from "./processes/testbed.ts";
import { shaped } from "./shaped/testbed.ts";
import { cluster } from "./slurm/commands.ts";
import { asJobs } from "./slurm/dispatch.ts";
import { onNodes } from "./slurm/testbed.ts";
import { virtual } from "./virtual/testbed.ts";

/** The module of a job's process, which knows the testbeds too. */
const TASK = new URL("./slurm-task-process.ts", import.meta.url);

const TESTBEDS: Readonly<Record<string, Testbeds>> = {
  processes: { testbeds: [processes, shaped, virtual] },
  // Runs that nodes do not take go to one node, in virtual time.
  slurm: { testbeds: [onNodes, virtual], dispatch: asJobs(TASK), trouble: () => cluster().trouble },
};

export const TESTBED_NAMES = Object.keys(TESTBEDS);
/** The testbed of a config that names none. */
export const DEFAULT_TESTBED = "processes";

/** @throws UsageError for an unknown name. */
export function testbedsOf(name: string): Testbeds {
  const testbeds = Object.hasOwn(TESTBEDS, name) ? TESTBEDS[name] : undefined;
  if (testbeds === undefined)
    throw new UsageError(`no engine "${name}"; there are: ${TESTBED_NAMES.join(", ")}`);
  return testbeds;
}
