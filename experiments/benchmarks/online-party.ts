/**
 * One party of the online benchmarks, in its own process: node online-party.ts DIRECTORY SELF. It is told by IPC what
 * to measure. Every process deals the material from the same seed and has it in memory before the clock starts. This is
 * for measuring only, because every process then knows all of it.
 */

import type { Field } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { primeDomain } from "../../items/domain.ts";
import { takeRandoms } from "../../items/kinds/random.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { preload, type StockDemand } from "../../items/stock.ts";
import { Session } from "../../network/session.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { Rounds } from "../../online/rounds.ts";
import { Unchecked } from "../../online/unchecked.ts";
import { createEngine } from "../../operations/engine.ts";
import { serveMember } from "./processes.ts";

export interface Task {
  readonly work: "multiply" | "open" | "rounds";
  /** Elements; for "rounds", how many products one after the other. */
  readonly count: number;
  /** Elements of a vector; the calls are parallel. */
  readonly vector: number;
  /** Names the run, which has its own session and material. */
  readonly label: string;
}

/** What each kind of work spends. */
const demandOf = ({ work, count, vector }: Task): StockDemand =>
  work === "open"
    ? [["random", count]]
    : [
        ["input-mask/0", work === "multiply" ? vector : 1],
        ["triple", count],
      ];

/** Milliseconds from a common start to the accepted result, the final MAC check included. */
export async function measure(session: Session, field: Field, task: Task): Promise<number> {
  const { self, n } = session;
  const dealt = dealLocally(n, field, "authenticated", nodeSuite, task.label)[self]!;
  const items = await preload(dealt, { self, n }, demandOf(task));
  // All parties meet here, so that the code is as warm for small vectors as for large ones.
  await session.exchange("start", new Uint8Array(1));
  return work[task.work](session.child("work"), items, task);
}

const work: Record<
  Task["work"],
  (session: Session, items: Preprocessing, task: Task) => Promise<number>
> = {
  async multiply(session, items, { count, vector }) {
    const mpc = createEngine(session, items);
    const values = mpc.self === 0 ? Array.from({ length: vector }, (_, j) => j) : null;
    const x = await mpc.input(0, vector, values);
    const calls = Array.from({ length: count / vector }, (_, k) => k);
    await session.exchange("begin", new Uint8Array(1));
    const start = performance.now();
    const products = await Promise.all(calls.map(() => mpc.multiply(x, x)));
    await mpc.output(mpc.stack(products.map((z) => mpc.sum(z))));
    return performance.now() - start;
  },
  async open(session, items, { count }) {
    const rounds = new Rounds(session, primeDomain(items.field, items.macKey), {
      routing: "direct",
      checkEvery: 2 ** 21,
      settings: "",
      reportWaitMs: 1000,
      onFailure: () => {},
    });
    const share = await takeRandoms(items, count);
    await session.exchange("begin", new Uint8Array(1));
    const start = performance.now();
    await rounds.output({
      label: `output ${count}`,
      opens: count,
      material: Promise.resolve(null),
      shares: () => [share],
      finish: Unchecked.valuesOf,
    });
    return performance.now() - start;
  },
  async rounds(session, items, { count }) {
    const mpc = createEngine(session, items);
    let x = await mpc.input(0, 1, mpc.self === 0 ? [3] : null);
    await session.exchange("begin", new Uint8Array(1));
    const start = performance.now();
    for (let k = 0; k < count; k++) x = await mpc.multiply(x, x);
    await mpc.output(x);
    return performance.now() - start;
  },
};

const [, script, directory, self] = process.argv;
if (import.meta.filename === script && directory !== undefined)
  await serveMember<Task>(directory, Number(self), "benchmark online", async (transport) => {
    const session = new Session(transport);
    return { work: (task) => measure(session.child(task.label), prime60(), task) };
  });
