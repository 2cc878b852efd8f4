/**
 * Agreeing on how to compare, where each party has chosen by a plan of its own: in a tree as soon as one says so.
 *
 *   source     this project. What a program does is public, but how long a plan may take each party's machine decides
 *   formula    product, if all say so; else tree
 *   invariant  afterwards all honest parties compare in the same way
 *   rounds     1, and 1 to echo (n > 2)
 *   traffic    1 byte to each peer, and the echo
 *   security   a party can make all compare in a tree, which takes time and nothing else. It tells whether it could plan
 *              its program, as it does again when it says what it takes
 */
import { Abort } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import type { Comparisons } from "../../online/comparisons.ts";
import { echo } from "../../protocols/echo.ts";

/** By what is sent for each. */
const SENT: readonly Comparisons[] = ["tree", "product"];

/**
 * Call it before keys are made. `say` is told, in a line, that others chose otherwise.
 * @throws Abort "malformed-message" naming the sender of what is no choice; "inconsistent-broadcast" if choices differ
 *   between receivers.
 */
export async function agreeOnComparisons(
  session: Session,
  own: Comparisons,
  say: (line: string) => void = () => {},
): Promise<Comparisons> {
  const box = session.child("comparisons");
  // 1. Everyone says what it has chosen; echoed, so that all act on the same choices.
  const told = await box.exchange("choice", Uint8Array.of(SENT.indexOf(own)));
  const choices = told.map((message, party) => choiceIn(message, party));
  await echo(box, "echo", told);
  // 2. Products, if all have chosen them.
  const trees = choices.flatMap((choice, party) => (choice === "tree" ? [`P${party}`] : []));
  if (trees.length === 0) return "product";
  if (own === "product") say(`numbers are compared in a tree, as ${trees.join(", ")} chose`);
  return "tree";
}

function choiceIn(message: Uint8Array, party: number): Comparisons {
  const choice = message.length === 1 ? SENT[message[0]!] : undefined;
  if (choice === undefined)
    throw new Abort("malformed-message", "comparisons/choice", [party], "no way to compare");
  return choice;
}
