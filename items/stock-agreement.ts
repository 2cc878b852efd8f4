/**
 * Agreeing on a stock: every party spends from the same place of the same store.
 *
 *   source     this project. Parties agree on ends as well as cursors: a store may be short at one party
 *   invariant  afterwards all honest parties hand out the same items of every kind, and none twice
 *   rounds     1, and 1 to echo (n > 2)
 *   traffic    one line per kind to everyone
 *   security   a party can burn material by claiming a large cursor, or a small end. Over the store's life that may
 *              cost a share of every kind; beyond it the owner is asked. What really goes is counted, in whole blocks
 *              where a medium has blocks. A store that is restored from an old copy is noticed if some honest peer has
 *              a newer cursor
 */
import { ConfigurationMismatch, parseFrom } from "../network/abort.ts";
import type { Session } from "../network/session.ts";
import { echo } from "../protocols/echo.ts";
import { parseKind } from "./kinds.ts";
import type { Stock } from "./stock.ts";
import type { StockIdentity, StockMedium, StockRange } from "./stock-medium.ts";
import { StockRefused } from "./stock-refused.ts";

/** The share of a kind that agreements may burn over a store's life before its owner is asked. */
const BURNT_SHARE = 0.1;

const FORMAT = "spdz-lab stock 2";
/** Bytes of a claim: room for a thousand kinds. */
const MAX_CLAIM = 1 << 16;

export interface AgreementOptions {
  /** BURNT_SHARE by default. */
  readonly burntShare?: number;
  /** The owner's answer when asked. */
  readonly acceptBurn?: boolean;
  /** Told who is behind the others, a line each. A crash does that, and an old copy that was put back. */
  readonly say?: (line: string) => void;
}

/** What a party says about its stock. */
export interface Claim {
  /** By name, equal at all parties. */
  readonly facts: ReadonlyMap<string, string>;
  readonly ranges: ReadonlyMap<string, { readonly cursor: number; readonly end: number }>;
}

/**
 * Compares stocks with all parties, and moves this one to where all can go on. A party without a stock calls it with
 * null, so that the others know. Returns how many items were burnt here, by kind.
 *
 * @throws RangeError, before anything is sent, if this stock has more kinds than a claim can tell.
 *   ConfigurationMismatch if the stores differ. StockRefused "abandoned" if some party has none, "burns-too-much" if the
 *   owner has to be asked; nothing is burnt then. Abort "malformed-message" naming the sender of a claim that does not
 *   parse; "inconsistent-broadcast" if claims differ between receivers.
 */
export async function agreeOnStock(
  session: Session,
  stock: Stock | null,
  { burntShare = BURNT_SHARE, acceptBurn = false, say = () => {} }: AgreementOptions = {},
): Promise<ReadonlyMap<string, number>> {
  const box = session.child("stock");
  // 1. Everyone says what it holds; echoed, so that all act on the same claims.
  const own = stock === null ? `${FORMAT}\nnone\n` : encodeClaim(claimOf(stock));
  const encoded = new TextEncoder().encode(own);
  if (encoded.length > MAX_CLAIM)
    throw new RangeError(`a stock of too many kinds: its claim has ${encoded.length} bytes`);
  const messages = await box.exchange("claims", encoded, MAX_CLAIM);
  await echo(box, "claims-echo", messages);
  const claims = messages.map((raw, sender) => parseFrom(box.path, sender, raw, decodeClaim));

  // 2. The same store at all parties, and at all of them.
  const without = claims.flatMap((claim, party) => (claim === null ? [`P${party}`] : []));
  if (stock === null || without.length > 0)
    throw new StockRefused(
      "abandoned",
      `${without.join(", ")} without this stock: unless it is found there, no copy is of any use; delete them`,
    );
  const all = claims as Claim[];
  const differences = differencesOf(all, session.self);
  if (differences.length > 0) throw new ConfigurationMismatch(differences);

  // 3. The largest cursor, the smallest end; ask before burning more than the stated share.
  const ranges = stock.medium.ranges();
  for (const line of laggards(all, session.self)) say(line);
  const targets = landed(meetingPoints(all), stock.medium);
  const excess = excessOf(ranges, targets, burntShare);
  if (excess.length > 0 && !acceptBurn)
    throw new StockRefused(
      "burns-too-much",
      `agreeing with the other parties' cursors and ends would burn ${excess.join("; ")}: more than ${100 * burntShare} % over the stock's life. Ask them why; accept it (acceptBurn: true, under stock in party.yaml), or make a new stock`,
    );
  await stock.medium.advance(targets);
  return new Map(
    [...ranges].map(([name, { cursor }]) => [
      name,
      Math.max(0, (targets.get(name)?.cursor ?? 0) - cursor),
    ]),
  );
}

/** A line for every party whose cursors are behind others'. */
function laggards(claims: readonly Claim[], self: number): string[] {
  const furthest = meetingPoints(claims);
  return claims.flatMap(({ ranges }, party) => {
    const behind = [...ranges].flatMap(([name, { cursor }]) => {
      const items = furthest.get(name)!.cursor - cursor;
      return items > 0 ? [`${items} of ${name}`] : [];
    });
    if (behind.length === 0) return [];
    const whose = party === self ? "this party's stock" : `P${party}'s stock`;
    const shown = behind.slice(0, 5).join(", ") + (behind.length > 5 ? " and more" : "");
    return [
      `${whose} is behind the others' by ${shown}, which it must not spend again. A crash does that; if not, an older copy was put back, which is never safe: make new stocks`,
    ];
  });
}

/** Per kind the largest cursor and the smallest end; a kind that some party lacks ends at 0. */
function meetingPoints(claims: readonly Claim[]): Map<string, StockRange> {
  const names = new Set(claims.flatMap((claim) => [...claim.ranges.keys()]));
  return new Map(
    [...names].map((name) => {
      const all = claims.map((claim) => claim.ranges.get(name) ?? { cursor: 0, end: 0 });
      const cursor = Math.max(...all.map((r) => r.cursor));
      return [name, { cursor, end: Math.min(...all.map((r) => r.end)), burnt: 0 }];
    }),
  );
}

/** The targets of the kinds that this medium holds, with their cursors where it can really stop. */
function landed(targets: ReadonlyMap<string, StockRange>, medium: StockMedium) {
  const held = [...targets].filter(([name]) => medium.ranges().has(name));
  return new Map(
    held.map(([name, target]) => [
      name,
      { ...target, cursor: medium.landing(name, target.cursor) },
    ]),
  );
}

/**
 * One line per kind of which more than `share` would be gone over the store's life. Items that may be missing at other
 * parties anyway are no loss.
 */
function excessOf(
  ranges: ReadonlyMap<string, StockRange>,
  targets: ReadonlyMap<string, { readonly cursor: number; readonly end: number }>,
  share: number,
): string[] {
  return [...ranges].flatMap(([name, { cursor, end, burnt, settled = end }]) => {
    const target = targets.get(name) ?? { cursor, end };
    const next = Math.min(Math.max(cursor, target.cursor), end);
    const cut = settled - Math.max(next, Math.min(end, target.end));
    const lost = next - cursor + Math.max(0, cut);
    const tooMuch = lost > 0 && burnt + lost > share * end;
    return tooMuch ? [`${lost} more of ${end} of ${name} (${burnt} burnt before)`] : [];
  });
}

function claimOf({ medium }: Stock): Claim {
  return { facts: factsOf(medium.identity), ranges: medium.ranges() };
}

/** What must be equal at all parties, under the names that a mismatch is reported with. */
function factsOf(identity: StockIdentity) {
  const { storeId, keyId, family, field, n, labels, statistical } = identity;
  return new Map([
    ["store", storeId],
    ["key", keyId],
    ["family", family],
    ["field", field],
    ["parties", String(n)],
    ["labels", JSON.stringify(labels)],
    ["statistical", String(statistical)],
  ]);
}

const FACTS = ["store", "key", "family", "field", "parties", "labels", "statistical"];

function encodeClaim({ facts, ranges }: Claim): string {
  const lines = [...ranges]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { cursor, end }]) => `${name} ${cursor} ${end}`);
  return [FORMAT, ...FACTS.map((f) => `${f} ${facts.get(f)}`), ...lines, ""].join("\n");
}

/** Null for "none". RangeError, or what TextDecoder throws, for anything but a claim in its one form. */
function decodeClaim(raw: Uint8Array): Claim | null {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  const [format, ...lines] = text.split("\n");
  if (format !== FORMAT) throw new RangeError(`not "${FORMAT}"`);
  if (lines[0] === "none" && text === `${FORMAT}\nnone\n`) return null;
  const facts = new Map(FACTS.map((name, k) => [name, factIn(lines[k] ?? "", name)]));
  const ranges = new Map(lines.slice(FACTS.length, -1).map(rangeIn));
  const claim = { facts, ranges };
  if (encodeClaim(claim) !== text) throw new RangeError("not in canonical form");
  return claim;
}

function factIn(line: string, name: string): string {
  if (!line.startsWith(`${name} `)) throw new RangeError(`"${name}" is missing`);
  return line.slice(name.length + 1);
}

function rangeIn(line: string): [string, { cursor: number; end: number }] {
  const match = /^(\S{1,120}) (\d{1,15}) (\d{1,15})$/.exec(line);
  if (match === null) throw new RangeError("not a kind with its cursor and end");
  parseKind(match[1]!);
  const [cursor, end] = [Number(match[2]), Number(match[3])];
  if (cursor > end) throw new RangeError("a cursor beyond its end");
  return [match[1]!, { cursor, end }];
}

/** One line per fact that differs from ours, naming the party. Others' text is quoted and cut. */
function differencesOf(claims: readonly Claim[], self: number): string[] {
  const own = claims[self]!.facts;
  return claims.flatMap(({ facts }, party) =>
    FACTS.filter((name) => facts.get(name) !== own.get(name)).map(
      (name) =>
        `stock's ${name}: ${short(own.get(name)!)} here, ${short(facts.get(name)!)} at P${party}`,
    ),
  );
}

/** Printable ASCII only: what a peer sends commands no terminal. */
const short = (text: string): string =>
  JSON.stringify(text.slice(0, 80)).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
