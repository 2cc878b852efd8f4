/** Stores for all parties on this machine, filled over mutual TLS: by the parties, or by a dealer that knows everything. */
import { resolve } from "node:path";
import { createIdentity } from "../../host/node/identity.ts";
import { dealersOf, type Security } from "../../host/node/party/combination.ts";
import { filling, fillSession } from "../../host/node/party/fill.ts";
import { dealSession, type JoinOptions } from "../../host/node/party/join.ts";
import { memberOf } from "../../host/node/roster.ts";
import { createStore, type StoreDraft } from "../../host/node/stock/generate.ts";
import type { StorePlaces } from "../../host/node/stock/places.ts";
import type { Demand } from "../../offline/demand.ts";
import { exitCodeOf, worstOf } from "./exit-code.ts";
import { freePorts } from "./ports.ts";

const HOST = "127.0.0.1";

export interface LocalFill {
  readonly parties: number;
  readonly security: Exclude<Security, "plain">;
  readonly demand: Demand;
  /** DIRECTORY/party0/stock and DIRECTORY/party0/keys, and so on. */
  readonly directory: string;
  readonly deadlineMs: number;
}

/** Where a party's store lies. */
export const placesOf = (directory: string, party: number): StorePlaces => ({
  directory: resolve(directory, `party${party}`, "stock"),
  keyDirectory: resolve(directory, `party${party}`, "keys"),
});

/** All stores or none. @throws StockRefused "exists" before anything is made; what fillSession throws. */
export async function fillLocally(options: LocalFill): Promise<StorePlaces[]> {
  const places = Array.from({ length: options.parties }, (_, party) =>
    placesOf(options.directory, party),
  );
  const joins = await joinsOf(options);
  const drafts = await createAll(places);
  const ended = await Promise.allSettled(
    joins.map((join, member) => {
      const draft = drafts[member];
      return draft === undefined ? dealSession(join) : fillSession(join, draft, options.demand);
    }),
  );
  const failures = ended.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  // Who merely stopped because another did says less.
  const worst = worstOf(failures.map(exitCodeOf));
  if (failures.length > 0) throw failures.find((failure) => exitCodeOf(failure) === worst);
  return places;
}

async function joinsOf({ parties, security, demand, deadlineMs }: LocalFill) {
  const names = Array.from({ length: parties }, (_, party) => `party-${party}`);
  if (dealersOf(security) > 0) names.push("dealer");
  const identities = await Promise.all(names.map((name) => createIdentity(name)));
  const ports = await freePorts(names.length, HOST);
  const members = identities.map((identity, k) => memberOf(identity, HOST, ports[k]!));
  return identities.map((identity, self): JoinOptions => {
    const join = { self, identity, members, security, deadlineMs, listenHost: HOST };
    return filling(join, demand);
  });
}

async function createAll(places: readonly StorePlaces[]): Promise<StoreDraft[]> {
  const drafts: StoreDraft[] = [];
  try {
    for (const place of places) drafts.push(await createStore(place));
    return drafts;
  } catch (error) {
    for (const draft of drafts) await draft.abandon();
    throw error;
  }
}
