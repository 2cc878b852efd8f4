/**
 * Run in a copy of the sources to which the kind of sign.ts was added: deals it, makes it, keeps it and accounts for it.
 * Prints what came of it as JSON.
 */
import { prime60 } from "../../algebra/prime60.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { budgetOf } from "../../host/party/budget.ts";
import { FORMS, formatDemand, parseDemand } from "../../items/demand.ts";
import { parseKind } from "../../items/kinds.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { preload } from "../../items/stock.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { type Backend, Generated } from "../../offline/generated.ts";
import { lowgear } from "../../offline/lowgear/backend.ts";

const field = prime60();
const SIGN = parseKind("sign");

/** A backend whose basic items are dealt. */
const backendOf = (dealt: Preprocessing): Backend => ({
  ...{ family: dealt.family, field, keyId: dealt.keyId, macKey: dealt.macKey, labels: [] },
  statistical: 40,
  largestBatch: () => 64,
  make: async (item, count, { deliver }) => deliver(await dealt.take(item, count), count),
  wipe: () => undefined,
});

/** The distinct values of 300 signs. */
async function values(parties: readonly Preprocessing[]): Promise<number[]> {
  const taken = await Promise.all(parties.map((party) => party.take(SIGN, 300)));
  const s = taken.map((columns) => columns[0]!).reduce((a, b) => field.add(a, b));
  return [...new Set(field.toSigned(s))].map(Number).sort((a, b) => a - b);
}

const dealt = dealLocally(2, field, "authenticated", nodeSuite, "signs");
const basic = dealLocally(2, field, "authenticated", nodeSuite, "basic");
const made = memoryNetwork(2, { suite: nodeSuite }).map(
  (transport, self) => new Generated(new Session(transport), backendOf(basic[self]!)),
);
const kept = await Promise.all(
  dealt.map((source, self) => preload(source, { self, n: 2 }, [["sign", 300]])),
);
const material = lowgear.makes.authenticated;
const usage = { material, used: new Map([["sign", 3]]), checks: 1 };
console.log(
  JSON.stringify({
    dealt: await values(dealt),
    made: await values(made),
    kept: await values(kept),
    used: [...made[0]!.used()],
    demand: formatDemand(parseDemand("signs=5")),
    forms: FORMS.slice(0, 5),
    terms: budgetOf({ ...usage, labels: [], statistical: 40 }).terms.map((t) => t.name),
  }),
);
