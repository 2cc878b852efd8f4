/**
 * Reveals a party's numbers in several outputs, one after the other. Each output is checked before it is returned. For
 * measuring what it saves to check many openings at once.
 *
 *   input    party 0 numbers 0, 1, 2, …, modulo 1000
 *   learned  by all: these numbers
 *   hidden   nothing
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, ANY_OUTPUTS, parseArguments } from "./about.ts";

const schema = z.strictObject({
  length: z.int().min(1).max(4_000_000).default(1000),
  /** Of equal size. */
  outputs: z.int().min(1).max(100_000).default(10),
});
export type CheckedOutputsArgs = z.infer<typeof schema>;

export const about: About<CheckedOutputsArgs> = {
  name: "checked-outputs",
  does: "reveals one party's numbers in so many outputs, each checked (for measuring)",
  learns: ["all parties: the numbers"],
  schema,
  outputs: ANY_OUTPUTS,
  check: assertEqualParts,
};

export default async function checkedOutputs(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  assertEqualParts(parsed);
  const { length, outputs } = parsed;
  const own = mpc.self === 0 ? Float64Array.from({ length }, (_, j) => j % 1000) : null;
  const numbers = await mpc.input(0, length, own);
  const size = length / outputs;
  let sum = 0n;
  for (let k = 0; k < outputs; k++)
    for (const x of await mpc.output(mpc.rows(numbers, k * size, (k + 1) * size))) sum += x;
  return { sum: String(sum) };
}

function assertEqualParts({ length, outputs }: CheckedOutputsArgs): void {
  if (length % outputs !== 0)
    throw new UsageError(
      `checked-outputs: argument "outputs": a divisor of the length ${length} is expected`,
    );
}
