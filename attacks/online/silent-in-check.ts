/** The cheater leaves a MAC check once it has seen all other residues, and does not send its own. */
import { Abort } from "../../network/abort.ts";
import { attack } from "../attack.ts";
import { overriding } from "../hooks.ts";

const OPENING = /(^|\/)residues\/open$/;

export const silentInCheck = attack({
  name: "silent-in-check",
  does: "leaves the MAC check once it has seen the residues of all others",
  paper:
    'ePrint 2025/789, "Rushing at SPDZ": a check that ends early after its residues ends the key',
  box: "protocols/mac-check.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "direct" },
  corrupt: () => ({
    transport(honest) {
      let missing = honest.n - 1;
      return overriding(honest, {
        // Otherwise the transport would send what it owes when it stops.
        owe: () => () => undefined,
        send(to, tag, message) {
          if (!OPENING.test(tag)) honest.send(to, tag, message);
        },
        async receive(from, tag, maxLength, patience) {
          const message = await honest.receive(from, tag, maxLength, patience);
          if (OPENING.test(tag) && --missing === 0)
            honest.abort(new Abort("peer-silent", "its own account", [from]));
          return message;
        },
      });
    },
  }),
  expect: { code: "peer-closed", culprits: "the cheater" },
  check: {
    by: "protocols/commit.ts",
    stays: "a missing residue cannot count as 0: the cheater could then choose the sum",
  },
});
