/** One party that makes a program's material and runs it, in its own process: node program-party.ts DIRECTORY SELF. */
import { makeItems } from "../../host/node/party/session-material.ts";
import { kindName } from "../../items/kinds.ts";
import { preload, type StockDemand } from "../../items/stock.ts";
import { Session } from "../../network/session.ts";
import { createEngine } from "../../operations/engine.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { DEFAULT_STATISTICAL } from "../../protocols/security.ts";
import { serveMember } from "./processes.ts";

/** A product of two size×size matrices at 16 fractional bits, or `size` comparisons of 32-bit values with zero. */
export type Work = "fixed-product" | "less-than-zero";

export interface Task {
  readonly work: Work;
  readonly size: number;
  /** To the checked output: "all" from the time when the keys are made, "online" from when the material is made. */
  readonly span: "all" | "online";
  /** Names the run, which has its own session and keys. */
  readonly label: string;
}

const FRACTION = 16;
const SIGN = 31;

interface Program {
  readonly demand: StockDemand;
  run(mpc: Mpc): Promise<unknown>;
}

const PROGRAMS: Record<Work, (size: number) => Program> = {
  "fixed-product": (size) => ({
    demand: [
      ["input-mask/0", size ** 2],
      ["input-mask/1", size ** 2],
      [
        kindName({
          kind: "matrix-triple",
          shape: { rows: size, inner: size, columns: size, pairs: 1, transposed: 0 },
        }),
        1,
      ],
      [kindName({ kind: "truncation-mask", f: FRACTION, exact: false }), size ** 2],
    ],
    async run(mpc) {
      const own = Array.from({ length: size ** 2 }, (_, k) => (k % 17) / 16 - mpc.self);
      const factor = (owner: number) =>
        mpc.input(owner, [size, size], mpc.self === owner ? own : null, { scale: FRACTION });
      const [x, y] = await Promise.all([factor(0), factor(1)]);
      return mpc.outputNumbers(await mpc.truncate(await mpc.matrixProduct(x!, y!), FRACTION));
    },
  }),
  "less-than-zero": (size) => ({
    demand: [
      ["input-mask/0", size],
      [kindName({ kind: "truncation-mask", f: SIGN, exact: true }), size],
      // The formula for the exact form is in operations/fixed/truncation.ts.
      ["triple", size * (1 + 2 * (2 * (SIGN - 1) - Math.ceil(Math.log2(SIGN))))],
    ],
    async run(mpc) {
      const own = Array.from({ length: size }, (_, k) => ((k * 2654435761) | 0) * (k % 2 || -1));
      const x = await mpc.input(0, size, mpc.self === 0 ? own : null);
      return mpc.output(mpc.negate(await mpc.truncateExact(x, SIGN)));
    },
  }),
};

/** Milliseconds. */
export async function measure(session: Session, { work, size, span }: Task): Promise<number> {
  const { demand, run } = PROGRAMS[work](size);
  const items = await makeItems("spdz+lowgear", session, session, {
    statistical: DEFAULT_STATISTICAL,
  });
  await session.exchange("keys are made", new Uint8Array(1));
  const start = performance.now();
  const stock = await preload(items, session, demand);
  await session.exchange("material is made", new Uint8Array(1));
  const online = performance.now();
  const mpc = createEngine(session.child("online"), stock);
  await run(mpc);
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
