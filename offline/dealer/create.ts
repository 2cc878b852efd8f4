/** Starts the dealer's two sides in a session; backend.ts loads it. */
import { prime60 } from "../../algebra/prime60.ts";
import type { BackendCode } from "../backend-spec.ts";
import { dealerPreprocessing } from "./client.ts";
import { plannedOrders } from "./orders.ts";
import { serveDealer } from "./serve.ts";

export const code: BackendCode = {
  create: ({ all }, { family }, { guard }) =>
    dealerPreprocessing(all, prime60(), family, guard === undefined ? {} : { guard }),
  planned: plannedOrders,
  serve: (session, family) => serveDealer(session, prime60(), family),
};
