/** The cheater is the king of a round and sends one party another sum than the others. */
import { attack } from "../attack.ts";
import { asKing, sending, shifted } from "../hooks.ts";

export const twoSums = attack({
  name: "two-sums",
  does: "as a king sends one party another sum than the others",
  paper:
    "[DKLPSS13] ePrint 2012/642: all must hold the same openings, before any coin of their check",
  box: "protocols/open.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "king" },
  corrupt() {
    let told = false;
    return {
      transport: (honest) =>
        sending(honest, (to, tag, message) => {
          if (told || !asKing(honest, to, tag, message)) return message;
          told = true;
          return shifted(message, 0);
        }),
    };
  },
  expect: { code: "inconsistent-broadcast", culprits: "nobody" },
  check: { by: "protocols/mac-check.ts", leftOut: "MACs", gives: "a wrong result" },
});
