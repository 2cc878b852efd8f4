/** The cheater tells one party another public key than the rest. */
import { attack } from "../attack.ts";
import { firstPeer, flipped, sending } from "../hooks.ts";

const KEYS = /key-generation\/keys\/(.*\/)?images$/;

export const twoKeys = attack({
  name: "two-keys",
  does: "tells one party another public key than the rest",
  paper:
    "[BDOZ11] F_KeyReg, as [KPR18] ePrint 2017/1230 asks for it: a key is registered with all alike",
  box: "offline/lowgear/keys.ts",
  against: { security: "spdz+lowgear", parties: 3, routing: "direct" },
  corrupt: () => ({
    transport: (honest) =>
      sending(honest, (to, tag, message) =>
        KEYS.test(tag) && to === firstPeer(honest) ? flipped(message, 0) : message,
      ),
  }),
  expect: { code: "inconsistent-broadcast", culprits: "nobody" },
  check: {
    by: "protocols/prove-short.ts",
    stays: "what is proved is what all hold: without proofs as well, keys are compared",
  },
});
