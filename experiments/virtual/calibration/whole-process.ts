/** One measured run in a process of its own: cold at its beginning, as a party's process is. Told by IPC. */
import { letHeapGrow } from "../../../host/node/heap.ts";
import type { Answer } from "../../../run/apart.ts";
import { failureOf } from "../../../run/exit-code.ts";
import { pack, unpack } from "../../../run/packed.ts";
import type { CostModel } from "../cost-model.ts";
import { busyNs, type CalibrationRun, run } from "./runs.ts";
import { timedLattice } from "./setup.ts";

export interface WholeTask {
  readonly which: CalibrationRun;
  /** One in which nothing costs anything. */
  readonly model: CostModel;
}

letHeapGrow();
process.once("disconnect", () => process.exit());
process.once("message", (task) => void serve(unpack<WholeTask>(task as Uint8Array)));

/** Answers nanoseconds of all members, without what the lattice's setup took. */
async function serve({ which, model }: WholeTask): Promise<void> {
  const { lattice, spentNs } = timedLattice();
  const answer = await run(which, { compute: "measured", model, lattice }).then(
    (all): Answer<number> => ({ value: busyNs(all) - spentNs(), failure: null }),
    (error: unknown): Answer<number> => ({ value: null, failure: failureOf(error) }),
  );
  process.send?.(pack(answer), undefined, undefined, () => process.exit());
}
