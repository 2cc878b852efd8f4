import { CanOverflow } from "../online/overflow.ts";
import { type Plan, PlanEvaluator, type PlanOptions, Unplannable } from "../online/plan.ts";
import { Calls, type Program } from "./mpc.ts";

export { CanOverflow, type Plan, type PlanOptions, Unplannable };

/**
 * What `program` takes at one party. It is run on a plan: nothing is computed.
 * @throws CanOverflow if by the declared ranges a number may leave ±M; Unplannable if what it does depends on what it puts out, or it calls too often; and what the program throws.
 */
export async function planProgram(
  program: Program,
  args: unknown,
  options: PlanOptions,
): Promise<Plan> {
  const evaluator = new PlanEvaluator(options);
  try {
    // First of all what ended the plan: a program may take it for its own, and return.
    await Promise.race([evaluator.over, program(new Calls(evaluator), args)]);
  } catch (cause) {
    const said = cause instanceof Unplannable || cause instanceof CanOverflow;
    if (said || !evaluator.read) throw cause;
    throw new Unplannable("the program fails on outputs of 0", { cause });
  }
  return evaluator.end();
}
