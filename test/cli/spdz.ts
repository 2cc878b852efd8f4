/** Running the command in tests: in this process, or as a real one. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { TestContext } from "node:test";
import { run } from "../../cli/main.ts";

export const ENTRY = resolve(import.meta.dirname, "..", "..", "cli", "spdz.js");

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** In this process: quick, for what starts nothing. One at a time. */
export async function spdz(t: TestContext, ...argv: readonly string[]): Promise<Ended> {
  let [out, err] = ["", ""];
  const real = process.stdout.write.bind(process.stdout);
  const stdout = t.mock.method(process.stdout, "write", (text: string | Uint8Array) => {
    // The test runner's own reports are bytes.
    if (typeof text !== "string") return real(text);
    out += text;
    return true;
  });
  const stderr = t.mock.method(process.stderr, "write", (text: string) => {
    err += text;
    return true;
  });
  try {
    return { code: await run(argv), out, err };
  } finally {
    stdout.mock.restore();
    stderr.mock.restore();
  }
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when `text` has been written to stderr; rejects if the process ends before. */
  said(text: string): Promise<void>;
}

/** As a real process, in a group of its own. */
export function start(...argv: readonly string[]): Started {
  const child = spawn(process.execPath, [ENTRY, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, NO_COLOR: "1", SPDZ_LOG: "debug" },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((settle) => {
    child.once("close", (code) => settle({ code: code ?? -1, out, err }));
  });
  return {
    process: child,
    ended,
    said: (text) =>
      new Promise((settle, reject) => {
        const look = () => {
          if (err.includes(text)) settle();
        };
        child.stderr.on("data", look);
        void ended.then(() => reject(new Error(`it ended without saying "${text}":\n${err}`)));
        look();
      }),
  };
}

/** The processes that a run with SPDZ_LOG=debug has announced. */
export const pidsIn = (err: string): number[] =>
  [...err.matchAll(/ is process (\d+)/g)].map((match) => Number(match[1]));
