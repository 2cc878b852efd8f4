/**
 * The time of computation on the calibrated machine (calibrate.ts), in nanoseconds. Every operation on vectors,
 * polynomials and bytes has a fixed time and a time per unit. The remainder is a time per slice, a time per byte of a
 * message, and a factor.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { WorkObserver } from "../../algebra/work.ts";
import type { MessageCost } from "../../network/virtual.ts";

const amount = z.number().nonnegative();
const cost = z.strictObject({
  /** For each call. */
  fixed: amount,
  /** Units are elements, coefficients, butterflies or bytes: see the sizes in algebra/. */
  perUnit: amount,
});

export const COST_MODEL_VERSION = 1;

const costModel = z.strictObject({
  version: z.literal(COST_MODEL_VERSION),
  provenance: z.strictObject({
    commit: z.string().nullable(),
    dirty: z.boolean().nullable(),
    node: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cores: z.number(),
    memoryGiB: z.number(),
    load: z.number(),
    at: z.string(),
  }),
  /** By name of the operation, e.g. "field/multiply", "ring/ntt", "suite/aes". */
  operations: z.record(z.string(), cost),
  /** The cost of a message beyond that in this process: sockets, encryption. Units are bytes. */
  sending: cost,
  receiving: cost,
  /**
   * The cost of a party's lattice scheme: loading SEAL, tables, the check of the kernel. The size is the ring degree.
   */
  setup: cost,
  /** Charged each time that a party wakes. */
  slice: amount,
  /** The time of everything over the time of its operations: copies and loops between them. At least 1. */
  overhead: z.number().min(1),
});
export type CostModel = z.infer<typeof costModel>;

/** The model that is committed. */
export const shippedModel = (): CostModel =>
  costModel.parse(JSON.parse(readFileSync(new URL("./model.json", import.meta.url), "utf8")));

/**
 * An observer that charges by count. An operation within another costs nothing more.
 * @throws Error for an operation that was not calibrated, because a time of 0 would look like a fast machine. It is not
 *   a RangeError, because a RangeError would be blamed on a peer's bytes.
 */
export function countingObserver(
  model: CostModel,
  charge: (nanoseconds: number) => void,
): WorkObserver {
  let within = false;
  return (operation, size, run) => {
    if (within) return run();
    const known = model.operations[operation];
    if (known === undefined)
      throw new Error(`the cost model knows no operation "${operation}": calibrate again`);
    charge(Math.round((known.fixed + known.perUnit * size) * model.overhead));
    within = true;
    try {
      return run();
    } finally {
      within = false;
    }
  };
}

/** What the network charges in addition to operations. */
export const messageCost = ({ sending, receiving }: CostModel): MessageCost => ({
  sending: (bytes) => Math.round(sending.fixed + sending.perUnit * bytes),
  receiving: (bytes) => Math.round(receiving.fixed + receiving.perUnit * bytes),
});
