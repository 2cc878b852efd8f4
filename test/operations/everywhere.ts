/** One program on every evaluator that computes. */
import type { Family } from "../../items/columns.ts";
import type { Comparisons } from "../../online/comparisons.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { REAL, runEngines } from "../online/parties.ts";
import { LONG } from "../support/long.ts";

export type Program<T> = (mpc: Mpc) => Promise<T>;

export interface Place {
  readonly name: string;
  /** By party; rejects or gives an Abort if the run fails. */
  run<T>(n: number, program: Program<T>): Promise<readonly (T | Error)[]>;
}

const engine = (name: string, family: Family, comparisons: Comparisons = "tree"): Place => ({
  name,
  run: async (n, program) =>
    (await runEngines(program, { n, family, engine: { comparisons } })).results,
});

const inTheClear = (name: string, comparisons: Comparisons = "tree"): Place => ({
  name,
  run: (n, program) =>
    Promise.all(
      clearMpc(n, REAL, { turn: setImmediate, seed: "operations", comparisons }).map(
        async (mpc) => {
          const result = await program(mpc);
          await mpc.close();
          return result;
        },
      ),
    ),
});

/** In the clear, to the end. */
export const CLEAR: Place = inTheClear("clear");

export const EVERYWHERE: readonly Place[] = [
  engine("spdz", "authenticated"),
  engine("additive", "plain"),
  CLEAR,
];

/** The same, comparing by products; the first alone but in the long form, as kernels do not know how they compare. */
export const BY_PRODUCTS: readonly Place[] = [
  engine("spdz, comparing by products", "authenticated", "product"),
  engine("additive, comparing by products", "plain", "product"),
  inTheClear("clear, comparing by products", "product"),
].slice(0, LONG ? 3 : 1);
