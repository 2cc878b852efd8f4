import type { Session } from "../../network/session.ts";
import { commitment } from "../../protocols/commit.ts";
import { echo } from "../../protocols/echo.ts";

/** What all others sent under `label`, received before we send anything. Entry `self` is `own`. */
export async function receiveFirst(
  session: Session,
  label: string,
  own: Uint8Array,
): Promise<Uint8Array[]> {
  return Promise.all(
    Array.from({ length: session.n }, (_, from) =>
      from === session.self ? own : session.receive(from, label, 1 << 16),
    ),
  );
}

/** The honest way of a commitment and its echo, after which the cheater opens as it likes, or not at all. */
export async function commitOnly(session: Session, value: Uint8Array): Promise<void> {
  const opening = new Uint8Array(32 + value.length);
  opening.set(value, 32);
  const own = commitment(session, session.self, opening);
  await echo(session, "echo", await session.exchange("commit", own));
}

export function sendToAll(session: Session, label: string, message: Uint8Array): void {
  for (let to = 0; to < session.n; to++) if (to !== session.self) session.send(to, label, message);
}

/** A rushing cheater in commit-then-open: waits for the victim's messages and sends the same as its own. */
export async function copyCommitment(session: Session, victim: number): Promise<void> {
  const commitments = await receiveFirst(session, "commit", new Uint8Array(0));
  const copied = commitments[victim]!;
  sendToAll(session, "commit", copied);
  commitments[session.self] = copied;
  await echo(session, "echo", commitments);
  const openings = await receiveFirst(session, "open", new Uint8Array(0));
  sendToAll(session, "open", openings[victim]!);
}

/**
 * The session of a cheater that runs the real protocol but speaks last in every exchange, and says what `change`
 * makes of the others' messages and its own; in its own view, too, so that its echoes hold.
 */
export function lastWord(
  session: Session,
  change: (tag: string, own: Uint8Array, messages: readonly Uint8Array[]) => Uint8Array,
): Session {
  const liar: Pick<
    Session,
    | "id"
    | "self"
    | "n"
    | "suite"
    | "meter"
    | "path"
    | "random"
    | "child"
    | "exchange"
    | "channel"
    | "owe"
  > = {
    id: session.id,
    self: session.self,
    n: session.n,
    suite: session.suite,
    meter: session.meter,
    path: session.path,
    random: (length) => session.random(length),
    child: (label) => lastWord(session.child(label), change),
    channel: (label) => session.channel(label),
    owe: (label, own) => () => liar.exchange(label, own),
    async exchange(label, own) {
      const messages = await receiveFirst(session, label, own);
      const said = change(`${session.path}/${label}`, own, messages);
      messages[session.self] = said;
      sendToAll(session, label, said);
      return messages;
    },
  };
  return liar as Session;
}
