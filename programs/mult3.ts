/**
 * Three private integers are multiplied: the smallest program with two dependent multiplications.
 *
 *   input    factor k belongs to party k mod n
 *   learned  by all: the product, exactly
 *   hidden   the factors, beyond what the product says
 *   range    |factor| ≤ 2^19, so that the product is within M = 2^58 − 2^18
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";

const LIMIT = 2 ** 19;
const factor = z.int().min(-LIMIT).max(LIMIT).nullable();

const schema = z.strictObject({
  /** A party needs its own only; the others' may be null. */
  factors: z.tuple([factor, factor, factor]).default([3, 5, 7]),
});
export type Mult3Args = z.infer<typeof schema>;

export const about: About<Mult3Args> = {
  name: "mult3",
  does: "multiplies three private integers",
  learns: ["all parties: the product"],
  schema,
  check: ({ factors }, self, n) => assertOwn(factors, self, n),
};

export default async function mult3(mpc: Mpc, args: unknown) {
  const { factors } = parseArguments(about, args);
  assertOwn(factors, mpc.self, mpc.n);
  const [x, y, w] = await Promise.all(
    factors.map((f, k) => mpc.input(k % mpc.n, 1, k % mpc.n === mpc.self ? [f!] : null)),
  );
  const [product] = await mpc.output(await mpc.multiply(await mpc.multiply(x!, y!), w!));
  return { product: String(product) };
}

function assertOwn(factors: Mult3Args["factors"], self: number, n: number): void {
  const missing = factors.findIndex((f, k) => k % n === self && f === null);
  if (missing >= 0)
    throw new UsageError(
      `mult3: argument "factors.${missing}": party ${self} holds it, so it may not be null`,
    );
}
