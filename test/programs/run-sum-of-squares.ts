/**
 * Run in a copy of the sources to which the program was added: plans it, and runs it in the clear and on engines in
 * memory. Prints what came of it as JSON.
 */
import { loadProgram } from "../../run/program-module.ts";
import { needsOfAll } from "../../run/program-plan.ts";
import { assertPlanned, EVALUATORS, evaluate } from "./evaluate.ts";

const module = await loadProgram("sum-of-squares");
const { program } = module;
const { items } = await needsOfAll(module, () => ({}), 2);
const results: Record<string, unknown> = {};
for (const evaluator of EVALUATORS) {
  const evaluation = await evaluate(evaluator, 2, program, { value: 5 });
  await assertPlanned(evaluator, program, { value: 5 }, evaluation);
  results[evaluator] = evaluation.results;
}
console.log(JSON.stringify({ needs: [...(items ?? [])], results }));
