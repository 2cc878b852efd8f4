/** A testbed in memory: what it is told to do, at once, and what it was asked. */
import { linksOf } from "../../../experiments/config/network-spec.ts";
import type {
  NetworkKind,
  RunOutcome,
  RunSpec,
  Testbed,
} from "../../../experiments/harness/testbed.ts";
import type { Cell } from "../../../experiments/records/record.ts";

export interface FakeOptions {
  readonly name?: string;
  readonly kinds?: readonly NetworkKind[];
  readonly refuse?: (cell: Cell, spec: RunSpec) => string | null;
  /** May throw; what it returns is laid over a good outcome. */
  readonly run?: (cell: Cell, spec: RunSpec, signal: AbortSignal) => Promise<Partial<RunOutcome>>;
}

export interface FakeTestbed extends Testbed {
  /** In order: "CELL #REPETITION". */
  readonly asked: string[];
}

export function fakeTestbed(options: FakeOptions = {}): FakeTestbed {
  const { name = "fake", kinds = ["localhost"], refuse = () => null } = options;
  const { run = async () => ({}) } = options;
  const asked: string[] = [];
  return {
    name,
    kinds,
    asked,
    refuse,
    async run(cell, spec, signal) {
      asked.push(`${cell.id} #${spec.repetition}`);
      return { ...goodOutcome(cell, spec), ...(await run(cell, spec, signal)) };
    },
  };
}

const goodOutcome = (cell: Cell, { network, kind }: RunSpec): RunOutcome => ({
  ...{
    status: "ok",
    reason: null,
    labels: [],
    result: null,
    parties: [],
    dealer: null,
    budget: [],
  },
  network: {
    ...{ name: network.name, kind, mechanism: "fake", compute: null, coresPerHost: null },
    ...linksOf(network, cell.parties),
  },
});
