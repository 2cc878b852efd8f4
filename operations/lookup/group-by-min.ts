/**
 * The least of the values in each of m secret groups.
 *
 *   result     M·2^-scale for a group of nothing; values of no group count nowhere
 *   rounds     9 + 8·⌈log2 n⌉ for n rows; of one group one less, of no group 1 + 8·⌈log2 n⌉
 *   traffic    2 elements for each triple, and one for each mask
 *   items      as extreme-of-groups.ts says
 *   security   as one-hot-shares.ts and selection/extreme.ts say
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { M } from "../examples.ts";
import { extremeOfGroups } from "./extreme-of-groups.ts";
import { eachGroup, GROUPED } from "./plain-groups.ts";

export const groupByMin = operation({
  name: "groupByMin",
  does: "the least value, or of each column, in each of m secret groups; M·2^-scale where there are none",
  prepare: (c, groups: Secret, values: Secret, m: number) =>
    extremeOfGroups(c, "groupByMin", groups, values, m, "least"),
  plain: (groups: Plain, values: Plain, m: number) =>
    eachGroup(groups, values, m, (list) => list.reduce((best, v) => (v < best ? v : best), M)),
  // A group of nothing has the same number, however many fractional bits there are.
  real: ({ gives }, groups: Plain, values: Plain, m: number) =>
    eachGroup(groups, values, m, (list) =>
      list.reduce((best, v) => (v < best ? v : best), M << BigInt(values.scale - gives.scale)),
    ),
  examples: () => GROUPED,
});
