/** How the parties toss their common coins; loaded by backend.ts. */
import { prime60 } from "../../../algebra/prime60.ts";
import { hash, hex } from "../../../crypto/hash.ts";
import type { BackendCode } from "../../../offline/backend-spec.ts";
import { dealLocally } from "../../../offline/dealer/local.ts";

const SEED_BYTES = 16;

export const code: BackendCode = {
  async create({ parties }, { family }) {
    const { suite, self, n } = parties;
    const own = crypto.getRandomValues(new Uint8Array(SEED_BYTES));
    const all = await parties.exchange("common-coins", own);
    const seed = hex(hash(suite, "spdz-lab/common-coins/v1", ...all));
    const items = dealLocally(n, prime60(), family, suite, seed)[self]!;
    return Object.assign(items, { labels: ["insecure: every party knows all items"] });
  },
  // It makes just what is asked for.
  planned: (demand) => ({
    made: new Map([...demand].filter(([, count]) => count > 0)),
    spent: new Map(),
    left: new Map(),
    atMost: [],
    replies: null,
    discards: new Map(),
  }),
  serve: null,
};
