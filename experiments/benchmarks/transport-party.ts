/** One of two processes that measure the transport: node transport-party.ts DIRECTORY SELF, told what by IPC. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../host/node/connect.ts";
import { loadIdentity } from "../../host/node/identity.ts";
import type { Member } from "../../host/node/roster.ts";
import type { Transport } from "../../network/transport.ts";

/** Both send `bytes` and receive as many, `count` times one after another. */
export interface Exchange {
  readonly label: string;
  readonly bytes: number;
  readonly count: number;
}

/** Seconds that the exchanges took. */
export async function measure(
  transport: Transport,
  { label, bytes, count }: Exchange,
): Promise<number> {
  const message = new Uint8Array(bytes).fill(1);
  const start = performance.now();
  for (let k = 0; k < count; k++) {
    for (let to = 0; to < transport.n; to++)
      if (to !== transport.self) transport.send(to, label, message);
    for (let from = 0; from < transport.n; from++)
      if (from !== transport.self) await transport.receive(from, label, bytes);
  }
  return (performance.now() - start) / 1000;
}

async function serve(directory: string, self: number): Promise<void> {
  const members = JSON.parse(readFileSync(join(directory, "members.json"), "utf8")) as Member[];
  const transport = await connect({
    self,
    identity: loadIdentity(join(directory, String(self))),
    members,
    agreement: { program: "benchmark transport" },
    deadlineMs: 20_000,
    heartbeatMs: 5000,
  });
  process.on("message", (task: Exchange | "end") => {
    if (task === "end")
      void transport.close().then(() => {
        process.disconnect();
      });
    else void measure(transport, task).then((seconds) => process.send?.(seconds));
  });
  process.send?.("ready");
}

const [, script, directory, self] = process.argv;
if (import.meta.filename === script && directory !== undefined)
  await serve(directory, Number(self));
