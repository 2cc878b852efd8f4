/** A program of as many comparisons as it is told, which it never makes. */
import { z } from "zod";
import type { About } from "../../programs/about.ts";

export const about: About<{ readonly comparisons: number }> = {
  name: "greedy",
  does: "nothing",
  learns: [],
  schema: z.strictObject({ comparisons: z.int().min(0) }),
  needs: ({ comparisons }) => new Map([["comparison-mask", comparisons]]),
};

export default async () => null;
