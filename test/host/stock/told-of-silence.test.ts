/**
 * Silence that is told of, truly or by a cheater, and parties that leave: outside of checks what was laid down stays
 * at all of them, and their stores agree; within a check everything is destroyed.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort, Interrupted } from "../../../network/abort.ts";
import type { Tamper } from "../../support/parties.ts";
import { assertAborted } from "../../support/tamper.ts";
import { assertFit, restart } from "./after-crash.ts";
import { type Doom, fill, ledgerOn, leftOn, newDisks } from "./doomed-session.ts";
import type { FailingDisk } from "./failing-disk.ts";

/** Some of each kind: a proof, replies, MACs, an opening, a commitment to σ, σ, and where all meet. */
const STEPS =
  /(squares-\d+\/(products|macs)|attempt-0\/answer|authenticate\/(open|.*residues\/(commit|open))|^laid)$/;
/** Those that matter most. */
const FEW = /(products|residues\/(commit|open)|^laid)$/;
const SIGMA = /\/residues\/open$/;
/** Here a check's window begins: whether a party has marked it by then is up to its disk. */
const EDGE = /\/residues\/commit$/;

/** Where somebody strikes: at the first message with each of these tags once a batch is laid down. */
async function steps(
  n: number,
  victim: number,
  which = STEPS,
): Promise<{ at: number; tag: string }[]> {
  const { tags } = await fill({ n, disks: newDisks(n), dies: { victim, at: -1 } });
  const laid = tags.lastIndexOf(
    "laid",
    tags.findIndex((tag, at) => tag === "laid" && tags[at + 1] !== "laid"),
  );
  return tags.flatMap((tag, at) =>
    at > laid && STEPS.test(tag) && which.test(tag) && tags.indexOf(tag, laid + 1) === at
      ? [{ at, tag }]
      : [],
  );
}

/** What a party's disk shows to whoever looks: batches, and why they are gone. */
const shown = (disk: FailingDisk) => {
  const ledger = ledgerOn(disk);
  return { batches: ledger.batches(), gone: ledger.epitaph() !== null };
};

/** How a fill ends at honest parties, and what they hold then. */
async function ended(n: number, dies: Doom, tamper?: Tamper) {
  const disks = newDisks(n);
  const { results } = await fill({ n, disks, dies, ...(tamper && { tamper }) });
  const honest = disks.filter((_, party) => party !== dies.victim);
  return { disks, results, held: honest.map(shown) };
}

describe("silence that is told of while LowGear fills stores", () => {
  it("a cheater's notice of silence, at any step, leaves at honest parties what its mere silence leaves", async () => {
    const notices = [
      new Abort("peer-silent", "a lie", [0]),
      new Abort("peer-aborted", "a lie", [], "", true),
      new Interrupted("a lie"),
    ];
    const seen = { kept: 0, lost: 0 };
    for (const [k, { at, tag }] of (await steps(2, 1)).entries()) {
      const silent = await ended(2, { victim: 1, at });
      const told = await ended(2, { victim: 1, at, says: notices[k % notices.length]! });
      if (!EDGE.test(tag)) assert.deepEqual(told.held, silent.held, tag);
      // Who owes the opening of its σ and stops is named, whatever it says.
      if (SIGMA.test(tag)) assertAborted(told.results[0]!, "peer-closed", [1], tag);
      else assertAborted(told.results[0]!, "peer-aborted", [], tag);
      const { gone } = told.held[0]!;
      if (!EDGE.test(tag)) assert.equal(gone, SIGMA.test(tag), tag);
      seen[gone ? "lost" : "kept"]++;
    }
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, `${what}: none`);
  });

  it("nor does it after a reply that cannot be decrypted to what was asked, whatever the honest party does next", async () => {
    const wrong: Tamper = (from, _to, tag, message) =>
      from === 1 && /squares-\d+\/products$/.test(tag)
        ? message.with(20, 1 ^ message[20]!)
        : message;
    for (const { at, tag } of await steps(2, 1, /squares-\d+\/(macs|authenticate)/)) {
      const says = new Abort("peer-closed", "a lie", [0]);
      const { held } = await ended(2, { victim: 1, at, says }, wrong);
      const { gone, batches } = held[0]!;
      assert.equal(batches.length > 0, !gone, tag);
      if (!EDGE.test(tag)) assert.equal(gone, SIGMA.test(tag), tag);
    }
  });

  it("a dead link between two of three costs the batch under way, also at the third, who sees nothing itself", async () => {
    const seen = { kept: 0, lost: 0 };
    for (const { at, tag } of await steps(3, 1, FEW)) {
      const disks = newDisks(3);
      const { results } = await fill({ n: 3, disks, dies: { victim: 1, cutFrom: 2, at } });
      assertAborted(results[1]!, "peer-closed", [2], tag);
      assertAborted(results[2]!, "peer-closed", [1], tag);
      assertAborted(results[0]!, "peer-aborted", [], tag);
      for (const disk of disks) disk.restart("lost", tag);
      const stocks = await restart(leftOn(disks));
      if (!EDGE.test(tag)) assert.equal(stocks === null, SIGMA.test(tag), tag);
      seen[stocks === null ? "lost" : "kept"]++;
      if (stocks !== null) await assertFit(stocks);
      // Who was told that keys are gone keeps nothing that would be of no use.
      else assert.ok(shown(disks[0]!).gone, tag);
    }
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, `${what}: none`);
  });

  it("a disk that fills up costs the batch under way, at both parties, and it is said what it was", async () => {
    const whole = newDisks(2);
    await fill({ n: 2, disks: whole });
    const commits = whole[0]!.log.flatMap((what, k) => (what.startsWith("commit") ? [k + 1] : []));
    const seen = { kept: 0, lost: 0 };
    // From the first batch on: its commit follows that of the store's beginning.
    for (let fullAt = commits[1]! + 1; fullAt < whole[0]!.operations; fullAt += 3) {
      const what = `${fullAt}: ${whole[0]!.log[fullAt - 1]}`;
      const disks = newDisks(2);
      const { results } = await fill({ n: 2, disks, dies: { victim: 0, fullAt } });
      const lost = shown(disks[0]!).gone;
      if (!lost) assert.equal((results[0] as Abort).detail, "no-space", what);
      // Only where the mark of a check could not be written or removed.
      if (lost) assert.match(what, /mark$/);
      const words = lost ? /its keys are destroyed for that/ : /its disk is full/;
      // The other may have all it needs by then.
      if (results[1] !== "filled") assert.match((results[1] as Abort).message, words, what);
      for (const disk of disks) disk.restart("lost", what);
      const stocks = await restart(leftOn(disks));
      assert.equal(stocks === null, lost, what);
      seen[lost ? "lost" : "kept"]++;
      if (stocks !== null) await assertFit(stocks);
    }
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, `${what}: none`);
  });

  for (const n of [2, 3])
    it(`an interrupted party of ${n} leaves at no cost but the batch under way, within a check too`, async () => {
      for (const { at, tag } of await steps(n, 1, n === 2 ? STEPS : FEW)) {
        const disks = newDisks(n);
        const { results } = await fill({ n, disks, dies: { victim: 1, interrupted: true, at } });
        for (const result of results) assertAborted(result, "peer-aborted", [], tag);
        for (const disk of disks) disk.restart("lost", tag);
        const stocks = await restart(leftOn(disks));
        assert.notEqual(stocks, null, tag);
        await assertFit(stocks!);
      }
    });
});
