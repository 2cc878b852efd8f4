/**
 * Employers find the median of all their salaries, and show none of them.
 *
 *   input    every party the salaries that it pays
 *   public   how many they are, of each party
 *   learned  by all: the median; of an even number the lower of the two in the middle. It is one of the salaries, exactly
 *   hidden   everything else: all other salaries, and whose the median is. (A party that adds salaries of its choice
 *            moves the median, and learns about others' salaries when it runs this again.)
 *   trusted  a party's salaries are its own business, and in their range
 *
 * All salaries are sorted in a network of comparisons, of which only what leads to the middle is kept.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { integerColumn, readingArguments } from "./data/column.ts";
import { invented } from "./data/invented.ts";
import { readTable } from "./data/table.ts";

const MOST = 10_000;
const count = z.int().min(1).max(MOST);

const schema = z.strictObject({
  /** How many salaries each party has: one number for all, or a list. */
  employees: z.union([count, z.array(count)], "a number from 1 on, or a list of them").default(5),
  /** No salary is higher. */
  highest: z
    .int()
    .min(1)
    .max(2 ** 40)
    .default(1_000_000),
  /** CSV with this party's salaries; "{party}" becomes the party's number. Without one they are made up. */
  file: z.string().min(1).optional(),
  column: z.string().min(1).default("salary"),
  ...readingArguments,
  /** Of salaries that are made up. */
  seed: z.int().min(0).max(0xffffffff).default(1),
});
export type MedianSalaryArgs = z.infer<typeof schema>;

export const about: About<MedianSalaryArgs> = {
  name: "median-salary",
  does: "finds the median of the salaries that all parties pay",
  learns: ["all parties: the median"],
  schema,
  check: (args, self, n) => void ownSalaries(args, self, n),
};

export default async function medianSalary(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const own = ownSalaries(parsed, mpc.self, mpc.n);
  const salaries = await Promise.all(
    employeesOf(parsed, mpc.n).map((employees, owner) =>
      mpc.input(owner, employees, owner === mpc.self ? own : null, { range: [0, parsed.highest] }),
    ),
  );
  const [median] = await mpc.output(await mpc.median(mpc.stack(salaries)));
  return { median: Number(median) };
}

/** Party by party. @throws UsageError. */
function employeesOf({ employees }: MedianSalaryArgs, n: number): readonly number[] {
  const all = typeof employees === "number" ? Array<number>(n).fill(employees) : employees;
  if (all.length !== n)
    throw new UsageError(
      `median-salary: argument "employees": ${all.length} numbers, ${n} parties`,
    );
  if (all.reduce((sum, k) => sum + k, 0) > MOST)
    throw new UsageError(`median-salary: argument "employees": more than ${MOST} in all`);
  return all;
}

/** @throws UsageError. */
function ownSalaries(args: MedianSalaryArgs, self: number, n: number): Float64Array {
  const { highest, file, column, seed } = args;
  const employees = employeesOf(args, n)[self]!;
  if (file === undefined) return exampleSalaries({ employees, highest, seed }, self);
  const own = integerColumn(readTable(file, self), column, 0, highest, args);
  if (own.length !== employees)
    throw new UsageError(
      `median-salary: argument "file": ${own.length} rows, "employees" says ${employees}`,
    );
  return own;
}

/** Made up: most are low, few are near the highest. */
export function exampleSalaries(
  { employees, highest, seed }: { employees: number; highest: number; seed: number },
  party: number,
): Float64Array {
  const draws = invented(`median-salary P${party}`, seed, 1001, employees);
  return Float64Array.from(draws, (k) => Math.floor(highest * (k / 1000) ** 3));
}
