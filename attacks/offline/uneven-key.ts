/** The cheater encrypts a share of the MAC key that differs between slots. */
import { attack } from "../attack.ts";
import { overriding } from "../hooks.ts";

export const unevenKey = attack({
  name: "uneven-key",
  does: "encrypts a share of the MAC key that differs between slots",
  paper: "[KPR18] ePrint 2017/1230, Initialize: Enc(α_i) is proved to be of a constant",
  box: "offline/lowgear/keys.ts",
  against: { security: "spdz+lowgear", parties: 2, routing: "direct" },
  corrupt: () => ({
    lattice(honest) {
      let encrypted = 0;
      return overriding(honest, {
        encrypt(key, plain) {
          if (encrypted++ > 0) return honest.encrypt(key, plain);
          const uneven = plain.slice();
          uneven[1] = 1n;
          return honest.encrypt(key, uneven);
        },
      });
    },
  }),
  expect: { code: "bad-proof", culprits: "the cheater" },
  check: {
    by: "protocols/constant-proof.ts",
    leftOut: "no-proofs",
    gives: { code: "mac-check-failed", culprits: "nobody" },
  },
});
