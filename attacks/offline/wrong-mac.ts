/** The cheater changes its first reply to an encrypted α_j: a MAC does not match its value. */
import { attack } from "../attack.ts";
import { spoilingFirst } from "../hooks.ts";

const MACS = /triples-\d+\/macs$/;

export const wrongMac = attack({
  name: "wrong-mac",
  does: "changes its first reply to an encrypted share of the MAC key, so that a MAC is wrong",
  paper: "[KPR18] ePrint 2017/1230, Authenticate",
  box: "offline/lowgear/authentication.ts",
  against: { security: "spdz+lowgear", parties: 2, routing: "direct" },
  corrupt: () => ({ transport: (honest) => spoilingFirst(honest, MACS) }),
  expect: { code: "mac-check-failed", culprits: "nobody" },
  check: { by: "protocols/authenticate.ts", leftOut: "no-mac-check", gives: "unnoticed" },
});
