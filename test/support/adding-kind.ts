/** A kind of item that may fail with each use, whoever made it: none of ours does, and the budget is for those as well. */
import type { TestContext } from "node:test";
import type { KindTerm } from "../../items/kind.ts";
import { type ItemKind, kindOf } from "../../items/kinds.ts";

const ERRORS: KindTerm = {
  ...{ name: "errors", rule: "adds", of: "use" },
  bound: { numerator: 1, over: "p" },
};

/** During the test, each use of an item of these kinds adds "1/p errors". */
export function letFail(t: TestContext, ...items: readonly ItemKind[]): void {
  for (const item of items) t.mock.property(kindOf(item), "terms", [ERRORS]);
}
