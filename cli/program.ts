/** `spdz program`: the programs that ship, to be read and copied. */
import { extname } from "node:path";
import type { Command } from "commander";
import { aligned } from "../experiments/demo/report.ts";
import { copyOf, findProgram, loadProgram, shippedPrograms } from "../run/program-module.ts";

const EXAMPLES = `
Examples:
  spdz program                              list the programs that ship
  spdz program mult3 > my-program.ts        a copy that runs in any folder (.js where the package is installed)
  spdz run ./my-program.ts`;

export function addProgram(spdz: Command): void {
  spdz
    .command("program")
    .summary("list the programs that ship, or print one to be copied")
    .description("Prints a program that ships, so that a copy of it runs in any folder.")
    .argument("[name]", "the name of a program that ships; without it all are listed")
    .addHelpText("after", EXAMPLES)
    .action(async (name: string | undefined) => {
      process.stdout.write(name === undefined ? await list() : copyOf(name));
    });
}

async function list(): Promise<string> {
  const rows: string[][] = [];
  for (const name of shippedPrograms()) {
    const { about } = await loadProgram(name);
    rows.push([name, extname(findProgram(name).path), about?.does ?? ""]);
  }
  return `${aligned(rows).join("\n")}\n`;
}
