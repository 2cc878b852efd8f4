/** All have committed to their residues of a MAC check. The cheater then opens another residue than its own. */
import { attack } from "../attack.ts";
import { flipped, sending } from "../hooks.ts";

const OPENING = /(^|\/)residues\/open$/;

export const otherResidue = attack({
  name: "other-residue",
  does: "opens another residue in the MAC check than it has committed to",
  paper: "[DKLPSS13] ePrint 2012/642, MACCheck, step 4, and F_Commit",
  box: "protocols/mac-check.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "direct" },
  corrupt: () => ({
    transport: (honest) =>
      sending(honest, (_to, tag, message) => (OPENING.test(tag) ? flipped(message, -1) : message)),
  }),
  expect: { code: "bad-opening", culprits: "the cheater" },
  check: {
    by: "protocols/commit.ts",
    stays:
      "without the MAC check there is no residue; a check without commitments is another protocol, which reveals α",
  },
});
