/**
 * One party of a real session: connected, supplied with material, and ready to run programs. The backend that
 * `security` names makes the material on demand, or it comes from a store. A dealer, if there is one, is the last
 * member, in a process of its own.
 */
import { prime60 } from "../../../algebra/prime60.ts";
import { Stock } from "../../../items/stock.ts";
import { agreeOnStock } from "../../../items/stock-agreement.ts";
import { type StockRefusal, StockRefused } from "../../../items/stock-refused.ts";
import { Session } from "../../../network/session.ts";
import { subset } from "../../../network/subset.ts";
import type { Transport } from "../../../network/transport.ts";
import type { MakeLattice } from "../../../offline/backend-spec.ts";
import type { Ablation } from "../../../offline/lowgear/boxes.ts";
import type { Comparisons } from "../../../online/comparisons.ts";
import type { Routing } from "../../../protocols/open.ts";
import { assertStatistical, DEFAULT_STATISTICAL } from "../../../protocols/security.ts";
import { agreeOnComparisons } from "../../party/agree-on-comparisons.ts";
import {
  ABLATABLE,
  combinationOf,
  dealersOf,
  madeBy,
  type WithMaterial,
} from "../../party/combination.ts";
import { UsageError } from "../../usage-error.ts";
import { connect } from "../connect.ts";
import type { Identity } from "../identity.ts";
import type { Member } from "../roster.ts";
import { openStore } from "../stock/open.ts";
import type { StorePlaces } from "../stock/places.ts";
import { agreementOf } from "./agreement.ts";
import { Party } from "./party.ts";
import { makeItems, serveItems } from "./session-material.ts";
import { type PartyStatistics, PhaseClock, type PhaseStart, processCost } from "./statistics.ts";
import { type Trace, traced } from "./trace.ts";

const DEADLINE_MS = 10_000;

/** What a party needs to take part in a run. */
export interface JoinOptions {
  /** This party's number. For the dealer, how many parties there are. */
  readonly self: number;
  readonly identity: Identity;
  /** Parties in order, and then the dealer, if the material comes from one. */
  readonly members: readonly Member[];
  readonly security: WithMaterial;
  /** "made", the default: made on demand by the backend that `security` names. Otherwise a store of this machine. */
  readonly material?: "made" | (StorePlaces & { readonly acceptBurn?: boolean });
  /** The program that all parties must run. It is compared with the others'. */
  readonly program?: { readonly name: string; readonly digest: string };
  readonly args?: Readonly<Record<string, unknown>>;
  /** s, from 40 to 57, equal at all parties; 40 by default. A store that was made with a smaller s is refused. */
  readonly statistical?: number;
  /** How many worker threads make LowGear's batches, 1 to 64. By default this thread makes them. */
  readonly threads?: number;
  /** For a backend with ablations: a part is left out, to measure what it costs. Every result is labelled. */
  readonly ablation?: Ablation;
  /** "direct" by default. */
  readonly routing?: Routing;
  /** "tree" by default. */
  readonly comparisons?: Comparisons;
  /**
   * Of comparisons that this party has chosen: by what, as in "auto at 25 ms". That is compared with the others', and of
   * the choices comes one before keys are made: a tree as soon as one party chose it. See `Party.comparisons`.
   */
  readonly comparisonsBy?: string;
  /** After how many milliseconds a silent peer is given up; 10 s by default. */
  readonly deadlineMs?: number;
  /** How long we wait for the others to come; by default the deadline. */
  readonly connectMs?: number;
  readonly listenHost?: string;
  /** As ConnectOptions.polling. */
  readonly polling?: boolean;
  /** Takes lines on how the run goes on. */
  readonly log?: (line: string) => void;
  /** Called as a phase begins. */
  readonly onPhase?: (start: PhaseStart) => void;
  readonly trace?: Trace;
  /** Ends the session for the signal's reason, and tells the others. */
  readonly signal?: AbortSignal;
  /** Puts something between this party and the other parties, for simulations and adversaries. */
  readonly through?: (transport: Transport) => Transport;
  /** Makes the lattice scheme instead of `checkedBgv`, for adversaries. */
  readonly lattice?: MakeLattice;
}

/**
 * Connects, agrees with the others, and gets the keys. A failure from here on ends the session at all parties.
 * @throws what connect throws; StockRefused; Abort.
 */
export async function joinSession(options: JoinOptions): Promise<Party> {
  const { security, material = "made", members, trace, through = (t: Transport) => t } = options;
  const { statistical = DEFAULT_STATISTICAL, routing = "direct" } = options;
  // Only this party hears of a store that cannot be used. If the store is gone, all parties must hear of it.
  const store = material === "made" ? null : await openOwn(options, material);
  const { clock, whole } = await enter(options).catch(async (error: unknown) => {
    if (store instanceof Stock) await store.close();
    throw store instanceof StockRefused ? store : error;
  });
  onSignal(options, (reason) => whole.abort(reason));
  try {
    clock.begin("keys");
    const dealers = dealersIn(options);
    const among = dealers > 0 ? subset(whole, members.length - dealers) : whole;
    const session = new Session(through(trace ? traced(among, trace) : among));
    const all = dealers > 0 ? new Session(trace ? traced(whole, trace) : whole) : session;
    const way = await agreedWay(session, options).catch(async (error: unknown) => {
      if (store instanceof Stock) await store.close();
      throw error;
    });
    const items =
      material === "made"
        ? await makeItems(security, session, all, {
            ...{ statistical, threads: options.threads ?? 1 },
            ...(options.ablation && { ablation: options.ablation }),
            ...(options.lattice && { lattice: options.lattice }),
          })
        : await agreed(session, store!, options, material.acceptBurn === true);
    clock.end();
    const made = combinationOf(security, items.statistical ?? statistical);
    const labels = [...new Set([...made.labels, ...items.labels])];
    const { material: maker } = madeBy(security);
    const of = {
      labels,
      material: maker,
      routing,
      statistical,
      comparisons: way,
    };
    return new Party(whole, session, items, clock, of);
  } catch (error) {
    whole.abort(error as Error);
    throw error;
  }
}

/** How all compare. The dealer has no say in it. */
const agreedWay = async (
  session: Session,
  { comparisons = "tree", comparisonsBy, log }: JoinOptions,
): Promise<Comparisons> =>
  comparisonsBy === undefined ? comparisons : agreeOnComparisons(session, comparisons, log);

/** The dealer's part of a session, to its end. The dealer knows everything and keeps nothing. */
export async function dealSession(options: JoinOptions): Promise<PartyStatistics> {
  const { clock, whole } = await enter(options);
  onSignal(options, (reason) => whole.abort(reason));
  try {
    clock.begin("offline");
    const { trace, security } = options;
    await serveItems(security, new Session(trace ? traced(whole, trace) : whole));
    clock.begin("close");
    await whole.close();
    clock.end();
    return {
      phases: clock.read(),
      rounds: 0,
      made: {},
      used: {},
      wasted: {},
      madeOnline: false,
      budget: null,
      ...processCost(),
    };
  } catch (error) {
    whole.abort(error as Error);
    throw error;
  } finally {
    prime60().wipe();
  }
}

/** `stop` is called for the signal. For use once all are connected: until then `connect` listens to the signal. */
export function onSignal({ signal }: JoinOptions, stop: (reason: Error) => void): void {
  if (signal?.aborted === true) stop(signal.reason as Error);
  else signal?.addEventListener("abort", () => stop(signal.reason as Error));
}

/** Connects all members, which agree on `options`. @throws what connect throws. */
export async function enter(
  options: JoinOptions,
): Promise<{ clock: PhaseClock; whole: Transport }> {
  const { material = "made", members, security, deadlineMs = DEADLINE_MS } = options;
  const { statistical = DEFAULT_STATISTICAL, ablation } = options;
  assertStatistical(statistical);
  if (ablation !== undefined && (!ABLATABLE.includes(security) || material !== "made"))
    throw new UsageError(
      `${ablation.name}: an ablation needs ${ABLATABLE.join(" or ")}, made on demand`,
    );
  let whole: Transport | null = null;
  const clock = new PhaseClock(() => whole?.meter.read() ?? null, options.onPhase);
  clock.begin("connect");
  const { self, identity, connectMs, listenHost, polling, log, program, args, signal } = options;
  whole = await connect({
    self,
    identity,
    members,
    agreement: agreementOf({
      parties: members.length - dealersIn(options),
      field: prime60(),
      security,
      material: material === "made" ? madeBy(security).backend.name : "stock",
      routing: options.routing ?? "direct",
      comparisons: options.comparisonsBy ?? options.comparisons ?? "tree",
      statistical,
      deadlineMs,
      ...(ablation && { ablation: ablation.name }),
      ...(program && { program }),
      ...(args && { args }),
    }),
    deadlineMs,
    heartbeatMs: Math.min(1000, Math.floor(deadlineMs / 4)),
    ...(connectMs !== undefined && { connectMs }),
    ...(listenHost !== undefined && { listenHost }),
    ...(polling !== undefined && { polling }),
    ...(log && { log }),
    ...(signal && { signal }),
  });
  return { clock, whole };
}

/** How many members are no parties: the dealer, unless the material comes from stores. */
const dealersIn = ({ security, material = "made" }: JoinOptions): 0 | 1 =>
  material === "made" ? dealersOf(security) : 0;

/** With these, this party's store is gone. Without it, no store at another party is of use. */
const GONE: readonly StockRefusal[] = ["absent", "destroyed"];

/** The store, or why it is gone. @throws StockRefused for every other reason, UsageError if it is less secure. */
async function openOwn(
  { self, members, security, log, statistical = DEFAULT_STATISTICAL }: JoinOptions,
  places: StorePlaces,
): Promise<Stock | StockRefused> {
  const { family } = combinationOf(security);
  try {
    const expected = { party: self, n: members.length, field: prime60(), family: family! };
    const stock = await openStore(places, expected);
    const made = stock.statistical ?? statistical;
    const { labels } = combinationOf(security, made);
    const worse = stock.labels.filter((label) => !labels.includes(label));
    if (made < statistical) worse.unshift(`made with statistical = ${made}`);
    if (worse.length === 0) return stock;
    await stock.close();
    const wanted = made < statistical ? `${security} with statistical = ${statistical}` : security;
    throw new UsageError(
      `the stock in ${places.directory} is ${worse.join(", ")}, which ${wanted} does not admit`,
    );
  } catch (error) {
    if (!(error instanceof StockRefused) || !GONE.includes(error.code)) throw error;
    log?.(`${error.message}: the other parties are told`);
    return error;
  }
}

/** The store, once all parties have agreed to go on with theirs. If this party has none, it tells the others. */
async function agreed(
  session: Session,
  store: Stock | StockRefused,
  { log }: JoinOptions,
  acceptBurn: boolean,
): Promise<Stock> {
  if (store instanceof StockRefused) {
    await agreeOnStock(session, null).catch(() => undefined);
    throw store;
  }
  try {
    await agreeOnStock(session, store, { acceptBurn, ...(log && { say: log }) });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
