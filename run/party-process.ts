/** The process of one party, or of the dealer, of a local run. Started and told what to do by child.ts. */
import { rmSync } from "node:fs";
import { ablationOf } from "../attacks/ablations/ablations.ts";
import type { Adversary } from "../attacks/attack.ts";
import { letHeapGrow } from "../host/node/heap.ts";
import { loadIdentity } from "../host/node/identity.ts";
import { dealSession, type JoinOptions, joinSession } from "../host/node/party/join.ts";
import type { Party, Preparation } from "../host/node/party/party.ts";
import type { PartyStatistics } from "../host/node/party/statistics.ts";
import { openTrace, type Trace } from "../host/node/party/trace.ts";
import { checkedBgv } from "../host/party/lattice.ts";
import { EXIT, exitCodeAfter, type Failure, failureOf, shortened } from "./exit-code.ts";
import { noNeeds } from "./made-online.ts";
import type { AdversarySpec, FromProcess, Start } from "./messages.ts";
import { pack, unpack } from "./packed.ts";
import { prepared } from "./prepared.ts";
import { loadProgram } from "./program-module.ts";
import type { Result } from "./result.ts";
import { type Taken, takePart } from "./take-part.ts";

/** LOCAL: lines of a stack trace, whose first ones are the error's own message. */
const MAX_TRACE = 30;
/** How long a program may leave something open after its end. */
const LINGER_MS = 2000;

// The launcher decides what Ctrl-C and Ctrl-\ mean; the latter's core dump would hold shares.
for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, () => undefined);
letHeapGrow();
process.once("message", (start) => void serve(unpack<Start>(start as Uint8Array)));

async function serve(start: Start): Promise<void> {
  // An orphan leaves nothing behind.
  const orphaned = () => {
    rmSync(start.runFolder, { recursive: true, force: true });
    process.exit(EXIT.interrupted);
  };
  process.once("disconnect", orphaned);
  let trace: Trace | null = null;
  let party: Party | null = null;
  let taken: Taken = { result: null, afterwards: null };
  let error: Failure | null = null;
  let dealt: PartyStatistics | null = null;
  try {
    trace = start.traceFile === null ? null : openTrace(start.traceFile);
    const { program, adversary, options } = await prepare(start);
    const join = { ...options, ...(trace && { trace }) };
    if (start.self === start.parties) dealt = await dealSession(join);
    else {
      party = await joinSession(join);
      const { needs } = start;
      const onItems = (now: Preparation) => tell({ type: "items", ...now });
      if (needs.items !== null) await prepared(party, needs.items, onItems);
      else if (start.self === 0) say(noNeeds(needs.why));
      const args = { ...start.args, ...start.ownArgs };
      const seenAs = adversary?.mpc?.bind(adversary);
      const onResult = (result: Result) => tell({ type: "result", result });
      taken = await takePart(party, { program, args, seenAs, onResult });
    }
  } catch (thrown) {
    error = failureOf(thrown);
    // A bug's place; what is not a bug has said all in one line.
    if (error.exitCode === EXIT.bug && thrown instanceof Error && thrown.stack !== undefined)
      for (const text of thrown.stack.split("\n").slice(0, MAX_TRACE)) say(text);
  }
  trace?.close();
  const statistics = party?.statistics() ?? dealt;
  const labels = party?.labels ?? [];
  tell({ type: "done", ...taken, error, labels, statistics }, () => {
    // Not process.exit: the last words to the peers may still be on their way.
    process.exitCode = error?.exitCode ?? exitCodeAfter(taken.afterwards);
    process.removeListener("disconnect", orphaned);
    if (process.connected) process.disconnect();
    setTimeout(() => process.exit(), LINGER_MS).unref();
  });
}

async function prepare(start: Start) {
  const identity = loadIdentity(start.identityFolder);
  rmSync(start.identityFolder, { recursive: true, force: true });
  const { program, name, digest } = await loadProgram(start.program);
  const adversary = start.adversary === null ? null : await adversaryOf(start.adversary);
  const { self, members, security, statistical, threads, args, deadlineMs, connectMs } = start;
  const ablation = ablationOf(start.ablation);
  const options: JoinOptions = {
    self,
    identity,
    members,
    security,
    statistical,
    threads,
    ...(ablation && { ablation }),
    routing: start.routing,
    comparisons: start.comparisons,
    args,
    program: { name, digest },
    deadlineMs,
    connectMs,
    ...(start.polling !== null && { polling: start.polling }),
    log: say,
    onPhase: ({ phase, at }) => tell({ type: "phase", phase, at }),
    ...(adversary && corruptJoin(adversary)),
  };
  return { program, adversary, options };
}

/** No honest process has the code of an attack. */
async function adversaryOf({ attack, options }: AdversarySpec): Promise<Adversary> {
  const { loadAttack } = await import("./load-attack.ts");
  return (await loadAttack(attack)).corrupt(options);
}

const corruptJoin = (adversary: Adversary): Pick<JoinOptions, "through" | "lattice"> => ({
  through: (transport) => adversary.transport?.(transport) ?? transport,
  async lattice(session, request) {
    const honest = await checkedBgv(session, request);
    return adversary.lattice?.(honest) ?? honest;
  },
});

const say = (text: string): void => tell({ type: "log", text: shortened(text.toWellFormed()) });

function tell(message: FromProcess, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(pack(message), undefined, undefined, then);
  else then();
}
