/** The cheater owns an input and sends one party another masked value than the others: they do not share one value. */
import { attack } from "../attack.ts";
import { elementsIn, firstPeer, roundOf, sending, shifted } from "../hooks.ts";

export const twoInputs = attack({
  name: "two-inputs",
  does: "sends one party another masked input than the others",
  paper: "[DKLPSS13] ePrint 2012/642, Input: the owner broadcasts",
  box: "operations/values/input.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "direct" },
  corrupt() {
    let told = false;
    return {
      transport: (honest) =>
        sending(honest, (to, tag, message) => {
          const round = roundOf(tag, message);
          if (told || round === null || to !== firstPeer(honest)) return message;
          // What an owner broadcasts follows what is opened.
          if (elementsIn(message) <= round.elements) return message;
          told = true;
          return shifted(message, elementsIn(message) - 1);
        }),
    };
  },
  expect: { code: "inconsistent-broadcast", culprits: "nobody" },
  check: {
    by: "protocols/echo.ts",
    stays: "the echo makes n messages a broadcast: an input without it is another protocol",
  },
});
