/** An attack as a user writes one. */
import { attack } from "../../attacks/attack.ts";
import { roundOf, sending, shifted } from "../../attacks/hooks.ts";

export const fiveMore = attack({
  name: "five-more",
  does: "adds 5 to its share of whatever is opened",
  paper: "[DKLPSS13] ePrint 2012/642, MACCheck",
  box: "protocols/open.ts",
  against: { security: "spdz+dealer", parties: 2, routing: "direct" },
  corrupt: () => ({
    transport: (honest) =>
      sending(honest, (_to, tag, message) =>
        (roundOf(tag, message)?.elements ?? 0) > 0 ? shifted(message, 0, 5n) : message,
      ),
  }),
  expect: { code: "mac-check-failed", culprits: "nobody" },
  check: { by: "protocols/mac-check.ts", leftOut: "MACs", gives: "a wrong result" },
});
