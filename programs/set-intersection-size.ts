/**
 * Two parties hold sets of identifiers, such as customers or patients. They count how many are in both.
 *
 *   input    party 0 a set, party 1 a set, of agreed sizes; further parties bring nothing
 *   learned  by all: the number of identifiers that are in both sets
 *   hidden   everything else: which they are, and all others. (A party with a set of a single identifier learns whether
 *            the other has it: that is what the function says.)
 *   trusted  that a set is a set: duplicates are refused where the owner reads them. An owner that lies counts an
 *            identifier several times, and nobody can tell
 *
 * Each is compared with each. Texts are hashed to 50 bits by their owner: among a·b pairs two different texts are taken
 * for one with probability a·b·2^-50 at most. Integers below 2^50 are compared as they are.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { identifiers } from "./data/identifiers.ts";
import { invented } from "./data/invented.ts";
import { readTable } from "./data/table.ts";

const GREATEST = 2 ** 50 - 1;
const MOST_PAIRS = 1_000_000;

const size = z.int().min(1).max(MOST_PAIRS);
const schema = z.strictObject({
  /** Of party 0 and of party 1: public. */
  sizes: z.tuple([size, size]).default([15, 12]),
  /** CSV with this party's set; "{party}" becomes the party's number. Without one the sets are made up. */
  file: z.string().min(1).optional(),
  column: z.string().min(1).default("id"),
  as: z.enum(["text", "integer"]).default("text"),
  /** Of sets that are made up: how many are in both. */
  common: z.int().min(0).max(MOST_PAIRS).default(7),
  seed: z.int().min(0).max(0xffffffff).default(1),
});
export type SetIntersectionSizeArgs = z.infer<typeof schema>;

export const about: About<SetIntersectionSizeArgs> = {
  name: "set-intersection-size",
  does: "counts the identifiers that are in the sets of two parties",
  learns: ["all parties: the size of the intersection"],
  schema,
  check: (args, self) => void ownSet(args, self),
};

export default async function setIntersectionSize(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { sizes } = parsed;
  const own = ownSet(parsed, mpc.self);
  const [column, row] = await Promise.all(
    [0, 1].map((owner) =>
      mpc.input(
        owner,
        owner === 0 ? [sizes[0], 1] : [1, sizes[1]],
        owner === mpc.self ? own : null,
        { range: [0, GREATEST] },
      ),
    ),
  );
  const [common] = await mpc.output(mpc.sum(await mpc.equal(column!, row!)));
  return { size: Number(common) };
}

/** Null at parties that bring none. @throws UsageError. */
function ownSet(args: SetIntersectionSizeArgs, self: number): Float64Array | null {
  const { sizes, file, column, as, common } = args;
  if (sizes[0] * sizes[1] > MOST_PAIRS)
    throw new UsageError(
      `set-intersection-size: argument "sizes": more than ${MOST_PAIRS} pairs to compare`,
    );
  if (file === undefined && common > Math.min(...sizes))
    throw new UsageError(`set-intersection-size: argument "common": more than one of the sets has`);
  if (self > 1) return null;
  if (file === undefined) return exampleSet(args, self);
  const own = identifiers(readTable(file, self), column, as);
  if (own.length !== sizes[self])
    throw new UsageError(
      `set-intersection-size: argument "file": ${own.length} rows, "sizes" says ${sizes[self]}`,
    );
  return own;
}

/**
 * A set that is made up. Party 0 has the people 0 … a − 1, party 1 b people from a − common on, the last of them first.
 * Person k has identifier k·2^29 + a number below 2^29 of its own: all differ, `common` of them are in both.
 */
export function exampleSet(
  { sizes: [a, b], common, seed }: Pick<SetIntersectionSizeArgs, "sizes" | "common" | "seed">,
  party: number,
): Float64Array {
  const low = invented("set-intersection-size", seed, 2 ** 29, a + b);
  const id = (person: number) => person * 2 ** 29 + low[person]!;
  if (party === 0) return Float64Array.from({ length: a }, (_, k) => id(k));
  return Float64Array.from({ length: b }, (_, k) => id(a - common + b - 1 - k));
}
