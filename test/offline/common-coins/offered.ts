/**
 * Run in a copy of the sources to which the backend was added: what others know of it, and a product on its material.
 * Prints what came of it as JSON.
 */
import assert from "node:assert/strict";
import { styleFor } from "../../../experiments/report/plots/palette.ts";
import { makeItems } from "../../../host/node/party/session-material.ts";
import { budgetOf, describeBudget } from "../../../host/party/budget.ts";
import {
  combinationOf,
  isSecurity,
  madeBy,
  SECURITIES,
  type WithMaterial,
} from "../../../host/party/combination.ts";
import { createEngine } from "../../../operations/engine.ts";
import { runParties } from "../../support/parties.ts";

const NAME = "spdz+common-coins";
if (!isSecurity(NAME)) throw new Error(`no combination ${NAME}`);
const security = NAME as WithMaterial;

const { results } = await runParties(2, async (session) => {
  const items = await makeItems(security, session, session, { statistical: 40 });
  assert.deepEqual(items.labels, combinationOf(security).labels);
  const mpc = createEngine(session, items);
  const [x, y] = await Promise.all(
    [6, 7].map((factor, owner) => mpc.input(owner, 1, mpc.self === owner ? [factor] : null)),
  );
  const [product] = await mpc.output(await mpc.multiply(x!, y!));
  await mpc.close();
  return { product: Number(product), used: mpc.statistics().items };
});
const [first] = results;
if (first === undefined || first instanceof Error) throw first;

const { material } = madeBy(security);
const { labels } = combinationOf(security);
const usage = { material, labels, used: first.used, checks: 1, statistical: 40 };
console.log(
  JSON.stringify({
    securities: SECURITIES,
    products: results.map((result) => (result instanceof Error ? result.code : result.product)),
    budget: describeBudget(budgetOf(usage)),
    colors: styleFor(new Map(SECURITIES.map((name) => [name, name]))).colors,
  }),
);
