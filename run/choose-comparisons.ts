/**
 * How a run compares that may choose: by what both ways take, as plans of them say, and how long a message takes.
 *
 *   formula    product, if latency·(messages that wait for each other with products, less those with the tree) is less than
 *              what the tree's further triples and bits take to make; else the tree
 *   invariant  what a program does is public, so plans of any party say the same: with MACs, whatever the combination,
 *              each for itself with its own arguments, by the routing and a latency that all name alike. How long a plan may
 *              take is each machine's own: who has none says tree, and then all take it (host/party/agree-on-comparisons.ts)
 *   material   counts as if LowGear made it in this run, also with a dealer and from a stock. So a run does what its plan
 *              says, a stock made by that plan serves it, and a dealer's run is LowGear's but for the material. From a stock
 *              the tree waits for less: who wants that says tree
 *   left out   payload over bandwidth, of which products send less; what making sends; other backends than LowGear
 */
import { prime60 } from "../algebra/prime60.ts";
import { basicDemand } from "../items/basic-demand.ts";
import type { Comparisons } from "../online/comparisons.ts";
import type { Routing } from "../protocols/open.ts";
import { onAllLinks } from "../protocols/traffic.ts";
import type { Figures, Needs, PlanFor } from "./plan-here.ts";
import { statedNeeds } from "./program-about.ts";
import { figuresOf, type Plannable } from "./program-plan.ts";

/** What users ask for. */
export type ComparisonsWish = Comparisons | "auto";

export const COMPARISONS: readonly Comparisons[] = ["tree", "product"];
export const WISHES: readonly ComparisonsWish[] = [...COMPARISONS, "auto"];

/** LOCAL: one way between processes of one machine, in milliseconds. */
export const LOOPBACK_MS = 0.05;

/** AGREEMENT: milliseconds that LowGear takes for one, for each peer of a party, on one core. Of the right order is enough. */
const TRIPLE_MS = 0.003;
const BIT_MS = 0.0025;

/** What comparing so takes in all. */
export interface Way {
  /** Messages that wait for each other. */
  readonly delays: number;
  /** Of which everything is made, too. */
  readonly triples: number;
  readonly bits: number;
  readonly elements: number;
  readonly checks: number;
  /** Payload of all links, the last round included. */
  readonly bytes: number;
}

export type Ways = Readonly<Record<Comparisons, Way>>;

function wayOf({ needs, online }: Figures): Way | null {
  if (online === null || needs.items === null) return null;
  const made = basicDemand(new Map(needs.items), prime60());
  const { traffic, elements, checks } = online;
  return {
    elements,
    checks,
    delays: traffic.online.delays + traffic.closing.delays,
    bytes: onAllLinks(traffic.online.bytes) + onAllLinks(traffic.closing.bytes),
    triples: made.get("triple") ?? 0,
    bits: made.get("bit") ?? 0,
  };
}

/** Up to which one-way latency products are faster, in milliseconds: 0 if never, Infinity if always. */
export function breakEvenMs({ tree, product }: Ways, n: number): number {
  const waits = product.delays - tree.delays;
  const saved =
    (n - 1) * (TRIPLE_MS * (tree.triples - product.triples) + BIT_MS * (tree.bits - product.bits));
  if (saved <= 0) return 0;
  return waits <= 0 ? Number.POSITIVE_INFINITY : saved / waits;
}

export const fasterWay = (ways: Ways, n: number, latencyMs: number): Comparisons =>
  latencyMs < breakEvenMs(ways, n) ? "product" : "tree";

type Args = Readonly<Record<string, unknown>>;

/** Whose plan it is: a party's own arguments go with its own number. */
type Who = Pick<PlanFor, "n" | "self" | "routing">;

/** By how it compares; null where nobody knows. */
type Both<T> = Readonly<Record<Comparisons, T>> | null;

async function bothFigures(
  program: Plannable,
  args: Args,
  who: Who,
  signal?: AbortSignal,
): Promise<Both<Figures>> {
  const plans = COMPARISONS.map((comparisons) => ({ ...who, args, comparisons }));
  const [tree, product] = await figuresOf(program, plans, signal);
  return tree && product ? { tree, product } : null;
}

function waysIn(figures: Both<Figures>): Ways | null {
  if (figures === null) return null;
  const [tree, product] = [wayOf(figures.tree), wayOf(figures.product)];
  return tree && product ? { tree, product } : null;
}

/**
 * What both ways take with MACs; null where nobody knows.
 * @throws UsageError as figuresOf does.
 */
export const waysOf = async (
  program: Plannable,
  args: Args,
  who: Who,
  signal?: AbortSignal,
): Promise<Ways | null> => waysIn(await bothFigures(program, args, who, signal));

export interface Choosing {
  readonly n: number;
  /** Who chooses. */
  readonly self: number;
  readonly routing: Routing;
  /** One way, of the slowest link. */
  readonly latencyMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What one party has chosen. Others may make a tree of it. */
export interface Choice {
  readonly comparisons: Comparisons;
  /** What it takes in either way; null where the choice needed no plan, or has none. */
  readonly needs: Both<Needs>;
}

/**
 * What is wished; of "auto", what is faster. A program that nobody can plan, and one that states what it takes, compares in a
 * tree.
 * @throws UsageError as figuresOf does.
 */
export async function choiceOf(
  program: Plannable,
  args: Args,
  wish: ComparisonsWish,
  { latencyMs, signal, ...who }: Choosing,
): Promise<Choice> {
  if (wish !== "auto") return { comparisons: wish, needs: null };
  const { n } = who;
  if (statedNeeds(program, args, n) !== null) return { comparisons: "tree", needs: null };
  const figures = await bothFigures(program, args, who, signal);
  const ways = waysIn(figures);
  if (figures === null || ways === null) return { comparisons: "tree", needs: null };
  const { tree, product } = figures;
  return {
    comparisons: fasterWay(ways, n, latencyMs),
    needs: { tree: tree.needs, product: product.needs },
  };
}
