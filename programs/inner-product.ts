/**
 * Two parties compute the inner product of their private vectors of integers.
 *
 *   input    party 0 a vector x, party 1 a vector y of the same length
 *   learned  by all: Σ x_j·y_j, exactly
 *   hidden   everything else. (Whoever may choose its own vector freely, say a single 1, learns an element of
 *            the other's: that is what the function says, not a weakness of the protocol.)
 *   range    |x_j|, |y_j| ≤ bound with length·bound² ≤ M = 2^58 − 2^18, so that the sum is exact
 *
 * Three rounds and the checks, whatever the length.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import { MAX_INTEGER } from "../online/public-values.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { integerColumn, readingArguments } from "./data/column.ts";
import { readTable } from "./data/table.ts";

const schema = z.strictObject({
  length: z.int().min(1).max(4_000_000).default(1000),
  bound: z
    .int()
    .min(1)
    .max(2 ** 28)
    .default(1000),
  /** CSV whose column `column` is this party's vector; "{party}" becomes the party's number. */
  file: z.string().min(1).optional(),
  column: z.string().min(1).default("value"),
  ...readingArguments,
});
export type InnerProductArgs = z.infer<typeof schema>;

export const about: About<InnerProductArgs> = {
  name: "inner-product",
  does: "multiplies two private vectors of integers",
  learns: ["all parties: the inner product"],
  schema,
  check: (args, self) => void ownVector(args, self),
};

export default async function innerProduct(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { length } = parsed;
  const own = ownVector(parsed, mpc.self);
  const [x, y] = await Promise.all(
    [0, 1].map((owner) => mpc.input(owner, length, owner === mpc.self ? own : null)),
  );
  const [product] = await mpc.output(await mpc.dot(x!, y!));
  return { product: String(product) };
}

/** Null at parties that bring none. @throws UsageError. */
function ownVector(args: InnerProductArgs, self: number): Float64Array | null {
  const { length, bound, file, column } = args;
  if (BigInt(length) * BigInt(bound) ** 2n > MAX_INTEGER)
    throw new UsageError(
      `inner-product: arguments "length" and "bound": length·bound² exceeds 2^58 − 2^18`,
    );
  if (self > 1) return null;
  if (file === undefined) return exampleVector(length, bound, self);
  const values = integerColumn(readTable(file, self), column, -bound, bound, args);
  if (values.length !== length)
    throw new UsageError(
      `inner-product: argument "file": ${values.length} rows, "length" says ${length}`,
    );
  return values;
}

/** What a party multiplies when it is given no file: made up, of both signs, within the bound. */
export const exampleVector = (length: number, bound: number, party: number): Float64Array =>
  Float64Array.from(
    { length },
    (_, j) => ((j * 7919 + 104729 * (party + 1)) % (2 * bound + 1)) - bound,
  );
