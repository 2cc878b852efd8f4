/** The cheater sends one party another public key than the others. */
import { attack } from "../attack.ts";
import { firstPeer, flipped, sending } from "../hooks.ts";

const KEYS = /key-generation\/keys\/(.*\/)?images$/;

export const twoKeys = attack({
  name: "two-keys",
  does: "sends one party another public key than the others",
  paper:
    "[BDOZ11] F_KeyReg, which [KPR18] ePrint 2017/1230 requires: all parties register the same key",
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
    stays: "a proof is about the key that all hold: parties compare keys without proofs, too",
  },
});
