/** `spdz plan`: what a run would take, send, hold and cost, before anything is started. */
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../host/usage-error.ts";
import type { Routing } from "../protocols/open.ts";
import { DEFAULT_STATISTICAL } from "../protocols/security.ts";
import type { ComparisonsWish } from "../run/choose-comparisons.ts";
import { wholePlan } from "../run/whole-plan.ts";
import { interruptible } from "./interrupt.ts";
import {
  comparisonsOption,
  latencyOption,
  type ProgramFlags,
  programArguments,
  routingOption,
  statisticalOption,
  withProgram,
} from "./options.ts";
import { planJson } from "./plan-json.ts";
import { describePlan } from "./plan-text.ts";
import { consoleOnStderr } from "./program-console.ts";

interface PlanFlags extends ProgramFlags {
  readonly routing: Routing;
  readonly comparisons: ComparisonsWish;
  readonly latency?: number;
  readonly statistical?: number;
  readonly pricePerGb?: number;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz plan mult3 --parties 3 --args factors=[2,3,7]
  spdz plan hospital-logistic-regression --price-per-gb 0.09
  spdz plan ./my-program.ts --parties 2 --args-file args.yaml --json

The program runs without the others and without secrets, as before every run. A program of your own does so in a process
of its own. Nothing is sent, and no material is made. Arguments are written as for spdz run.`;

export function addPlan(spdz: Command): void {
  withProgram(spdz.command("plan"))
    .summary("say what a run would take, send and cost, before it runs")
    .description(
      "Plans a program: items and what is wasted of them, rounds, bytes on every link, memory, security, time on links.",
    )
    .addOption(statisticalOption("s of the security budget"))
    .addOption(routingOption())
    .addOption(comparisonsOption("what is faster at --latency"))
    .addOption(latencyOption())
    .option("--price-per-gb <x>", "what a gigabyte (10^9 bytes) that is sent costs", price)
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action(async (program: string, flags: PlanFlags) => {
      const { parties, routing, comparisons, latency } = flags;
      const { statistical = DEFAULT_STATISTICAL, pricePerGb = null } = flags;
      const of = {
        parties,
        routing,
        comparisons,
        statistical,
        ...(latency !== undefined && { latencyMs: latency }),
      };
      const options = { program, ...programArguments(flags), ...of };
      const plan = await interruptible((signal) =>
        consoleOnStderr(() => wholePlan({ ...options, signal })),
      );
      if (plan.items === null) throw new UsageError(notPlanned(program, plan.why));
      const text =
        flags.json === true
          ? JSON.stringify(planJson(plan, pricePerGb))
          : describePlan(plan, pricePerGb);
      process.stdout.write(`${text}\n`);
    });
}

const notPlanned = (program: string, why: string): string =>
  `${program} cannot be planned: ${why} (about.outputs or about.needs of the program could say)`;

function price(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || !Number.isFinite(value))
    throw new InvalidArgumentError("A price like 0.09 is expected.");
  return value;
}
