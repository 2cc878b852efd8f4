/** SLURM's commands as far as they are used, on one machine: srun runs what it is given, sbatch only takes note. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface FakeSlurm {
  readonly folder: string;
  /** All that was said to, and by, processes on nodes. */
  said(): string;
  /** Arguments of every call, a line each. */
  calls(command: "sbatch" | "scancel"): string[];
}

const SCRIPTS = {
  scontrol: `case "$2" in
hostnames) echo "$3" | tr , '\\n' ;;
node) echo "NodeName=$3 NodeAddr=127.0.0.1 Port=1" ;;
config) echo "MaxArraySize            = 2" ;;
esac`,
  sinfo: `for k in 1 2 3 4 5 6 7 8 9 10; do echo "n$k lab* idle"; done`,
  sbatch: `cat > "$FAKE_SLURM/script"
echo "$*" >> "$FAKE_SLURM/sbatch.calls"
if [ "$(wc -l < "$FAKE_SLURM/sbatch.calls")" = "$FAKE_SBATCH_FAILS_AT" ]; then echo "sbatch: error: no" >&2; exit 1; fi
echo $((100 + $(wc -l < "$FAKE_SLURM/sbatch.calls")))`,
  scancel: `echo "$*" >> "$FAKE_SLURM/scancel.calls"`,
  squeue: "",
};

/** Runs what it is given, and notes what passes. */
const SRUN = `#!${process.execPath}
const { spawn } = require("node:child_process");
const { appendFileSync } = require("node:fs");
const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
const [command, ...args] = process.argv.slice(2 + flags.length);
if (flags.includes("--nodelist=broken")) {
  console.error("srun: error: broken: node is down");
  process.exit(1);
}
if (flags.includes("--nodelist=slow")) setTimeout(() => {}, 60_000);
else {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const pass = (from, to) => {
    from.on("data", (data) => appendFileSync(process.env.FAKE_SLURM + "/said", data));
    from.pipe(to);
  };
  pass(process.stdin, child.stdin.on("error", () => {}));
  pass(child.stdout, process.stdout);
  child.once("close", (code) => process.exit(code ?? 1));
}
`;

/** Found by this process and those that it starts, below `root`. */
export function fakeSlurm(root: string): FakeSlurm {
  const folder = mkdtempSync(join(root, "slurm-"));
  const scripts = Object.entries(SCRIPTS).map(
    ([command, script]) => [command, `#!/bin/sh\n${script}\n`] as const,
  );
  for (const [command, text] of [...scripts, ["srun", SRUN] as const])
    writeFileSync(join(folder, command), text, { mode: 0o755 });
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  process.env.FAKE_SLURM = folder;
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "";
  return {
    folder,
    said: () => read("said"),
    calls: (command) => read(`${command}.calls`).split("\n").filter(Boolean),
  };
}
