/** A plan as JSON. Items have the names of `spdz offline --items`; matrices of links are rows of senders. */
import { type Demand, wordFor } from "../items/demand.ts";
import type { CombinationPlan, WholePlan } from "../run/whole-plan.ts";
import { type OnlineFigures, onlineFigures } from "./plan-figures.ts";

export function planJson(plan: WholePlan, pricePerGb: number | null): object {
  const {
    program,
    parties,
    routing,
    comparisons,
    compared,
    items,
    unknown,
    undeclared,
    combinations,
  } = plan;
  const engines = onlineFigures(plan, pricePerGb);
  return {
    program,
    parties,
    routing,
    comparisons,
    // Where products are always faster there is no number: null.
    compared: compared && {
      ...compared.ways,
      breakEvenMs: Number.isFinite(compared.breakEvenMs) ? compared.breakEvenMs : null,
    },
    items: named(new Map(items)),
    unknown,
    undeclared,
    online:
      engines && Object.fromEntries(engines.map(([name, figures]) => [name, onlineJson(figures)])),
    combinations: Object.fromEntries(
      combinations.map((combination) => [combination.security, combinationJson(combination)]),
    ),
  };
}

const onlineJson = ({ online, bytes, price, networks }: OnlineFigures) => ({
  rounds: online.traffic.online.rounds,
  openingRounds: online.rounds,
  elements: online.elements,
  checks: online.checks,
  unchecked: online.unchecked,
  traffic: online.traffic,
  bytes,
  ...(price !== null && { price }),
  networks: Object.fromEntries(networks.map(({ network, time }) => [network.name, time])),
});

const combinationJson = ({ material, wasted, memory, budget }: CombinationPlan) => ({
  made: named(material.made),
  spentOnOthers: named(material.spent),
  wasted: named(wasted),
  atMost: material.atMost.map(wordFor),
  replies: material.replies,
  discardedOnAverage: named(material.discards),
  memoryAtMost: memory,
  budget,
});

const named = (counts: Demand): Record<string, number> =>
  Object.fromEntries([...counts].map(([name, count]) => [wordFor(name), count]));
