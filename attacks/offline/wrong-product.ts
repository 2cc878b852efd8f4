/** The cheater changes its reply to the first encrypted factor: for a triple c is not a·b. */
import { attack } from "../attack.ts";
import { spoilingFirst } from "../hooks.ts";

const PRODUCTS = /triples-\d+\/products$/;

export const wrongProduct = attack({
  name: "wrong-product",
  does: "changes its first reply of every batch of triples, so that a product is wrong",
  paper: "[KPR18] ePrint 2017/1230, Fig. 7, Sacrifice",
  box: "offline/lowgear/products.ts",
  against: { security: "spdz+lowgear", parties: 2, routing: "direct" },
  corrupt: () => ({ transport: (honest) => spoilingFirst(honest, PRODUCTS) }),
  expect: { code: "mac-check-failed", culprits: "nobody" },
  check: { by: "protocols/sacrifice.ts", leftOut: "no-sacrifice", gives: "a wrong result" },
});
