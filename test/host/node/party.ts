/**
 * A party as a process: node party.ts DIRECTORY SELF PHASE. Says "phase" when it is there, then what became
 * of it: one JSON line. Phases: rounds, bulk, waiting.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../host/node/connect.ts";
import { loadIdentity } from "../../../host/node/identity.ts";
import { Abort } from "../../../network/abort.ts";
import type { Transport } from "../../../network/transport.ts";

const [, , directory, number, phase, deadline] = process.argv as string[];
const self = Number(number);

/** Exchanges without end; in "waiting" the last party sends nothing. */
async function run(transport: Transport): Promise<void> {
  const message = new Uint8Array(phase === "bulk" ? 3_000_000 : 50);
  const { n } = transport;
  for (let round = 0; ; round++) {
    if (phase === "waiting" && self === n - 1) await new Promise(() => undefined);
    for (let to = 0; to < n; to++) if (to !== self) transport.send(to, "x", message);
    if (round === 3 || phase === "waiting") console.log("phase");
    // One after another, so that a party may hang on another one than the dead.
    for (let from = 0; from < n; from++)
      if (from !== self) await transport.receive(from, "x", message.length);
  }
}

const say = (line: unknown) => console.log(JSON.stringify(line));
try {
  const transport = await connect({
    self,
    identity: loadIdentity(join(directory!, String(self))),
    members: JSON.parse(readFileSync(join(directory!, "members.json"), "utf8")),
    agreement: { program: "party" },
    deadlineMs: Number(deadline),
    heartbeatMs: Number(deadline) / 6,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  if (phase === "waiting" && self === transport.n - 1) console.log("phase");
  try {
    await run(transport);
  } catch (error) {
    transport.abort(error as Error);
    throw error;
  }
} catch (error) {
  if (error instanceof Abort) say({ code: error.code, culprits: error.culprits });
  else say({ error: String(error) });
  process.exitCode = 4;
}
