/** Why a program does not load, in one line, with the place where it says so. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** "line 3: Expression expected"; with the file's name in front if it is another than `path`. */
export function whyNotLoaded(path: string, error: Error): string {
  const message = error.message.split("\n")[0]!;
  if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return message;
  const place = placeIn(error.stack ?? "") ?? (error.name === "SyntaxError" ? checked(path) : null);
  if (place === null) return message;
  return `${place.file === path ? "" : `${place.file} `}line ${place.line}: ${message}`;
}

interface Place {
  readonly file: string;
  readonly line: string;
}

/** Above the code that is shown, or where it was thrown. */
function placeIn(text: string): Place | null {
  const [, shown, at] = /^(\S.*?\.[cm]?[jt]s):(\d+)$/m.exec(text) ?? [];
  const [, thrown, line] = /^ +at (?:.*\()?(file:\/\/.*?):(\d+):\d+\)?$/m.exec(text) ?? [];
  const file = shown ?? thrown;
  if (file === undefined) return null;
  return { file: file.startsWith("file:") ? fileURLToPath(file) : file, line: (at ?? line)! };
}

/** An import tells no line of JavaScript's own syntax errors. A check of the file does. */
function checked(path: string): Place | null {
  const { stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8" });
  return placeIn(stderr);
}
