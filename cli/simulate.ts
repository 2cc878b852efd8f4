/** `spdz simulate`: a program in the clear, with the error and the size of every number that it computes. */
import { type Command, Option } from "commander";
import type { Rounding } from "../online/rounding.ts";
import { jsonText } from "../online/value.ts";
import { simulate } from "../run/simulate.ts";
import { interruptible } from "./interrupt.ts";
import { type ProgramFlags, programArguments, withProgram } from "./options.ts";
import { consoleOnStderr } from "./program-console.ts";
import { simulationJson } from "./simulation-json.ts";
import { describeSimulation } from "./simulation-text.ts";

interface SimulateFlags extends ProgramFlags {
  readonly rounding: Rounding;
  readonly seed?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz simulate fraud-scores
  spdz simulate ./my-program.ts --parties 2 --own 0:file=mine.csv --own 1:file=yours.csv
  spdz simulate k-means --rounding floor --json

NOTHING IS SECRET HERE. All parties are in this one process, which has the data of all of them, computes in the clear,
and prints values. Use it where the data are yours, or made up. No other party is connected.

The operations are those of a run, with the same results. Beside every secret goes a shadow: what it would be in real
numbers, with 40 more fractional bits and no bound. Arguments are written as for spdz run. The exit code is 1 if a
number left its range, declared or ±(2^58 − 2^18), or a result is not what its operands make: a run could not tell, and
would go on with wrong ones. It is 1, too, where a run would refuse the program before it starts, as spdz plan does.`;

export function addSimulate(spdz: Command, end: (code: number) => void): void {
  withProgram(spdz.command("simulate"))
    .summary("run a program IN THE CLEAR: how exact and how large its numbers are")
    .description(
      "Runs a program IN THE CLEAR in this process, and says of each operation how far its results are from those in real numbers, and how near they come to the ends of their range.",
    )
    .addOption(
      new Option("--rounding <how>", "how truncation rounds: at random, as engines do, or down")
        .choices(["probabilistic", "floor"] satisfies Rounding[])
        .default("probabilistic" satisfies Rounding),
    )
    .option("--seed <text>", "rounds at random in the same way each time")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action(async (program: string, flags: SimulateFlags) => {
      const { parties, rounding, seed } = flags;
      const given = { program, ...programArguments(flags), parties, rounding };
      const report = await interruptible((signal) =>
        consoleOnStderr(() => simulate({ ...given, ...(seed !== undefined && { seed }), signal })),
      );
      const text =
        flags.json === true ? jsonText(simulationJson(report)) : describeSimulation(report);
      process.stdout.write(`${text}\n`);
      end(report.exitCode);
    });
}
