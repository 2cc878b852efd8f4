/** A run of mult3 in memory in which the last party is corrupt, as the record of an attack says. */
import assert from "node:assert/strict";
import { prime60 } from "../../algebra/prime60.ts";
import { ablationOf } from "../../attacks/ablations/ablations.ts";
import type { Adversary, Attack, Setting, Verdict } from "../../attacks/attack.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { twinOf, type WithMaterial } from "../../host/party/combination.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import type { AbortCode } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { createLowGear } from "../../offline/lowgear/lowgear.ts";
import { createEngine } from "../../operations/engine.ts";
import mult3 from "../../programs/mult3.ts";
import { smallBgv } from "./lowgear.ts";
import { type Outcome, runParties, type Tamper } from "./parties.ts";

export const ARGUMENTS = { factors: [2, 3, 7] };
export const RIGHT = { product: "42" };

/** What of a run is not in the setting of its attack. */
export interface Changed {
  /** Of the whole run. */
  readonly ablation?: string;
  readonly security?: WithMaterial;
  /** What parties do with their material in place of computing. */
  readonly ask?: (items: Preprocessing) => Promise<unknown>;
  /** Sees every message. */
  readonly tamper?: Tamper;
}

/** How honest parties are without the check: what a launcher is told in place of the setting. */
export function withoutCheck({ against, check }: Attack): Changed | null {
  if (!("leftOut" in check)) return null;
  return check.leftOut === "MACs"
    ? { security: twinOf(against.security)! }
    : { ablation: check.leftOut };
}

/** Everybody is honest where there is no adversary. */
export function runAttacked(
  adversary: Adversary | null,
  { parties: n, security: whole, routing }: Setting,
  { ablation: name = "none", security = whole, ask, tamper }: Changed = {},
): Promise<Outcome<unknown>> {
  const seed = `attacked ${n} ${security} ${routing}`;
  const ablation = ablationOf(name);
  const of = (party: number) => (party === n - 1 ? adversary : null);
  const family = security.startsWith("spdz") ? "authenticated" : "plain";
  const dealt = dealLocally(n, prime60(), family, nodeSuite, seed);
  const lowGear = (session: Session): Promise<Preprocessing> => {
    const flooding = ablation?.flooding;
    const honest = smallBgv(session, "proved", { degree: 64, ...(flooding && { flooding }) });
    const bgv = of(session.self)?.lattice?.(honest) ?? honest;
    return createLowGear(session.child("lowgear"), bgv, ablation === null ? {} : { ablation });
  };
  const party = async (session: Session) => {
    const { self } = session;
    const items = security === "spdz+lowgear" ? await lowGear(session) : dealt[self]!;
    if (ask !== undefined) return ask(items);
    const engine = createEngine(session.child("online"), items, { routing });
    const result = await mult3(of(self)?.mpc?.(engine) ?? engine, ARGUMENTS);
    await engine.close();
    return result;
  };
  return runParties(n, party, {
    seed,
    ...(tamper && { tamper }),
    through: (honest) => of(honest.self)?.transport?.(honest) ?? honest,
  });
}

/** What came of an honest party, in memory or in a process. */
export interface End {
  readonly result: unknown;
  /** Null if it has its result. */
  readonly code: AbortCode | string | null;
  readonly culprits: readonly number[];
}

/** Every honest party stopped with this, and returned nothing. The cheater is behind them. */
export function assertStopped(ends: readonly End[], verdict: Verdict, what: string): void {
  const culprits = verdict.culprits === "nobody" ? [] : [ends.length];
  for (const [party, end] of ends.entries())
    assert.deepEqual(end, { result: null, code: verdict.code, culprits }, `${what}: P${party}`);
}

/** Without its check the attack does at every honest party what its record says. */
export function assertSucceeded(ends: readonly End[], { name, check }: Attack): void {
  assert.ok("leftOut" in check);
  const what = `${name} without ${check.leftOut}`;
  if (typeof check.gives === "object") {
    assertStopped(ends, check.gives, what);
    return;
  }
  for (const [party, { result, code }] of ends.entries()) {
    assert.equal(code, null, `${what}: P${party} stopped`);
    if (check.gives === "unnoticed") assert.deepEqual(result, RIGHT, `${what}: P${party}`);
    else assert.notDeepEqual(result, RIGHT, `${what}: P${party} returned what is right`);
  }
}
