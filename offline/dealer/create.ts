/** How the dealer's two sides begin in a session; loaded by backend.ts. */
import { prime60 } from "../../algebra/prime60.ts";
import type { BackendCode } from "../backend-spec.ts";
import { dealerPreprocessing } from "./client.ts";
import { serveDealer } from "./serve.ts";

export const code: BackendCode = {
  create: ({ all }, { family }, { guard }) =>
    dealerPreprocessing(all, prime60(), family, guard === undefined ? {} : { guard }),
  serve: (session, family) => serveDealer(session, prime60(), family),
};
