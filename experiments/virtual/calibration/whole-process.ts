/** One measured run in a fresh process, which is cold at its beginning like a party's. It gets its task by IPC. */
import { letHeapGrow } from "../../../host/node/heap.ts";
import type { Answer } from "../../../run/apart.ts";
import { failureOf } from "../../../run/exit-code.ts";
import { pack, unpack } from "../../../run/packed.ts";
import type { CostModel } from "../cost-model.ts";
import { busyNs, type CalibrationRun, run } from "./runs.ts";
import { timedLattice } from "./setup.ts";

export interface WholeTask {
  readonly which: CalibrationRun;
  /** A model in which everything costs 0. */
  readonly model: CostModel;
}

letHeapGrow();
process.once("disconnect", () => process.exit());
process.once("message", (task) => void serve(unpack<WholeTask>(task as Uint8Array)));

/** Answers with the nanoseconds of all members, without the setup of the lattice. */
async function serve({ which, model }: WholeTask): Promise<void> {
  const { lattice, spentNs } = timedLattice();
  const answer = await run(which, { compute: "measured", model, lattice }).then(
    (all): Answer<number> => ({ value: busyNs(all) - spentNs(), failure: null }),
    (error: unknown): Answer<number> => ({ value: null, failure: failureOf(error) }),
  );
  process.send?.(pack(answer), undefined, undefined, () => process.exit());
}
