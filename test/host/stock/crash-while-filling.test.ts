/** A party of LowGear dies at each kind of message while stores are filled: what its disk and the others' hold then. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StockRefused } from "../../../items/stock-refused.ts";
import { Abort } from "../../../network/abort.ts";
import { LONG } from "../../support/long.ts";
import type { Tamper } from "../../support/parties.ts";
import { assertAborted, flipLast } from "../../support/tamper.ts";
import { assertFit, find, restart } from "./after-crash.ts";
import { DEMAND, fill, ledgerOn, leftOn, newDisks, places } from "./doomed-session.ts";

const UNSYNCED = ["lost", "kept", "torn"] as const;
/** Of a batch before its check: its proof, its replies, its openings. */
const BEFORE_CHECK =
  /\/(images|commitment|announcement|answer|products|macs|seeds)$|\/coins\/|\/open$/;
const PROMINENT = /(triples|squares)-\d+\/(products|macs)$|attempt-0\/answer$|^laid$/;
const SIGMA = /\/residues\/open$/;

describe("a crash while LowGear fills stores", () => {
  for (const { n, victim } of [
    { n: 2, victim: 0 },
    { n: 2, victim: 1 },
    { n: 3, victim: 1 },
  ])
    it(`of P${victim} of ${n} costs the batch under way outside of checks, all within one, and never half a batch`, async () => {
      const { tags } = await fill({ n, disks: newDisks(n), dies: { victim, at: -1 } });
      // The first message with each tag; of three parties some, and σ to each peer: one has it, the other has not.
      const moments = tags.flatMap((tag, at) => {
        const nth = tags.slice(0, at).filter((earlier) => earlier === tag).length;
        const every = n === 2 && (LONG || at % 3 === 0);
        const some =
          every || SIGMA.test(tag) || (PROMINENT.test(tag) && (LONG || n === 2 || at % 2 === 0));
        return nth === 0 && some ? [at] : nth === 1 && SIGMA.test(tag) ? [at] : [];
      });
      const seen = { kept: 0, replies: 0, proofs: 0, lost: 0, checks: 0 };
      for (const [k, at] of moments.entries()) {
        const disks = newDisks(n);
        const tag = tags[at]!;
        const { results } = await fill({ n, disks, dies: { victim, at } });
        for (const [i, result] of results.entries())
          if (i !== victim) assertAborted(result, "peer-closed", [victim], tag);
        for (const disk of disks) disk.restart(UNSYNCED[k % 3]!, "crash");
        const laid = tags.slice(0, at).filter((t) => t === "laid").length / (n - 1);
        // Who is alive wipes at once, not when it is started again.
        const epitaph = ledgerOn(disks[(victim + 1) % n]!).epitaph();
        if (SIGMA.test(tag)) assert.match(epitaph!, /^a MAC check was left: peer-closed/);
        else if (BEFORE_CHECK.test(tag)) assert.equal(epitaph === null, laid >= 1, tag);
        const stocks = await restart(leftOn(disks));
        if (SIGMA.test(tag)) {
          assert.equal(stocks, null, `${tag}: σ of the others may be known`);
          seen.checks++;
        } else if (BEFORE_CHECK.test(tag)) {
          assert.equal(stocks !== null, laid >= 1, `${tag} after ${laid} batches`);
          const kinds = DEMAND.slice(0, laid).map(([kind, count]) => [kind, count]);
          for (const stock of stocks ?? []) assert.deepEqual([...stock.remaining()], kinds, tag);
          if (stocks === null) seen.lost++;
          else if (/products|macs/.test(tag)) seen.replies++;
          else if (/answer/.test(tag)) seen.proofs++;
        }
        if (stocks !== null) {
          seen.kept++;
          await assertFit(stocks);
        }
      }
      for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, `${what}: none`);
    });

  it("at any operation of its disk: one batch more at one party is nobody's loss that has to be asked about", async () => {
    const whole = newDisks(2);
    await fill({ n: 2, disks: whole });
    const seen = { kept: 0, lost: 0, differed: 0 };
    const begun = whole[0]!.log.findIndex((what) => what.startsWith("commit"));
    for (const victim of [0, 1])
      for (
        let operation = begun + 1 + victim;
        operation <= whole[victim]!.operations;
        operation += LONG ? 2 : 7
      ) {
        const disks = newDisks(2);
        await fill({ n: 2, disks, dies: { victim, operation } });
        for (const disk of disks) disk.restart(UNSYNCED[operation % 3]!, "crash");
        const batches = disks.map((disk) => ledgerOn(disk).batches().length);
        const stocks = await restart(leftOn(disks));
        if (stocks === null) seen.lost++;
        else {
          seen.kept++;
          if (batches[0] !== batches[1]) seen.differed++;
          await assertFit(stocks);
        }
      }
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, `${what}: none`);
  });

  it("an abort by cheating after batches were settled leaves nothing usable at honest parties", async () => {
    for (const [tag, code, change] of [
      [/squares-\d+\/products$/, "malformed-message", (m: Uint8Array) => m.slice(1)],
      [
        /squares-\d+\/proof\/attempt-\d+\/answer$/,
        "bad-proof",
        (m: Uint8Array) => m.with(40, 1 ^ m[40]!),
      ],
      [/squares-\d+\/sacrifice\/.*coins\/open$/, "bad-opening", flipLast],
      [/squares-\d+\/authenticate\/.*residues\/open$/, "bad-opening", flipLast],
      [
        /squares-\d+\/authenticate\/open$/,
        "mac-check-failed",
        (m: Uint8Array) => m.with(0, 1 ^ m[0]!),
      ],
    ] as const) {
      const disks = newDisks(2);
      const tamper: Tamper = (from, _to, label, m) =>
        from === 1 && tag.test(label) && m.length > 0 ? change(m) : m;
      const last: string[] = [];
      const told = (self: number) => {
        last[self] = disks[self]!.log.at(-1)!;
      };
      const { results } = await fill({ n: 2, disks, tamper, told });
      assert.equal(last[0], `fsync ${places.keyDirectory}/mark`, "told while the mark is durable");
      assert.ok(results[0] instanceof Abort, `${tag} accepted`);
      assert.equal(results[0].code, code, String(tag));
      disks[0]!.restart("lost", "cheat");
      const found = await find(leftOn(disks)[0]!, 0, 2);
      assert.ok(found instanceof StockRefused && found.code === "destroyed", String(tag));
      // What it died of, not what followed from that.
      const cause = code === "mac-check-failed" ? "a MAC check failed" : `${code} P1`;
      assert.ok(found.message.includes(cause), found.message);
    }
  });
});
