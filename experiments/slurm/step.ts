/** One member of a run, on its own node, as the first node of the job sees it: a step of srun. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RunningParty } from "../../run/all-ended.ts";
import { EXIT, type Failure } from "../../run/exit-code.ts";
import type { LocalRunEvent, PartyOutcome } from "../../run/outcome.ts";
import { fromPackedLine, packedLine } from "../../run/packed.ts";
import type { PlacelessStart } from "../../run/start-of.ts";
import type { HostRecord } from "../records/record.ts";
import type { FromNode, Introduction, ToNode } from "./messages.ts";

const ENTRY = fileURLToPath(new URL("./node-process.ts", import.meta.url));
/** How long a step may take to end after it was told to. */
const GRACE_MS = 5000;

export interface StepOptions {
  readonly party: number;
  /** The name in its certificate: "party-0", "dealer". */
  readonly name: string;
  readonly node: string;
  /** The address at which the others reach it. */
  readonly address: string;
  readonly onEvent: (event: LocalRunEvent) => void;
}

export class Step implements RunningParty {
  readonly party: number;
  /** Resolves once the process has come up; with null if it ends before. */
  readonly here: Promise<(Introduction & { readonly host: HostRecord }) | null>;
  readonly ended: Promise<PartyOutcome>;
  labels: readonly string[] = [];
  readonly #process: ChildProcess;
  #isHere = false;
  #outcome: PartyOutcome | null = null;
  #stopped: Failure | null = null;
  /** The last line that srun or the process printed. It is the reason if there is no other. */
  #lastWords = "";

  constructor({ party, name, node, address, onEvent }: StepOptions) {
    this.party = party;
    const where = ["--nodes=1", "--ntasks=1", `--nodelist=${node}`];
    this.#process = spawn(
      "srun",
      [...where, "--cpu-bind=none", "--unbuffered", process.execPath, ENTRY, name, address],
      { stdio: ["pipe", "pipe", "pipe"] },
    );
    // "close" reports a step that is gone, so this error adds nothing.
    this.#process.stdin!.on("error", () => undefined);
    const { promise, resolve: isHere } = Promise.withResolvers<Awaited<Step["here"]>>();
    this.here = promise;
    createInterface({ input: this.#process.stdout! }).on("line", (line) => {
      const message = fromPackedLine<FromNode>(line);
      if (message?.type === "here") {
        this.#isHere = true;
        isHere(message);
      } else if (message?.type === "event") onEvent(message.event);
      else if (message?.type === "done")
        ({ outcome: this.#outcome, labels: this.labels } = message);
      else onEvent({ type: "line", party, text: line });
    });
    createInterface({ input: this.#process.stderr! }).on("line", (text) => {
      this.#lastWords = text;
      onEvent({ type: "line", party, text });
    });
    this.ended = new Promise((resolve) => {
      const finish = (exit: number | string) => {
        isHere(null);
        resolve(this.#outcome ?? this.#lost(node, exit));
      };
      this.#process.once("error", ({ message }) => finish(message));
      this.#process.once("close", (code, signal) => finish(signal ?? code ?? EXIT.bug));
    });
  }

  start(start: PlacelessStart): void {
    this.#say({ type: "start", start });
  }

  stop(why: Failure): void {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#stopped ??= why;
    this.#say({ type: "stop", why });
    setTimeout(() => this.#process.kill("SIGKILL"), GRACE_MS).unref();
  }

  /** Ends the step unless it has come up. */
  late(): void {
    if (this.#isHere) return;
    this.#stopped ??= lost("its node did not start it in time");
    this.kill();
  }

  /** Ends the step at once. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  #say(word: ToNode): void {
    this.#process.stdin!.write(`${packedLine(word)}\n`);
  }

  #lost(node: string, exit: number | string): PartyOutcome {
    const said = this.#lastWords === "" ? "" : `: ${this.#lastWords}`;
    const message = `the step on ${node} ended by ${exit}${said}`;
    const error = this.#stopped ?? lost(message);
    const failed = { result: null, error, afterwards: null, statistics: null };
    return { party: this.party, ...failed, exit };
  }
}

const lost = (message: string): Failure => ({
  code: "lost",
  message,
  culprits: [],
  exitCode: EXIT.bug,
});
