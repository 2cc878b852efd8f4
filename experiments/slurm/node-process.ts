/**
 * The process on a node of a cluster. It makes an identity and sends its public part, then runs one party, or the
 * dealer, as any launcher does. step.ts starts it. It ends when its launcher is gone, and leaves no process and no
 * file.
 */
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { release } from "node:os";
import { createInterface } from "node:readline";
import { createIdentity, saveIdentity } from "../../host/node/identity.ts";
import { temporaryFolder } from "../../host/node/temporary-folder.ts";
import { Child } from "../../run/child.ts";
import { fromPackedLine, packedLine } from "../../run/packed.ts";
import { freePorts } from "../../run/ports.ts";
import type { PlacelessStart } from "../../run/start-of.ts";
import { machineHere } from "../records/provenance.ts";
import type { FromNode, ToNode } from "./messages.ts";

const [name, address] = process.argv.slice(2);
const identity = await createIdentity(name!);
// The port is held until all members are known, so that no other process on the node takes it.
const [port] = await freePorts(1, address);
const held = createServer().listen({ port, host: address, exclusive: true });
await new Promise((resolve, reject) => held.once("listening", resolve).once("error", reject));
let child: Child | null = null;
let folder: string | null = null;

process.once("exit", () => {
  child?.kill();
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});
// The handlers stay: SLURM and srun both pass on scancel's signal, and the second must not end the work of the first.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
  process.on(signal, () => process.exit(1));

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const word = fromPackedLine<ToNode>(line);
    if (word === null) process.exit(1);
    if (word.type === "start") held.close(() => void run(word.start));
    else if (child !== null) child.stop(word.why);
    else process.exit(1);
  })
  .once("close", () => process.exit(child === null ? 1 : 0));

tell({
  type: "here",
  port: port!,
  fingerprint: identity.fingerprint,
  publicKey: identity.publicKeyHex,
  host: { ...machineHere(), kernel: release() },
});

async function run(start: PlacelessStart): Promise<void> {
  // The party removes it once it has read it. A process that is killed after that leaves nothing.
  folder = temporaryFolder("spdz-run-");
  saveIdentity(folder, identity);
  child = new Child({ ...start, identityFolder: folder, runFolder: folder }, (event) =>
    tell({ type: "event", event }),
  );
  const outcome = await child.ended;
  tell({ type: "done", outcome, labels: child.labels }, () => process.exit());
}

function tell(message: FromNode, then: () => void = () => undefined): void {
  process.stdout.write(`${packedLine(message)}\n`, then);
}
