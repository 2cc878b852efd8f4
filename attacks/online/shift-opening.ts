/** The cheater adds a constant to its share of one element of an output. The demo uses this attack. */
import { z } from "zod";
import { UsageError } from "../../host/usage-error.ts";
import type { Secret } from "../../online/values.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { attack } from "../attack.ts";
import { overriding } from "../hooks.ts";
import { ShareShift } from "../share-shift.ts";

const schema = z.strictObject({
  /** The number of the call of output or outputNumbers, from 0. It must be alone in its round. */
  output: z.int().min(0).default(0),
  element: z.int().min(0).default(0),
  /** Rounded to the output's scale. */
  by: z.number().default(1),
});

export const shiftOpening = attack({
  name: "shift-opening",
  does: "adds a constant to its share of an output, so that all see the same wrong value",
  paper: "[DKLPSS13] ePrint 2012/642, MACCheck: a wrong value passes with probability 2/p",
  box: "protocols/open.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "direct" },
  corrupt(options = {}) {
    const parsed = schema.safeParse(options);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0]!;
      throw new UsageError(`shift-opening: option "${path.join(".")}": ${message}`);
    }
    const { output, element, by } = parsed.data;
    const shift = new ShareShift();
    let outputs = 0;

    /** Counts outputs. If this is the one to attack, the next round carries its shares. */
    function outputStarts(x: Secret): void {
      if (outputs++ !== output) return;
      if (element >= x.length)
        throw new UsageError(
          `shift-opening: option "element": the output has ${x.length} elements`,
        );
      const scaled = BigInt(Math.round(by * 2 ** x.scale));
      shift.aim({ elements: x.length, element, by: scaled });
    }

    return {
      transport: (honest) => shift.transport(honest),
      mpc: (honest: Mpc) =>
        overriding(honest, {
          output(x) {
            outputStarts(x);
            return honest.output(x);
          },
          outputNumbers(x) {
            outputStarts(x);
            return honest.outputNumbers(x);
          },
        }),
    };
  },
  expect: { code: "mac-check-failed", culprits: "nobody" },
  check: { by: "protocols/mac-check.ts", leftOut: "MACs", gives: "a wrong result" },
});
