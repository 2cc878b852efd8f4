/** The cheater adds 1 to its share of a masked factor when it is opened: the product is wrong by b. */
import type { Mpc } from "../../operations/mpc.ts";
import { attack } from "../attack.ts";
import { overriding } from "../hooks.ts";
import { ShareShift } from "../share-shift.ts";

export const shiftProduct = attack({
  name: "shift-product",
  does: "adds 1 to its share of a masked factor of a product, so that all see the same wrong value",
  paper: "[DPSZ12] ePrint 2011/535, Multiply: what is opened is checked before any output",
  box: "operations/arithmetic/multiply.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "direct" },
  corrupt() {
    const shift = new ShareShift();
    let aimed = false;
    return {
      transport: (honest) => shift.transport(honest),
      mpc: (honest: Mpc) =>
        overriding(honest, {
          multiply(x, y) {
            // Both masked factors are opened in one round.
            if (!aimed) shift.aim({ elements: 2 * x.length, element: 0, by: 1n });
            aimed = true;
            return honest.multiply(x, y);
          },
        }),
    };
  },
  expect: { code: "mac-check-failed", culprits: "nobody" },
  check: { by: "protocols/mac-check.ts", leftOut: "MACs", gives: "a wrong result" },
});
