/** `spdz schema`: the JSON schema of an experiment's config, for editors and other programs. */
import type { Command } from "commander";
import { experimentJsonSchema } from "../experiments/config/schema.ts";

export function addSchema(spdz: Command): void {
  spdz
    .command("schema")
    .summary("print the JSON schema of experiments' configs")
    .description(
      "Prints the JSON schema of configs. It does not say which values exclude each other.",
    )
    .addHelpText("after", "\nExamples:\n  spdz schema > experiment.schema.json")
    .action(() => {
      process.stdout.write(`${JSON.stringify(experimentJsonSchema(), null, 2)}\n`);
    });
}
