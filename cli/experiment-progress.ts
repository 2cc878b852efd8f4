/** Shows how far an experiment is: on a terminal in one line that changes, elsewhere in a plain line per run. */
import type { RunnerEvent } from "../experiments/harness/runner.ts";
import type { Log } from "./log.ts";
import { StatusLine, type Surroundings } from "./status-line.ts";

export class ExperimentProgress {
  readonly #log: Log;
  readonly #line: StatusLine;

  constructor(log: Log, quiet: boolean, around?: Surroundings) {
    this.#log = log;
    this.#line = new StatusLine(log, quiet, around);
  }

  event = (event: RunnerEvent): void => {
    if (event.type === "line") this.#log.debug(event.text);
    else if (event.type === "begins") this.#begins(event);
    else this.#say(lineOf(event));
  };

  clear(): void {
    this.#line.end();
  }

  #begins({ cell, repetition, done, runs, cellsDone, cells, leftMs }: Begins): void {
    const left = leftMs === null ? "" : `, ${formatLeft(leftMs)} left`;
    const which = repetition < 0 ? "warm-up" : `#${repetition}`;
    const line = `${cellsDone} of ${cells} cells, ${done} of ${runs} runs${left}: ${cell.id} ${which}`;
    if (!this.#line.live) this.#log.info(line);
    const began = this.#line.now();
    this.#line.set(() => {
      const ms = this.#line.now() - began;
      return ms < 1000 ? line : `${line}, for ${formatLeft(ms)}`;
    });
  }

  #say(line: string | null): void {
    if (line === null) return;
    this.clear();
    this.#log.info(line);
  }
}

type Begins = Extract<RunnerEvent, { type: "begins" }>;

/** Null if the event needs no line. */
function lineOf(event: Extract<RunnerEvent, { type: "planned" | "ended" }>): string | null {
  if (event.type === "planned") {
    const before = event.done > 0 ? `, ${event.done} of them recorded before` : "";
    return `${event.runs} runs${before}, into ${event.folder}`;
  }
  const { cell, repetition, status, reason } = event.record;
  if (status === "ok") return null;
  return `${status}: ${cell.id}${status === "failed" ? ` #${repetition}` : ""}: ${reason}`;
}

/** "40 s", "12 min", "3 h 20 min". */
export function formatLeft(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
