/**
 * Filling stores: the parties of a session store what they make, or what a dealer makes for them, for later sessions to
 * spend. If a party cannot finish its store, all parties that hear of it destroy theirs. There is one exception: a
 * party crashes, falls silent or leaves (interrupted, no space or no material left) outside of a check. Then only the
 * batch under way is lost. What all parties stored before it can be spent (host/node/stock/wipe.ts says why this is
 * safe).
 */
import { prime60 } from "../../../algebra/prime60.ts";
import { type Demand, formatDemand } from "../../../items/demand.ts";
import type { Stock } from "../../../items/stock.ts";
import { Abort, isSilence } from "../../../network/abort.ts";
import { notMereSilence } from "../../../network/notice.ts";
import { Session } from "../../../network/session.ts";
import { subset } from "../../../network/subset.ts";
import type { Transport } from "../../../network/transport.ts";
import { DEFAULT_STATISTICAL } from "../../../protocols/security.ts";
import { dealersOf } from "../../party/combination.ts";
import { UsageError } from "../../usage-error.ts";
import { BATCHES, type StoreDraft } from "../stock/generate.ts";
import { enter, type JoinOptions, onSignal } from "./join.ts";
import { makeItems } from "./session-material.ts";

/** `done` of `count` items of a kind, by kindName, are stored. */
export type OnBatch = (kind: string, done: number, count: number) => void;

/**
 * The options of a session of the same members that fills stores, also for dealSession. A party with another demand
 * gets an error that says so.
 * @throws UsageError if nothing is asked for.
 */
export function filling(join: JoinOptions, demand: Demand): JoinOptions {
  if (demand.size === 0) throw new UsageError("nothing to fill a stock with: no items are named");
  const { program: _, ...rest } = join;
  const args = { "offline items": formatDemand(demand), "offline batches": BATCHES };
  return { ...rest, material: "made", args };
}

/**
 * One party's part. `join` comes from `filling`, `draft` from createStore. At the end the store is finished and closed,
 * or the draft is abandoned. `through` of `join` also applies between the parties here. The signal of `join` ends the
 * session once no check is under way.
 * @throws what connect throws; StockRefused; Abort.
 */
export async function fillSession(
  join: JoinOptions,
  draft: StoreDraft,
  demand: Demand,
  onBatch?: OnBatch,
): Promise<void> {
  let whole: Transport | null = null;
  let filled = false;
  try {
    const entered = await enter(join);
    const transport = entered.whole;
    whole = transport;
    onSignal(join, (reason) => draft.guard.leaveOutsideOfChecks(() => transport.abort(reason)));
    entered.clock.begin("offline");
    const stock = await fill(whole, join, draft, demand, onBatch);
    filled = true;
    entered.clock.begin("close");
    await stock.close();
    await whole.close();
    entered.clock.end();
  } catch (error) {
    whole?.abort(error as Error);
    // The mark stays until the store is wiped. If the wipe fails here, the next opening continues it.
    if (!filled) await draft.abandon(error).catch(() => undefined);
    const caught = error instanceof Abort && !isSilence(error);
    throw join.signal?.aborted === true && !caught ? join.signal.reason : error;
  } finally {
    prime60().wipe();
  }
}

async function fill(
  whole: Transport,
  { members, security, statistical = DEFAULT_STATISTICAL, threads = 1, through }: JoinOptions,
  draft: StoreDraft,
  demand: Demand,
  onBatch?: OnBatch,
): Promise<Stock> {
  const dealers = dealersOf(security);
  const among = dealers > 0 ? subset(whole, members.length - dealers) : whole;
  const parties = new Session(through?.(among) ?? among);
  const all = dealers > 0 ? new Session(whole) : parties;
  const source = await makeItems(security, parties, all, {
    statistical,
    threads,
    guard: draft.guard,
    agreed: true,
  });
  // After a failed check this store is gone, and no copy of the others' is of use. So silence within a check is told as
  // more than silence.
  source.macKey?.whenFailed((failure) => whole.abort(notMereSilence(failure as Error)));
  const laid = parties.channel("laid");
  const stock = await draft.fill(source, parties, demand, async (kind, done, count) => {
    onBatch?.(kind, done, count);
    // Nobody makes more before all parties have stored this batch.
    await laid.exchange(Uint8Array.of(1));
  });
  // All parties keep their stores, or none does; except a party that is gone already and has all that it needs.
  await parties.exchange("filled", Uint8Array.of(1));
  return stock;
}
