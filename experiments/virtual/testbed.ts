/** Makes runs in virtual time: up to 64 parties in one process, whatever the number of cores of this machine. */
import { totalmem } from "node:os";
import { dealersOf } from "../../host/party/combination.ts";
import { runApart } from "../../run/apart.ts";
import type { LocalRun } from "../../run/outcome.ts";
import { linksOf } from "../config/network-spec.ts";
import { outcomeOf } from "../harness/party-record.ts";
import type { RunSpec, Testbed } from "../harness/testbed.ts";
import type { Cell, NetworkRecord } from "../records/record.ts";
import { latticeBytes } from "./lattice.ts";
import type { SimulationTask } from "./virtual-process.ts";

const MAX_VIRTUAL_PARTIES = 64;
/** LOCAL: the share of the machine's memory that the lattices of all parties may grow to. */
const SHARE_OF_MEMORY = 0.8;
const ENTRY = new URL("./virtual-process.ts", import.meta.url);
const GIB = 2 ** 30;

export const virtual: Testbed = {
  name: "virtual",
  kinds: ["virtual"],

  refuse({ parties, security }) {
    if (parties > MAX_VIRTUAL_PARTIES)
      return `${parties} parties: at most ${MAX_VIRTUAL_PARTIES} in virtual time`;
    return whyTooLarge(security, parties, totalmem());
  },

  async run(cell, spec, signal) {
    const { onLine = () => undefined } = spec;
    const options = { name: "simulation", signal, onLine };
    const run = await runApart<LocalRun>(ENTRY, taskOf(cell, spec), options);
    return outcomeOf(run, networkOf(cell, spec), membersOf(cell));
  },
};

/** Why a machine with so much memory cannot hold the lattices of all parties, in one line; null if it can. */
export function whyTooLarge(
  security: Cell["security"],
  parties: number,
  memoryBytes: number,
): string | null {
  try {
    const bytes = latticeBytes(security, parties);
    if (bytes <= SHARE_OF_MEMORY * memoryBytes) return null;
    const [needed, there] = [bytes, memoryBytes].map((x) => (x / GIB).toFixed(1));
    return `the lattices of ${parties} parties in one process may take ${needed} GiB; this machine has ${there}`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${security} with ${parties} parties: ${error.message}`;
  }
}

const membersOf = ({ parties, security }: Cell): number => parties + dealersOf(security);

const taskOf = (cell: Cell, spec: RunSpec): SimulationTask => ({
  program: spec.program,
  args: spec.args,
  seed: spec.seed,
  parties: cell.parties,
  security: cell.security,
  ablation: cell.ablation,
  comparisons: spec.comparisons,
  links: linksOf(spec.network, membersOf(cell)),
  slow: spec.network.slow,
  compute: spec.virtual.compute,
  coresPerHost: spec.virtual.coresPerHost,
});

const networkOf = (cell: Cell, { network, virtual: { compute, coresPerHost } }: RunSpec) =>
  ({
    name: network.name,
    kind: "virtual",
    mechanism: "model",
    ...linksOf(network, membersOf(cell)),
    compute,
    coresPerHost,
  }) satisfies NetworkRecord;
