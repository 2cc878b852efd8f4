/** `spdz doctor`: is this machine ready? */
import { createRequire } from "node:module";
import { availableParallelism, platform } from "node:os";
import type { Command } from "commander";
import { prime60 } from "../algebra/prime60.ts";
import { referenceField } from "../algebra/reference.ts";
import { equalBytes } from "../crypto/hash.ts";
import { Prg } from "../crypto/prg.ts";
import { portable } from "../crypto/suite.ts";
import { loadIdentity } from "../host/node/identity.ts";
import { showStore, verifyStore } from "../host/node/stock/show.ts";
import { nodeSuite } from "../host/node/suite.ts";
import { UsageError } from "../host/usage-error.ts";
import { wordFor } from "../items/demand.ts";
import { oneLine } from "../run/exit-code.ts";
import { assertReachable, freePorts, isFree } from "../run/ports.ts";
import { EXIT } from "./exit.ts";
import { styled } from "./log.ts";
import { integer, keysFolder, keysOption } from "./options.ts";

type Verdict = "ok" | "note" | "problem";

interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly says: string;
}

interface DoctorFlags {
  readonly keys: string;
  readonly port?: number;
  readonly stock?: string;
  readonly stockKeys?: string;
  readonly json?: true;
}

const WANTED_NODE = 24;
const SOON_MS = 14 * 86_400_000;
/** A time before this code was written. A clock that shows an earlier time is wrong. */
const WRITTEN = Date.UTC(2025, 0, 1);
const SAMPLE = 1001;

const EXAMPLES = `
Examples:
  spdz doctor
  spdz doctor --keys ./alice --port 7000 --stock ./stock --stock-keys ./stock-keys

The exit code is 2 if there is a problem to solve first.`;

export function addDoctor(spdz: Command, end: (code: number) => void): void {
  spdz
    .command("doctor")
    .summary("is this machine ready?")
    .description("Checks Node, kernels, ports, clock, certificate and store.")
    .addOption(keysOption())
    .option("--port <port>", "the port that this party will listen on", integer(1, 65535))
    .option("--stock <folder>", "a store to verify")
    .option("--stock-keys <folder>", "the folder of that store's keys")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: DoctorFlags) => {
      if ((flags.stock === undefined) !== (flags.stockKeys === undefined))
        throw new UsageError("doctor: --stock and --stock-keys go together");
      const findings = [
        node(),
        await attempt("kernels", kernels),
        await attempt("hash and PRG", suites),
        bufferutil(),
        await attempt("ports", () => ports(flags.port)),
        clock(),
        await attempt("certificate", () => certificate(keysFolder(flags.keys))),
        await attempt("stock", () => stock(flags)),
      ];
      const lines = findings.map(({ check, verdict, says }) => {
        const style = verdict === "ok" ? "green" : verdict === "note" ? "yellow" : "red";
        return `${styled(style, verdict.padEnd(8))}${check}: ${says}`;
      });
      process.stdout.write(`${flags.json ? JSON.stringify(findings) : lines.join("\n")}\n`);
      end(findings.some((f) => f.verdict === "problem") ? EXIT.usage : EXIT.ok);
    });
}

type Answer = readonly [verdict: Verdict, says: string];

async function attempt(check: string, look: () => Answer | Promise<Answer>): Promise<Finding> {
  try {
    const [verdict, says] = await look();
    return { check, verdict, says };
  } catch (error) {
    return { check, verdict: "problem", says: oneLine((error as Error).message) };
  }
}

function node(): Finding {
  const { node: version } = process.versions;
  const fits = Number(version.split(".")[0]) >= WANTED_NODE;
  return {
    check: "node",
    verdict: fits ? "ok" : "problem",
    says: `${version} on ${platform()}, ${availableParallelism()} cores${fits ? "" : `; ${WANTED_NODE} is needed`}`,
  };
}

/** The WebAssembly field against the bigint one, on elements drawn from a fixed seed. */
function kernels(): Answer {
  const fast = prime60();
  const slow = referenceField(fast.p);
  const prg = new Prg(nodeSuite, new Uint8Array(32).fill(1));
  const a = prg.elements(fast, SAMPLE);
  const b = prg.elements(fast, SAMPLE);
  const agree =
    equalBytes(fast.encode(fast.multiply(a, b)), slow.encode(slow.multiply(a, b))) &&
    equalBytes(fast.encode(fast.add(a, b)), slow.encode(slow.add(a, b))) &&
    equalBytes(fast.encode(fast.dot(a, b)), slow.encode(slow.dot(a, b)));
  return agree
    ? ["ok", `WebAssembly agrees with bigint on ${SAMPLE} elements`]
    : ["problem", "WebAssembly and bigint give different results: do not use this machine"];
}

function suites(): Answer {
  const key = new Uint8Array(32).fill(7);
  const same =
    equalBytes(nodeSuite.keyStream(key).next(1000), portable.keyStream(key).next(1000)) &&
    equalBytes(nodeSuite.sha256().update(key).digest(), portable.sha256().update(key).digest());
  return same
    ? ["ok", `${nodeSuite.name} and ${portable.name} agree`]
    : ["problem", `${nodeSuite.name} and ${portable.name} differ`];
}

function bufferutil(): Finding {
  const check = "bufferutil";
  try {
    createRequire(import.meta.url)("bufferutil");
    return { check, verdict: "ok", says: "present" };
  } catch {
    return { check, verdict: "note", says: "missing: WebSockets work, four to six times slower" };
  }
}

async function ports(port: number | undefined): Promise<Answer> {
  await assertReachable("127.0.0.1");
  const [some] = await freePorts(1);
  if (port === undefined) return ["ok", `127.0.0.1 can be listened on (tried ${some})`];
  return (await isFree(port, "0.0.0.0"))
    ? ["ok", `${port} is free`]
    : ["problem", `${port} is taken, or not allowed`];
}

function clock(): Finding {
  const now = new Date();
  const sane = now.getTime() > WRITTEN;
  return {
    check: "clock",
    verdict: sane ? "ok" : "problem",
    says: `${now.toISOString()}${sane ? "; certificates need it right to the hour" : " cannot be right: set the clock"}`,
  };
}

function certificate(folder: string): Answer {
  try {
    const { name, validTo } = loadIdentity(folder);
    const until = `${name}, valid until ${validTo.toISOString().slice(0, 10)}`;
    return validTo.getTime() - Date.now() < SOON_MS ? ["note", `${until}: soon`] : ["ok", until];
  } catch (error) {
    const { message } = error as Error;
    return message.startsWith("no identity") ? ["note", message] : ["problem", message];
  }
}

async function stock({ stock: directory, stockKeys }: DoctorFlags): Promise<Answer> {
  if (directory === undefined || stockKeys === undefined)
    return ["note", "not checked (give --stock and --stock-keys)"];
  const places = { directory, keyDirectory: stockKeys };
  const { state, kinds, epitaph } = await showStore(places);
  if (state !== "ready") return ["problem", `${state}${epitaph === null ? "" : `: ${epitaph}`}`];
  const [fault, ...more] = await verifyStore(places);
  if (fault !== undefined)
    return ["problem", more.length === 0 ? fault : `${fault}, and ${more.length} more`];
  return ["ok", kinds.map((k) => `${k.left} ${wordFor(k.kind)}`).join(", ") || "empty"];
}
