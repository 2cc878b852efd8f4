/**
 * Every step of TUTORIAL.md, as a reader would go through it, in a folder of its own. The quick form ends where parties make
 * keys for the first time.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { freePorts } from "../../run/ports.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { LONG } from "../support/long.ts";
import { ENTRY } from "./spdz.ts";

const TEXT = readFileSync("TUTORIAL.md", "utf8");
const NODE_AND_SPDZ = `"${process.execPath}" "${ENTRY}"`;

/** A file to be saved, or commands with the exit code of the last one and what they must print. */
type Step =
  | { readonly file: string; readonly content: string }
  | { readonly commands: string; readonly exit: number; readonly says: string | null };

/** In their order on the page. */
function stepsOf(text: string): Step[] {
  const saved = /^Save this as `(.+)`:\n\n```\w+\n([\s\S]*?)^```$/gm;
  const run = /^```sh(?: exits-(\d+))?\n([\s\S]*?)^```$(?:\n\n```text\n([\s\S]*?)^```$)?/gm;
  const files = [...text.matchAll(saved)].map((match) => ({
    at: match.index,
    step: { file: match[1]!, content: match[2]! },
  }));
  const commands = [...text.matchAll(run)].map((match) => ({
    at: match.index,
    step: {
      commands: match[2]!,
      exit: Number(match[1] ?? 0),
      says: match[3]?.trim() ?? null,
    },
  }));
  return [...files, ...commands].sort((a, b) => a.at - b.at).map(({ step }) => step);
}

describe("the tutorial", () => {
  const folder = ownTemporaryFolder();
  const steps = stepsOf(TEXT);

  it("has steps of both kinds", () => {
    assert.equal(steps.filter((step) => "file" in step).length, 7);
    assert.equal(steps.filter((step) => "commands" in step).length, 7);
  });

  it("says what comes, step by step", async () => {
    const ports = await freePorts(3);
    const elsewhere = (text: string) =>
      [7000, 7001, 7002].reduce((all, port, k) => all.replaceAll(`${port}`, `${ports[k]}`), text);
    const inTheClear = steps.findIndex((step) => "commands" in step);
    for (const step of LONG ? steps : steps.slice(0, inTheClear + 2)) {
      if ("file" in step) {
        const path = join(folder, step.file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, elsewhere(step.content));
        continue;
      }
      const commands = elsewhere(step.commands).replaceAll("npm run -s spdz --", NODE_AND_SPDZ);
      const script = `${commands}code=$?\nwait\nexit $code\n`;
      const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1" },
      });
      assert.equal(status, step.exit, `${step.commands}${stdout}${stderr}`);
      if (step.says !== null) assert.ok(`${stdout}${stderr}`.includes(step.says), stdout + stderr);
    }
  });
});
