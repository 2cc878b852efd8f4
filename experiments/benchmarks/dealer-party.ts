/**
 * One member of the dealer's benchmark, in its own process: node dealer-party.ts DIRECTORY SELF. The last member deals.
 * The others are told by IPC what to ask for.
 */
import { prime60 } from "../../algebra/prime60.ts";
import { parseKind } from "../../items/kinds.ts";
import { takeMany } from "../../items/preprocessing.ts";
import { Session } from "../../network/session.ts";
import { dealerPreprocessing } from "../../offline/dealer/client.ts";
import { serveDealer } from "../../offline/dealer/serve.ts";
import { serveMember } from "./processes.ts";

export interface Task {
  /** By kindName. */
  readonly kind: string;
  /** The task is `calls` calls of `count` items each. */
  readonly calls: number;
  readonly count: number;
}

const [, script, directory, self] = process.argv;
if (import.meta.filename === script && directory !== undefined)
  await serveMember<Task>(directory, Number(self), "benchmark dealer", async (transport) => {
    const session = new Session(transport);
    if (transport.self === transport.n - 1) {
      process.send?.("ready");
      await serveDealer(session, prime60(), "authenticated");
      return null;
    }
    const items = await dealerPreprocessing(session, prime60(), "authenticated");
    return {
      async work({ kind, calls, count }) {
        const start = performance.now();
        for (let k = 0; k < calls; k++) await takeMany(items, parseKind(kind), count);
        return performance.now() - start;
      },
      close: () => items.close(),
    };
  });
