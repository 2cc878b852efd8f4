/**
 * Everything that is known of a run before it: items, what making them gives, rounds, bytes on every link, memory, and
 * the security budget of each combination. Nothing is started but, for a user's own program, the process that plans it.
 */
import { comparable } from "../host/node/party/agreement.ts";
import { assertWithinBudget, budgetOf, type RunBudget } from "../host/party/budget.ts";
import { combinationOf, madeBy, SECURITIES, type WithMaterial } from "../host/party/combination.ts";
import { plannedMaterial, plannedMemory } from "../host/party/planned-material.ts";
import { UsageError } from "../host/usage-error.ts";
import type { Family } from "../items/columns.ts";
import { addDemands, type Demand, missingFrom, NO_DEMAND } from "../items/demand.ts";
import type { PlannedMaterial } from "../offline/planned-material.ts";
import type { Comparisons } from "../online/comparisons.ts";
import { openedBytes } from "../online/planned-rounds.ts";
import type { Undeclared } from "../online/undeclared.ts";
import type { Routing } from "../protocols/open.ts";
import {
  breakEvenMs,
  type ComparisonsWish,
  fasterWay,
  LOOPBACK_MS,
  type Ways,
  waysOf,
} from "./choose-comparisons.ts";
import { type Figures, inOrder, type Needs, type Online } from "./plan-here.ts";
import { checkOwn, statedNeeds } from "./program-about.ts";
import { loadProgram, type ProgramModule, ships } from "./program-module.ts";
import { assertAlike, figuresOf } from "./program-plan.ts";

type Args = Readonly<Record<string, unknown>>;

export interface WholePlanOptions {
  /** The name of one that ships, or a path. */
  readonly program: string;
  readonly args?: Args;
  /** By party: what only that party has, laid over `args`. */
  readonly ownArgs?: readonly Args[];
  readonly parties: number;
  readonly routing: Routing;
  /** "tree" by default. */
  readonly comparisons?: ComparisonsWish;
  /** One way, of the slowest link, for comparisons "auto"; by default as on one machine. */
  readonly latencyMs?: number;
  /** s */
  readonly statistical: number;
  readonly signal?: AbortSignal;
}

/** Of one combination. */
export interface CombinationPlan {
  readonly security: WithMaterial;
  readonly family: Family;
  readonly material: PlannedMaterial;
  /**
   * What a run would call so: items that nobody gets, and those that a program states and does not take. If nobody
   * knows what it takes, it is taken at its word.
   */
  readonly wasted: Demand;
  /** Bounds of what one party has in memory, in bytes. `opened` is null if nobody knows. */
  readonly memory: { readonly material: number; readonly opened: number | null };
  /** Null if nobody knows whether anything is checked. */
  readonly budget: RunBudget | null;
}

/** Both ways to compare, side by side. */
export interface ComparedWays {
  readonly ways: Ways;
  /** Up to which one-way latency products are faster, in milliseconds: 0 if never, Infinity if always. */
  readonly breakEvenMs: number;
}

export interface WholePlan {
  readonly program: string;
  readonly parties: number;
  readonly routing: Routing;
  /** How the planned run compares. */
  readonly comparisons: Comparisons;
  /** Null if it compares nothing, or nobody knows. */
  readonly compared: ComparedWays | null;
  readonly items: NonNullable<Needs["items"]>;
  /** By family of shares; null if nobody knows, for the reason in `unknown`. */
  readonly online: Readonly<Record<Family, Online>> | null;
  readonly unknown: string | null;
  /** Inputs without a declared range; null if there are none, or nobody knows. */
  readonly undeclared: Undeclared | null;
  readonly combinations: readonly CombinationPlan[];
}

/** No plan, and why. */
export interface NoPlan {
  readonly items: null;
  readonly why: string;
}

/** @throws UsageError for what a run would refuse before it starts: arguments, files, numbers that can leave ±M. */
export async function wholePlan(options: WholePlanOptions): Promise<WholePlan | NoPlan> {
  const { parties, args, ownArgs, statistical, routing } = options;
  for (const own of [args, ...(ownArgs ?? [])]) comparable(own ?? {});
  const program = await loadProgram(options.program);
  const argsOf = (party: number) => ({ ...args, ...ownArgs?.[party] });
  for (let party = 0; party < parties; party++) checkOwn(program, argsOf(party), party, parties);
  const both = comparedWays(program, argsOf(0), options);
  both.catch(() => {}); // Heard of below.
  const { comparisons: wish = "tree", latencyMs = LOOPBACK_MS } = options;
  const faster = (compared: ComparedWays | null) =>
    compared === null ? "tree" : fasterWay(compared.ways, parties, latencyMs);
  const comparisons = wish === "auto" ? faster(await both) : wish;
  const known = await whatIsKnown(program, argsOf, { ...options, comparisons });
  const compared = await both;
  const { needs, online, unknown } = known;
  if (needs.items === null) return { items: null, why: needs.why };
  assertWithinBudget(new Map(needs.items), statistical, needs.terms);
  const combinations = SECURITIES.filter((security) => security !== "plain");
  return {
    program: program.name,
    parties,
    routing,
    comparisons,
    compared,
    items: needs.items,
    online: online && onlineOf(online),
    unknown,
    undeclared: online?.authenticated.undeclared ?? null,
    combinations: await Promise.all(
      combinations.map((security) => ofCombination(security, known, options)),
    ),
  };
}

/** A program that states what it takes, and may do anything besides, is not run for this. */
async function comparedWays(
  program: ProgramModule,
  args: Args,
  { parties: n, routing, signal }: WholePlanOptions,
): Promise<ComparedWays | null> {
  if (statedOf(program, args, n) !== null) return null;
  const ways = await waysOf(program, args, { n, self: 0, routing }, signal);
  if (ways === null || JSON.stringify(ways.tree) === JSON.stringify(ways.product)) return null;
  return { ways, breakEvenMs: breakEvenMs(ways, n) };
}

type ByFamily<T> = Readonly<Record<Family, T>>;

interface Known {
  /** What is made. */
  readonly needs: Needs;
  /** What the program does; null if nobody knows, for the reason in `unknown`. */
  readonly online: ByFamily<Figures> | null;
  readonly unknown: string | null;
}

const onlineOf = ({ authenticated, plain }: ByFamily<Figures>): ByFamily<Online> => ({
  authenticated: authenticated.online!,
  plain: plain.online!,
});

async function whatIsKnown(
  program: ProgramModule,
  argsOf: (party: number) => Args,
  options: WholePlanOptions & { readonly comparisons: Comparisons },
): Promise<Known> {
  const { parties: n, routing, comparisons, signal } = options;
  const of = { n, routing, comparisons };
  const all = Array.from({ length: n }, (_, self) => ({ ...of, self, args: argsOf(self) }));
  const stated = all.map(({ args }) => statedOf(program, args, n));
  if (stated[0] !== null) assertAlike(program.name, stated as Needs[]);
  if (stated[0] !== null && !ships(program.path))
    return {
      needs: stated[0]!,
      online: null,
      unknown: "it states what it takes, so it is not run for a plan",
    };
  // What is taken is the same without MACs, and so is what one party finds if all find the same with them.
  const found = await figuresOf(program, [...all, { ...all[0]!, authenticated: false }], signal);
  const none = found.find(({ online }) => online === null)?.needs;
  if (none !== undefined) return { needs: stated[0] ?? none, online: null, unknown: none.why };
  const own = found.slice(0, n);
  assertAlike(
    program.name,
    own.map(({ needs }) => needs),
  );
  assertSentAlike(program.name, own);
  const online = { authenticated: found[0]!, plain: found[n]! };
  return { needs: stated[0] ?? found[0]!.needs, online, unknown: null };
}

function statedOf(program: ProgramModule, args: Args, n: number): Needs | null {
  const items = statedNeeds(program, args, n);
  return items === null ? null : { items: inOrder(items), terms: [], why: null };
}

/** UsageError if two parties open or tell other lengths in other rounds: the run would end as "programs-diverged". */
function assertSentAlike(program: string, parties: readonly Figures[]): void {
  const [first, ...others] = parties.map(({ online }) => JSON.stringify(online));
  const other = others.findIndex((own) => own !== first);
  if (other >= 0)
    throw new UsageError(
      `${program}: P0 and P${other + 1} would open other things: all parties' programs must do the same`,
    );
}

async function ofCombination(
  security: WithMaterial,
  { needs, online }: Known,
  { parties, statistical }: WholePlanOptions,
): Promise<CombinationPlan> {
  const { family, material: maker } = madeBy(security);
  const who = { security, parties, statistical };
  const demand = new Map(needs.items);
  const material = await plannedMaterial(demand, who);
  const figures = online?.[family];
  const unused =
    figures === undefined ? NO_DEMAND : missingFrom(new Map(figures.needs.items), demand);
  return {
    security,
    family,
    material,
    wasted: addDemands(material.left, unused),
    memory: {
      material: plannedMemory(material, who),
      opened: figures === undefined ? null : openedBytes(figures.online!.atOnce),
    },
    budget:
      figures === undefined
        ? null
        : budgetOf({
            material: maker,
            used: new Map(figures.needs.items),
            checks: figures.online!.checks,
            relied: figures.needs.terms,
            labels: combinationOf(security, statistical).labels,
            statistical,
          }),
  };
}
