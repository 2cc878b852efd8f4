/** Once it has seen the residues of all others in a MAC check, the cheater is gone without its own. */
import { Abort } from "../../network/abort.ts";
import { attack } from "../attack.ts";
import { overriding } from "../hooks.ts";

const OPENING = /(^|\/)residues\/open$/;

export const silentInCheck = attack({
  name: "silent-in-check",
  does: "leaves the MAC check once it has seen the residues of all others",
  paper:
    'ePrint 2025/789, "Rushing at SPDZ": whatever ends a check after its residues ends the key',
  box: "protocols/mac-check.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "direct" },
  corrupt: () => ({
    transport(honest) {
      let missing = honest.n - 1;
      return overriding(honest, {
        // What it owes would be sent for it when it stops.
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
    stays:
      "a residue that is missing cannot be taken for one that is 0: the sum would be the cheater's to choose",
  },
});
