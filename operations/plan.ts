import { DataDependent, type Plan, PlanEvaluator, type PlanOptions } from "../online/plan.ts";
import { Calls, type Program } from "./mpc.ts";

export { DataDependent, type Plan, type PlanOptions };

/**
 * What `program` takes at one party: it is run, and nothing is computed.
 * @throws DataDependent where what it does rests on what it puts out; whatever the program throws.
 */
export async function planProgram(
  program: Program,
  args: unknown,
  options: PlanOptions,
): Promise<Plan> {
  const evaluator = new PlanEvaluator(options);
  try {
    await program(new Calls(evaluator), args);
  } catch (cause) {
    if (cause instanceof DataDependent || !evaluator.read) throw cause;
    throw new DataDependent("the program fails on outputs of 0", { cause });
  }
  return evaluator.end();
}
