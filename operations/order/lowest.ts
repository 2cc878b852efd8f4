/**
 * What stands at some places of the order, without all the rest of it.
 *
 *   source     this project, on sorting-network.ts; the greatest are the lowest of −x
 *   rounds     8 for each layer of the network
 *   traffic    229 elements for each pair and column, to each
 *   items      1 comparison mask and 114 triples for each pair and column
 *   security   as compared-rows.ts says
 */
import type { Checking, SecretCall } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { negateShare, sliceShare } from "../../protocols/share.ts";
import { type Along, along } from "../selection/along.ts";
import { comparedRows, comparedRowsCost } from "./compared-rows.ts";
import { assertFindable, lowestNetwork } from "./sorting-network.ts";

/** The greatest k of some slices, the greatest first. */
export function greatest(
  c: Checking,
  what: string,
  x: Secret,
  k: number,
  axis: number | undefined,
): SecretCall {
  const operands = [c.own(x)];
  const slices = along(what, x.shape, axis);
  if (!Number.isInteger(k) || k < 0 || k > slices.count)
    throw new RangeError(`${what}: ${k} of ${slices.count}`);
  if (k > 0) assertFindable(what, slices.count, k - 1);
  const layers = () => (k === 0 ? [] : lowestNetwork(slices.count, k - 1, true));
  const { width } = slices;
  return {
    operands,
    parameters: [k, ...slices.parameters],
    gives: reshaped(x, [k, ...slices.shape]),
    cost: () => comparedRowsCost(c, width, layers()),
    async run(kernel, [a]) {
      const h = kernel.residues;
      const turned = negateShare(h, slices.slices(a!));
      const ordered = await comparedRows(kernel, turned, width, layers());
      return negateShare(h, sliceShare(ordered, 0, k * width));
    },
  };
}

/** What stands at one place of the order of some slices: the lowest at place 0. */
export function atPlace(
  c: Checking,
  what: string,
  x: Secret,
  placeOf: (count: number) => number,
  axis: number | undefined,
): SecretCall {
  const operands = [c.own(x)];
  const slices: Along = along(what, x.shape, axis);
  const { count, width } = slices;
  const place = placeOf(count);
  // From the nearer end.
  const fromTop = place > count - 1 - place;
  const row = fromTop ? count - 1 - place : place;
  assertFindable(what, count, row);
  const layers = () => lowestNetwork(count, row, false);
  return {
    operands,
    parameters: [place, ...slices.parameters],
    gives: reshaped(x, slices.shape),
    cost: () => comparedRowsCost(c, width, layers()),
    async run(k, [a]) {
      const h = k.residues;
      const all = slices.slices(a!);
      const ordered = await comparedRows(k, fromTop ? negateShare(h, all) : all, width, layers());
      const found = sliceShare(ordered, row * width, (row + 1) * width);
      return fromTop ? negateShare(h, found) : found;
    },
  };
}
