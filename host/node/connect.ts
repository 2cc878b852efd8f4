/**
 * Connects the parties of a session: WebSockets over mutual TLS 1.3 between pinned certificates, and above them the
 * handshake, in which every identity signs the session. The party with the higher number connects to the lower.
 */
import { randomFillSync, X509Certificate } from "node:crypto";
import { availableParallelism } from "node:os";
import { Gathering } from "../../network/gathering.ts";
import type { Agreement } from "../../network/handshake.ts";
import type { Timing } from "../../network/linked.ts";
import type { Transport } from "../../network/transport.ts";
import { outsideValidity } from "./certificate.ts";
import { dial } from "./dial.ts";
import { type Identity, IdentityError } from "./identity.ts";
import { LifeThread } from "./life/start.ts";
import { type Door, listen, STRANGERS_AT_THE_DOOR } from "./listen.ts";
import type { Member } from "./roster.ts";
import { nodeSuite } from "./suite.ts";
import { nextTurn, pollingTurn } from "./turn.ts";

export { ListenError } from "./listen.ts";

/** Whom a party connects to, as whom, and how long it waits. */
export interface ConnectOptions extends Timing {
  readonly self: number;
  readonly identity: Identity;
  /** All parties, in party order, this one included. */
  readonly members: readonly Member[];
  /** What must be equal at all parties: "program", "parties", "field", "security", … */
  readonly agreement: Agreement;
  /** How long we wait for the others to come; by default the deadline. */
  readonly connectMs?: number;
  /** Where to listen, if that is not the address that the others use: "0.0.0.0" in a container. */
  readonly listenHost?: string;
  /** Takes lines on how gathering goes on. */
  readonly log?: (line: string) => void;
  /** Gives up for the signal's reason, and tells those who have come. It has no effect once all are connected. */
  readonly signal?: AbortSignal;
  /**
   * Poll for answers for a moment before sleeping (turn.ts). Dependent rounds get faster if every process of this
   * machine has a core, and slower if not. True by default if the members at this address leave a core free.
   */
  readonly polling?: boolean;
}

/**
 * Resolves when all parties are connected, agree and have proved who they are.
 * @throws ListenError, IdentityError for this party's own configuration. ConfigurationMismatch with all that differs.
 *   Abort "peer-silent" naming a party that did not come, unless its connection may have been turned away at a full
 *   port; "peer-closed" naming a party that broke off; "peer-not-authentic" if somebody else answers in a peer's place.
 */
export async function connect(options: ConnectOptions): Promise<Transport> {
  const { self, identity, members, log = () => undefined } = options;
  const connectMs = options.connectMs ?? options.deadlineMs;
  checkMembers(self, identity, members);
  const gathering = new Gathering({
    self,
    signer: identity,
    publicKeys: members.map((m) => new Uint8Array(Buffer.from(m.publicKey, "hex"))),
    agreement: options.agreement,
    host: {
      suite: nodeSuite,
      random: (length) => randomFillSync(new Uint8Array(length)),
      life: (wires, heartbeatMs) => life.begin(wires, heartbeatMs),
      turn: (options.polling ?? leavesACore(self, members)) ? pollingTurn() : nextTurn,
    },
    deadlineMs: options.deadlineMs,
    heartbeatMs: options.heartbeatMs,
    connectMs,
    log,
  });
  // Not earlier: options that are refused would leave the thread running.
  const life = new LifeThread(self, members, options.listenHost ?? members[self]!.host);
  // It may fail while we still wait for our port.
  gathering.whole.catch(() => undefined);
  const giveUp = () => gathering.fail(options.signal?.reason as Error);
  if (options.signal?.aborted === true) giveUp();
  options.signal?.addEventListener("abort", giveUp);
  let door: Door | null = null;
  try {
    // Nobody connects to the last party.
    if (self < members.length - 1)
      door = await listen({
        identity,
        members,
        host: options.listenHost ?? members[self]!.host,
        port: members[self]!.port,
        log,
        outdated: (peer, why) => gathering.notAuthentic(peer, why),
        turnedAway: (count) => {
          const why = `it may have been turned away at our port, where strangers held all ${STRANGERS_AT_THE_DOOR} places (callers turned away: ${count})`;
          for (let peer = self + 1; peer < members.length; peer++) gathering.turnedAway(peer, why);
        },
        arrived: (peer, wire, channel) => {
          if (peer > self) gathering.offer(peer, wire, channel);
          else {
            log(`refused a connection of P${peer}: the higher number connects to the lower`);
            wire.destroy();
          }
        },
      });
  } catch (error) {
    gathering.fail(error as Error);
  }
  for (let peer = 0; peer < self; peer++)
    void dial(gathering, identity, peer, members[peer]!, Math.min(connectMs, 5000));
  try {
    return await gathering.whole;
  } catch (error) {
    life.end();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", giveUp);
    door?.close();
  }
}

/** True if a core is left when each member at this party's address has one. */
function leavesACore(self: number, members: readonly Member[]): boolean {
  const here = members.filter((member) => member.host === members[self]!.host);
  return here.length < availableParallelism();
}

function checkMembers(self: number, identity: Identity, members: readonly Member[]): void {
  const n = members.length;
  if (n < 2) throw new IdentityError(`a session has at least two members, not ${n}`);
  const own = members[self];
  if (own === undefined)
    throw new IdentityError(`party ${self} of ${n}: numbers go from 0 to ${n - 1}`);
  if (own.fingerprint !== identity.fingerprint || own.publicKey !== identity.publicKeyHex)
    throw new IdentityError(
      `member ${self} (${own.name}) is listed with another identity than this party's (${identity.name})`,
    );
  for (const key of ["fingerprint", "publicKey"] as const)
    if (new Set(members.map((m) => m[key])).size < n)
      throw new IdentityError(`two members have the same ${key}`);
  const expired = outsideValidity("this party's", new X509Certificate(identity.certificate));
  if (expired !== null) throw new IdentityError(expired);
}
