/** The cheater is the king of a round. It adds 1 to one share and sends all the same wrong sum. */
import { attack } from "../attack.ts";
import { asKing, receiving, shifted } from "../hooks.ts";

export const wrongSum = attack({
  name: "wrong-sum",
  does: "as a king adds 1 to the first sum that it sends to all",
  paper: "[DKLPSS13] ePrint 2012/642, MACCheck: the party that adds up shares is not trusted",
  box: "protocols/open.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "king" },
  corrupt() {
    let told = false;
    return {
      transport: (honest) =>
        receiving(honest, (from, tag, message) => {
          if (told || !asKing(honest, from, tag, message)) return message;
          told = true;
          return shifted(message, 0);
        }),
    };
  },
  expect: { code: "mac-check-failed", culprits: "nobody" },
  check: { by: "protocols/mac-check.ts", leftOut: "MACs", gives: "a wrong result" },
});
