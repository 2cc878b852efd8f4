/**
 * LowGear's matrix triples, packed into polynomials, against the element triples that the same product would take:
 * seconds and payload bytes of a party. Keys are made before. A last case is a product of two fixed-point matrices with
 * 16 fractional bits, with everything that it spends.
 */

import type { MatrixShape } from "../../items/kinds/matrix-triple.ts";
import { kindName } from "../../items/kinds.ts";
import { measureCases, measurePrograms, type PartyCase, programCases } from "./cases-of-parties.ts";
import type { Task } from "./lowgear-party.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";

const PARTY = new URL("./lowgear-party.ts", import.meta.url);
/** So many matrix triples share their proofs and checks. */
const TOGETHER = 12;

const cube = (size: number): MatrixShape => ({
  rows: size,
  inner: size,
  columns: size,
  pairs: 1,
  transposed: 0,
});

function casesOf(quick: boolean): PartyCase<Task>[] {
  const [small, large, fixed] = quick ? [8, 16, 10] : [64, 128, 100];
  const both = (name: string, kind: string, count: number, per: number): PartyCase<Task>[] =>
    (["ms", "bytes"] as const).map((figure) => ({
      name: figure === "ms" ? `${name}/n2` : `${name}-bytes/n2`,
      n: 2,
      unit: figure === "ms" ? "seconds" : "bytes",
      task: { security: "spdz+lowgear", kind, count, figure, fresh: true },
      figureOf: (answer) => (figure === "ms" ? answer / 1000 : answer) / per,
    }));
  const triple = (size: number) => kindName({ kind: "matrix-triple", shape: cube(size) });
  return [
    ...both(`triple${small}`, triple(small), 1, 1),
    ...both(`elements${small}`, "triple", small ** 3, 1),
    ...both(`triple${small}-of-${TOGETHER}`, triple(small), TOGETHER, TOGETHER),
    ...both(`triple${fixed}`, triple(fixed), 1, 1),
    ...both(`triple${large}`, triple(large), 1, 1),
    ...both(`elements${large}`, "triple", large ** 3, 1),
  ];
}

/**
 * The cases triple64, elements64, triple64-of-12 (one of twelve made together), triple100, triple128, elements128, in
 * seconds, and with -bytes in bytes; fixed100/n2/all and …/online.
 */
export async function run(options: BenchOptions): Promise<Measurement[]> {
  const { quick = false } = options;
  const triples = await measureCases("matrix", PARTY, casesOf(quick), options);
  const size = quick ? 10 : 100;
  const task = { work: "fixed-product", size, comparisons: "tree" } as const;
  const product = programCases(`fixed${size}/n2`, task);
  return [...triples, ...(await measurePrograms("matrix", product, options))];
}
