/**
 * Products that wait for each other: vectors are multiplied `rounds` times, each time by the result before. For
 * measuring: `length` 1 shows what a round costs, `rounds` 1 what a product costs.
 *
 *   input    party 0 a vector x of 1 and −1, party 1 such a vector y
 *   learned  by all: Σ x_j·y_j^rounds
 *   hidden   everything else
 *
 * rounds + 2 rounds and the checks.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";

const MOST = 4_000_000;

const schema = z.strictObject({
  length: z.int().min(1).max(MOST).default(1),
  rounds: z.int().min(1).max(MOST).default(100),
});
export type DependentProductsArgs = z.infer<typeof schema>;

export const about: About<DependentProductsArgs> = {
  name: "dependent-products",
  does: "multiplies vectors again and again, each time by the result before (for measuring)",
  learns: ["all parties: the sum of the last products"],
  schema,
  check: assertWithin,
};

export default async function dependentProducts(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  assertWithin(parsed);
  const { length, rounds } = parsed;
  const [x, y] = await Promise.all(
    [0, 1].map((owner) => mpc.input(owner, length, owner === mpc.self ? signs(length) : null)),
  );
  let product = x!;
  for (let round = 0; round < rounds; round++) product = await mpc.multiply(product, y!);
  const [sum] = await mpc.output(mpc.sum(product));
  return { sum: String(sum) };
}

function assertWithin({ length, rounds }: DependentProductsArgs): void {
  if (length * rounds > MOST)
    throw new UsageError(
      `dependent-products: arguments "length" and "rounds": more than ${MOST} products`,
    );
}

/** Every third is −1. */
const signs = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, j) => (j % 3 === 1 ? -1 : 1));
