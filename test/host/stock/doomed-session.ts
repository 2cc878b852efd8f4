/** Parties of LowGear that fill stores on disks in memory; one of them dies, leaves or is cut off at a message of its own. */
import { overriding } from "../../../attacks/hooks.ts";
import { createStore, type StoreDraft } from "../../../host/node/stock/generate.ts";
import type { StoreLedger } from "../../../host/node/stock/store-ledger.ts";
import { Abort, Interrupted } from "../../../network/abort.ts";
import { notMereSilence } from "../../../network/notice.ts";
import type { Session } from "../../../network/session.ts";
import type { Transport } from "../../../network/transport.ts";
import { createLowGear } from "../../../offline/lowgear/lowgear.ts";
import { smallBgv } from "../../support/lowgear.ts";
import { Leaves, runParties, type Tamper } from "../../support/parties.ts";
import { FailingDisk, PowerFailure } from "./failing-disk.ts";

export const places = { directory: "/disk/store", keyDirectory: "/disk/keys" };
/** Each kind is one batch of LowGear, laid down at once; input masks take a batch of randoms, too. */
export const DEMAND = [
  ["triple", 40],
  ["square", 20],
  ["input-mask/1", 20],
] as const;

/** What becomes of a party before it sends message `at` of its own, or at an operation of its disk. */
export interface Doom {
  readonly victim: number;
  readonly at?: number;
  readonly operation?: number;
  /** Its disk is full at this operation, and only then. */
  readonly fullAt?: number;
  /** It says so by a notice of this kind, whatever the truth; by default it is gone without a word. */
  readonly says?: Error;
  /** Its owner interrupts it: it leaves as it should. */
  readonly interrupted?: true;
  /** Its link to this party ends, and nothing else. */
  readonly cutFrom?: number;
}

export interface Fill {
  readonly n: number;
  readonly disks: readonly FailingDisk[];
  readonly dies?: Doom;
  readonly tamper?: Tamper;
  /** Runs at a party when its peers would be told of its failure. */
  readonly told?: (self: number) => void;
}

/** All fill their stores. Returns how each ended, and the tags of the victim's messages, or of P_0's. */
export async function fill({ n, disks, dies, tamper, told }: Fill) {
  const victim = dies?.victim ?? 0;
  const tags: string[] = [];
  const died = Promise.withResolvers<never>();
  const cut = Promise.withResolvers<never>();
  for (const { promise } of [died, cut]) promise.catch(() => undefined);
  let isCut = false;
  const drafts: StoreDraft[] = [];
  const transports: Transport[] = [];
  if (dies?.operation !== undefined) disks[victim]!.failAt = dies.operation;
  if (dies?.fullAt !== undefined) disks[victim]!.fullAt = dies.fullAt;

  const party = async (session: Session): Promise<"filled"> => {
    const { self } = session;
    const host = disks[self]!.host();
    const draft = await createStore(places, { blockBytes: 256, host });
    drafts[self] = draft;
    let lost = false;
    try {
      const bgv = smallBgv(session, "proved", { degree: 32 });
      const source = await createLowGear(session.child("lowgear"), bgv, { guard: draft.guard });
      source.macKey!.whenFailed(() => {
        lost = true;
        told?.(self);
      });
      const maker = { self, n, id: session.id, random: (length: number) => session.random(length) };
      const laid = session.channel("laid");
      const meet = async () => void (await laid.exchange(Uint8Array.of(1)));
      const stock = await draft.fill(source, maker, DEMAND, meet);
      await stock.close();
      return "filled";
    } catch (error) {
      await draft.abandon(error).catch(() => undefined);
      if (error instanceof PowerFailure) throw new Leaves();
      throw lost ? notMereSilence(error as Error) : error;
    }
  };

  const strike = (): void => {
    if (dies?.interrupted === true) {
      const leave = () => transports[victim]!.abort(new Interrupted("interrupted"));
      drafts[victim]!.guard.leaveOutsideOfChecks(leave);
    } else if (dies?.cutFrom !== undefined) {
      isCut = true;
      cut.reject(new Leaves());
    } else {
      // Nothing of it reaches the disk or a peer from here on.
      disks[victim]!.failAt = disks[victim]!.operations;
      died.reject(dies?.says ?? new Leaves());
    }
  };
  const isEnd = (a: number, b: number) => a === victim && b === dies?.cutFrom;
  /** The two ends of a link that may be cut. */
  const through = (transport: Transport): Transport => {
    const { self } = transport;
    transports[self] = transport;
    if (dies?.cutFrom === undefined) return transport;
    const cuts = (peer: number) => isEnd(self, peer) || isEnd(peer, self);
    return overriding(transport, {
      receive: async (from, ...rest) => {
        if (!cuts(from)) return transport.receive(from, ...rest);
        const gone = cut.promise.catch(() => Promise.reject(goneFrom(from)));
        return await Promise.race([gone, transport.receive(from, ...rest)]);
      },
    });
  };
  const { results } = await runParties(
    n,
    (session) => {
      const work = party(session);
      work.catch(() => undefined);
      return session.self === victim ? Promise.race([work, died.promise]) : work;
    },
    {
      seed: "crash",
      through,
      tamper: (from, to, tag, message) => {
        if (from === victim) {
          const isTime = tags.length === dies?.at;
          if (isTime) strike();
          if (isTime && dies?.interrupted === undefined && dies?.cutFrom === undefined) return null;
          tags.push(tag);
        }
        if (isCut && (isEnd(from, to) || isEnd(to, from))) return null;
        return tamper?.(from, to, tag, message) ?? message;
      },
    },
  );
  return { results, tags };
}

const goneFrom = (peer: number): Abort => new Abort("peer-closed", "session", [peer]);

export const leftOn = (disks: readonly FailingDisk[]) =>
  disks.map((disk) => ({ places, host: disk.host() }));

export function ledgerOn(disk: FailingDisk): StoreLedger {
  const ledger = disk.host().openLedger(`${places.keyDirectory}/books.sqlite`)!;
  ledger.close();
  return ledger;
}

export const newDisks = (n: number) => Array.from({ length: n }, () => new FailingDisk());
