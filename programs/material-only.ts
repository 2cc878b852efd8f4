/**
 * Nothing is computed: the parties make material and go. For measuring the offline phase alone; all that is
 * made is wasted.
 *
 *   input    none
 *   learned  nothing
 */
import { z } from "zod";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments, tally } from "./about.ts";

const schema = z.strictObject({
  kind: z
    .enum(["triple", "square", "bit", "random", "input-mask/0", "comparison-mask"])
    .default("triple"),
  count: z.int().min(1).max(10_000_000).default(10_000),
});
export type MaterialOnlyArgs = z.infer<typeof schema>;

export const about: About<MaterialOnlyArgs> = {
  name: "material-only",
  does: "makes material and uses none of it (for measuring)",
  learns: ["nobody: anything"],
  schema,
  needs: ({ kind, count }) => tally([kind, count]),
};

export default async function materialOnly(_: Mpc, args: unknown) {
  const { kind, count } = parseArguments(about, args);
  return { kind, count };
}
