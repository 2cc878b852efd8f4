/**
 * A program as somebody might add it: this file, put into programs/. Each party's integer is squared, and the sum is told.
 *
 *   input    one integer of each party
 *   learned  by all: the sum of the squares, exactly
 *   hidden   the integers, beyond what the sum says
 *   range    value ≤ 2^16, which at party k is (k + 1)·value: the sum is within M = 2^58 − 2^18 for any n ≤ 2^8
 */
import { z } from "zod";
import type { Mpc } from "../../operations/mpc.ts";
import { type About, parseArguments } from "../../programs/about.ts";

const schema = z.strictObject({
  /** Party k brings k + 1 times this. */
  value: z
    .int()
    .min(1)
    .max(2 ** 16)
    .default(3),
});

export const about: About<z.infer<typeof schema>> = {
  name: "sum-of-squares",
  does: "adds up the squares of the parties' integers",
  learns: ["all parties: the sum"],
  schema,
};

export default async function sumOfSquares(mpc: Mpc, args: unknown) {
  const { value } = parseArguments(about, args);
  const own = [value * (mpc.self + 1)];
  const inputs = await Promise.all(
    Array.from({ length: mpc.n }, (_, owner) =>
      mpc.input(owner, 1, owner === mpc.self ? own : null),
    ),
  );
  const squares = await Promise.all(inputs.map((x) => mpc.square(x)));
  const [sum] = await mpc.output(squares.reduce((x, y) => mpc.add(x, y)));
  return { sum: String(sum) };
}
