/** One party that makes a program's material and runs it, in its own process: node program-party.ts DIRECTORY SELF. */
import { makeItems } from "../../host/node/party/session-material.ts";
import { nextTurn } from "../../host/node/turn.ts";
import { basicDemand } from "../../items/basic-demand.ts";
import { preload } from "../../items/stock.ts";
import { Session } from "../../network/session.ts";
import type { Comparisons } from "../../online/comparisons.ts";
import { createEngine } from "../../operations/engine.ts";
import { planProgram } from "../../operations/plan.ts";
import { DEFAULT_STATISTICAL } from "../../protocols/security.ts";
import { serveMember } from "./processes.ts";
import { WORKS, type Work } from "./program-works.ts";

/**
 * To the checked output: "all" from the time when the keys are made, "online" from when the material is made. "parts": no
 * output, but the time to make the triples and bits of which the material is derived, and nothing else.
 */
export type Span = "all" | "online" | "parts";

export interface Task {
  readonly work: Work;
  readonly size: number;
  readonly span: Span;
  readonly comparisons: Comparisons;
  /** Names the run, which has its own session and keys. */
  readonly label: string;
}

/** Milliseconds. */
export async function measure(
  session: Session,
  { work, size, span, comparisons }: Task,
): Promise<number> {
  const program = WORKS[work](size);
  const { n, self } = session;
  const { items: demand } = await planProgram(program, null, {
    n,
    self,
    comparisons,
    turn: nextTurn,
  });
  const items = await makeItems("spdz+lowgear", session, session, {
    statistical: DEFAULT_STATISTICAL,
  });
  await session.exchange("keys are made", new Uint8Array(1));
  const start = performance.now();
  const stock = await preload(
    items,
    session,
    span === "parts" ? basicDemand(demand, items.field) : demand,
  );
  await session.exchange("material is made", new Uint8Array(1));
  const online = performance.now();
  if (span === "parts") {
    await stock.close();
    return online - start;
  }
  const mpc = createEngine(session.child("online"), stock, { comparisons });
  await program(mpc, null);
  const end = performance.now();
  await mpc.close();
  await stock.close();
  return end - (span === "all" ? start : online);
}

const [, script, directory, self] = process.argv;
if (import.meta.filename === script && directory !== undefined)
  await serveMember<Task>(directory, Number(self), "benchmark program", async (transport) => {
    const session = new Session(transport);
    return { work: (task) => measure(session.child(task.label), task) };
  });
