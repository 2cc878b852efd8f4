/**
 * A member of the dealer's benchmark, a process of its own: node dealer-party.ts DIRECTORY SELF. The last
 * member deals; the others are told by IPC what to ask for.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prime60 } from "../../algebra/prime60.ts";
import { connect } from "../../host/node/connect.ts";
import { loadIdentity } from "../../host/node/identity.ts";
import type { Member } from "../../host/node/roster.ts";
import { Session } from "../../network/session.ts";
import { dealerPreprocessing } from "../../offline/dealer/client.ts";
import { serveDealer } from "../../offline/dealer/serve.ts";
import { parseKind, takeColumns } from "../../offline/stock-layout.ts";

export interface Task {
  /** By kindName. */
  readonly kind: string;
  /** So many calls of so many items each. */
  readonly calls: number;
  readonly count: number;
}

async function serve(directory: string, self: number): Promise<void> {
  const members = JSON.parse(readFileSync(join(directory, "members.json"), "utf8")) as Member[];
  const transport = await connect({
    self,
    identity: loadIdentity(join(directory, String(self))),
    members,
    agreement: { program: "benchmark dealer" },
    deadlineMs: 60_000,
    heartbeatMs: 10_000,
  });
  const session = new Session(transport);
  if (self === members.length - 1) {
    process.send?.("ready");
    await serveDealer(session, prime60(), "authenticated");
    await transport.close();
    process.disconnect();
    return;
  }
  const items = await dealerPreprocessing(session, prime60(), "authenticated");
  const measure = async ({ kind, calls, count }: Task): Promise<number> => {
    const start = performance.now();
    for (let k = 0; k < calls; k++) await takeColumns(items, parseKind(kind), count);
    return performance.now() - start;
  };
  process.on("message", (task: Task | "end") => {
    if (task === "end")
      void items
        .close()
        .then(() => transport.close())
        .then(() => process.disconnect());
    else void measure(task).then((ms) => process.send?.(ms));
  });
  process.send?.("ready");
}

const [, script, directory, self] = process.argv;
if (import.meta.filename === script && directory !== undefined)
  await serve(directory, Number(self));
