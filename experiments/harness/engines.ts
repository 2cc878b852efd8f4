/** What `--engine` names: engines that together make all networks, in the order in which they are asked. */

import { shaped } from "../shaped/engine.ts";
import { UsageError } from "../usage-error.ts";
import { virtual } from "../virtual/engine.ts";
import type { Engine } from "./engine.ts";
import { processes } from "./processes.ts";

const ENGINES: Readonly<Record<string, readonly Engine[]>> = {
  processes: [processes, shaped, virtual],
};

export const ENGINE_NAMES = Object.keys(ENGINES);
export const DEFAULT_ENGINE = "processes";

/** @throws UsageError if there is none of that name. */
export function enginesOf(name: string): readonly Engine[] {
  const engines = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;
  if (engines === undefined)
    throw new UsageError(`no engine "${name}"; there are: ${ENGINE_NAMES.join(", ")}`);
  return engines;
}
