/**
 * How a run compares that may choose: by what both ways take, as plans of them say, and how long a message takes.
 *
 *   formula    product, if latency·(messages that wait for each other with products, less those with the tree) is less than
 *              what the tree's further triples and bits take to make; else the tree
 *   invariant  public data alone decide, the same at each party: plans with MACs, whatever the combination, and a latency
 *              that all name alike
 *   left out   payload over bandwidth, of which products send less; what making sends; other backends than LowGear
 */
import { prime60 } from "../algebra/prime60.ts";
import { basicDemand } from "../items/basic-demand.ts";
import type { Comparisons } from "../online/comparisons.ts";
import { onAllLinks } from "../protocols/traffic.ts";
import type { Figures, PlanFor } from "./plan-here.ts";
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

/**
 * What both ways take with MACs; null where nobody knows.
 * @throws UsageError as figuresOf does.
 */
export async function waysOf(
  program: Plannable,
  args: Args,
  of: Omit<PlanFor, "self" | "comparisons">,
  signal?: AbortSignal,
): Promise<Ways | null> {
  const plans = COMPARISONS.map((comparisons) => ({ ...of, self: 0, args, comparisons }));
  const [tree, product] = (await figuresOf(program, plans, signal)).map(wayOf);
  return tree && product ? { tree, product } : null;
}

export interface Choosing {
  readonly n: number;
  /** One way, of the slowest link. */
  readonly latencyMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What is wished; of "auto", what is faster. A program that nobody can plan, and one that states what it takes, compares in a
 * tree.
 * @throws UsageError as figuresOf does.
 */
export async function comparisonsOf(
  program: Plannable,
  args: Args,
  wish: ComparisonsWish,
  { n, latencyMs, signal }: Choosing,
): Promise<Comparisons> {
  if (wish !== "auto") return wish;
  if (statedNeeds(program, args, n) !== null) return "tree";
  const ways = await waysOf(program, args, { n }, signal);
  return ways === null ? "tree" : fasterWay(ways, n, latencyMs);
}
