/** The steps of a page that a reader goes through: files to be saved, and commands with what they print. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { ENTRY } from "../cli/spdz.ts";

const NODE_AND_SPDZ = `"${process.execPath}" "${ENTRY}"`;

/** A file to be saved, or commands with the exit code of the last one and what they must print. */
export type Step =
  | { readonly file: string; readonly content: string }
  | { readonly commands: string; readonly exit: number; readonly says: string | null };

/** In their order on the page. */
export function stepsOf(text: string): Step[] {
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

/** As a reader would, in `folder`. Each port of the page is replaced by one that is free. */
export function follow(step: Step, folder: string, ports: ReadonlyMap<number, number>): void {
  const elsewhere = (text: string) =>
    [...ports].reduce((all, [port, free]) => all.replaceAll(`${port}`, `${free}`), text);
  if ("file" in step) {
    const path = join(folder, step.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, elsewhere(step.content));
    return;
  }
  const commands = elsewhere(step.commands).replaceAll(
    /npm run -s spdz --|npx spdz/g,
    NODE_AND_SPDZ,
  );
  const script = `${commands}code=$?\nwait\nexit $code\n`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      NO_COLOR: "1",
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    },
  });
  assert.equal(status, step.exit, `${step.commands}${stdout}${stderr}`);
  if (step.says !== null) assert.ok(`${stdout}${stderr}`.includes(step.says), stdout + stderr);
}
