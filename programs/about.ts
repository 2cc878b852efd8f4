/** What a program module says about itself, and how its arguments are validated. */
import { z } from "zod";
import { issueInWords } from "../host/node/validation-words.ts";
import { UsageError } from "../host/usage-error.ts";
import type { PlannedOutputs } from "../online/plan.ts";

/** Calls are the same whatever was put out. */
export const ANY_OUTPUTS: PlannedOutputs = () => null;

/** What a program says of itself. */
export interface About<Args> {
  readonly name: string;
  /** One line. */
  readonly does: string;
  /** Who learns what: one line per party or group. */
  readonly learns: readonly string[];
  readonly schema: z.ZodType<Args>;
  /**
   * What a run among n parties takes from preprocessing, by kindName. State it only where a plan of the program cannot
   * tell: what it calls depends on what it has put out, or it takes less than is to be made.
   */
  needs?(args: Args, n: number): ReadonlyMap<string, number>;
  /** For a program that goes on after it has read an output: what it is planned with. `ANY_OUTPUTS` if no call depends on it. */
  outputs?: PlannedOutputs;
  /**
   * Checks what party `self` brings itself, its files above all, before anything is started, connected or spent.
   * @throws UsageError saying what is wrong.
   */
  check?(args: Args, self: number, n: number): void;
}

/**
 * `args` as the program wants them, defaults filled in.
 * @throws UsageError naming the first key that is wrong and what is allowed there.
 */
export function parseArguments<Args>(about: Pick<About<Args>, "name" | "schema">, args: unknown) {
  const parsed = about.schema.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  if (issue.code === "unrecognized_keys" && about.schema instanceof z.ZodObject) {
    const allowed = Object.keys(about.schema.shape).join(", ");
    throw new UsageError(`${about.name}: no argument "${issue.keys[0]}"; there are: ${allowed}`);
  }
  const where = issue.path.length > 0 ? `argument "${issue.path.join(".")}"` : "arguments";
  throw new UsageError(`${about.name}: ${where}: ${issueInWords(issue)}`);
}

/** Counts by kindName, without the zeros. */
export function tally(...entries: readonly (readonly [kind: string, count: number])[]) {
  const out = new Map<string, number>();
  for (const [kind, count] of entries) if (count > 0) out.set(kind, (out.get(kind) ?? 0) + count);
  return out as ReadonlyMap<string, number>;
}
