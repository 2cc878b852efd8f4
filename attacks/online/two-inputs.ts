/** As the owner of an input the cheater tells one party another masked value than the rest: they hold no sharing of anything. */
import { attack } from "../attack.ts";
import { elementsIn, firstPeer, roundOf, sending, shifted } from "../hooks.ts";

export const twoInputs = attack({
  name: "two-inputs",
  does: "tells one party another masked input than the rest",
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
          // What an owner broadcasts stands behind what is opened.
          if (elementsIn(message) <= round.elements) return message;
          told = true;
          return shifted(message, elementsIn(message) - 1);
        }),
    };
  },
  expect: { code: "inconsistent-broadcast", culprits: "nobody" },
  check: {
    by: "protocols/echo.ts",
    stays:
      "the echo is what makes a broadcast of n messages: an input without it is another protocol",
  },
});
