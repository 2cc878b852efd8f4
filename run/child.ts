/** One process of a run, as its launcher sees it. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { errnoInWords } from "../host/node/errno-words.ts";
import { EXIT, type Failure } from "./exit-code.ts";
import { eachLine } from "./lines.ts";
import type { FromProcess, Start } from "./messages.ts";
import type { LocalRunEvent, PartyOutcome } from "./outcome.ts";
import { pack, unpack } from "./packed.ts";

const ENTRY = fileURLToPath(new URL("./party-process.ts", import.meta.url));
/** How long a process that was told to end may take. */
const GRACE_MS = 500;

export class Child {
  readonly party: number;
  /** Resolves when the process is gone; never rejects. */
  readonly ended: Promise<PartyOutcome>;
  labels: readonly string[] = [];
  readonly #process: ChildProcess;
  readonly #onEvent: (event: LocalRunEvent) => void;
  /** What it had, and had checked, before its end. */
  #kept: Extract<FromProcess, { type: "result" }> | null = null;
  #done: Extract<FromProcess, { type: "done" }> | null = null;
  #stopped: Failure | null = null;

  /** `prefix`: the command that runs it elsewhere, in place of itself. */
  constructor(
    start: Start,
    onEvent: (event: LocalRunEvent) => void,
    prefix: readonly string[] = [],
  ) {
    this.party = start.self;
    this.#onEvent = onEvent;
    const [command, ...args] = [...prefix, process.execPath, ENTRY];
    this.#process = spawn(command!, args, {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced",
    });
    // A process that could not be started has none.
    for (const stream of [this.#process.stdout, this.#process.stderr].filter((s) => s != null))
      eachLine(stream, (text) =>
        onEvent({ type: "line", party: this.party, text: text.toWellFormed() }),
      );
    this.#process.on("message", (packed) => this.#hear(unpack<FromProcess>(packed as Uint8Array)));
    this.ended = new Promise((resolve) => {
      const finish = (exit: number | string) => resolve(this.#outcome(exit));
      this.#process.once("error", (error) => {
        this.#stopped ??= notStarted(error);
        finish(EXIT.usage);
      });
      this.#process.once("close", (code, signal) => finish(signal ?? code ?? EXIT.bug));
    });
    // A process that dies at once is seen by its end, not by this message.
    this.#process.send?.(pack(start), () => undefined);
    if (this.#process.pid !== undefined)
      onEvent({ type: "started", party: this.party, pid: this.#process.pid });
  }

  /** Ends the process, gently first. `why` stands in its outcome unless it has one. */
  stop(why: Failure): void {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#stopped ??= why;
    this.#process.kill("SIGTERM");
    setTimeout(() => this.#process.kill("SIGKILL"), GRACE_MS).unref();
  }

  /** At once, for a launcher that is about to exit itself. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  #hear(message: FromProcess): void {
    if (message.type === "done") {
      this.#done = message;
      this.labels = message.labels;
    } else if (message.type === "result") this.#kept = message;
    else if (message.type === "phase" || message.type === "items")
      this.#onEvent({ ...message, party: this.party });
    else this.#onEvent({ type: "line", party: this.party, text: message.text });
  }

  #outcome(exit: number | string): PartyOutcome {
    const { party } = this;
    if (this.#done !== null) {
      const { result, error, afterwards, statistics } = this.#done;
      return {
        party,
        result: error === null ? result : null,
        error,
        afterwards,
        statistics,
        exit,
      };
    }
    const failure = this.#stopped ?? diedOf(exit);
    const ended = { party, statistics: null, exit };
    return this.#kept === null
      ? { ...ended, result: null, error: failure, afterwards: null }
      : { ...ended, result: this.#kept.result, error: null, afterwards: failure };
  }
}

const notStarted = (error: Error): Failure => ({
  code: "not-started",
  message: `the process cannot be started: ${errnoInWords(error)}`,
  culprits: [],
  exitCode: EXIT.usage,
});

/** Why a process that said nothing is gone. */
function diedOf(exit: number | string): Failure {
  const killed = typeof exit === "string";
  return {
    code: killed ? "killed" : "crashed",
    message: killed ? `the process ended by ${exit}` : `the process ended with code ${exit}`,
    culprits: [],
    exitCode: killed ? EXIT.peer : EXIT.bug,
  };
}
