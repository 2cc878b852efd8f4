/** Who makes the material of a session: the one place that knows all backends by name. */
import { prime60 } from "../../../algebra/prime60.ts";
import type { Session } from "../../../network/session.ts";
import { dealerPreprocessing } from "../../../offline/dealer/client.ts";
import type { Preprocessing } from "../../../offline/preprocessing.ts";
import type { KeyGuard } from "../../../protocols/mac-key.ts";
import { combinationOf, type Security } from "./combination.ts";

/**
 * This party's preprocessing, made on demand. `parties` is the session of the parties, `all` the same with
 * the dealer where there is one. `guard` is the durable side of the MAC key; in memory only by default.
 * @throws Abort, and what keeps a backend from starting on this machine.
 */
export async function makeItems(
  security: Exclude<Security, "plain">,
  parties: Session,
  all: Session,
  guard?: KeyGuard,
): Promise<Preprocessing> {
  const { maker, family } = combinationOf(security);
  const options = guard === undefined ? {} : { guard };
  switch (maker!) {
    case "dealer":
      return dealerPreprocessing(all, prime60(), family!, options);
    case "lowgear":
      throw new Error("to come");
    case "semi-honest-he":
      throw new Error("to come");
  }
}
