/** The cheater's shares of a round lack their last byte. */
import { attack } from "../attack.ts";
import { elementsIn, roundOf, sending } from "../hooks.ts";

export const shortRound = attack({
  name: "short-round",
  does: "leaves out the last byte of its shares",
  paper: "SECURITY.md: the sender of an unreadable message is named",
  box: "protocols/open.ts",
  against: { security: "spdz+dealer", parties: 3, routing: "direct" },
  corrupt: () => ({
    transport: (honest) =>
      sending(honest, (_to, tag, message) => {
        const opens = (roundOf(tag, message)?.elements ?? 0) > 0 && elementsIn(message) > 0;
        return opens ? message.slice(0, -1) : message;
      }),
  }),
  expect: { code: "malformed-message", culprits: "the cheater" },
  check: {
    by: "protocols/open.ts",
    stays: "seven bytes are not an element: to accept them, a party would have to invent one",
  },
});
