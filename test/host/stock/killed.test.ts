import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { StockRefused } from "../../../items/stock-refused.ts";
import { macCheck } from "../../../protocols/mac-check.ts";
import { MacKey } from "../../../protocols/mac-key.ts";
import { ALPHA } from "../../items/stock-source.ts";
import { LONG } from "../../support/long.ts";
import { Leaves, runParties } from "../../support/parties.ts";
import { assertAborted } from "../../support/tamper.ts";
import { field, filesBelow, holding, makeStore, reopen, storeRoom } from "./store-room.ts";

const doomed = fileURLToPath(new URL("./doomed-process.ts", import.meta.url));

/** From one change at which it is killed to the next. */
const STEP = LONG ? 1 : 2;

/** Starts it and collects its lines until it ends, or until `until` has been said. */
async function start(args: readonly string[], until?: string) {
  const child = spawn(process.execPath, [doomed, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let faults = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    faults += text;
  });
  const closed = once(child, "close");
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      if (until !== undefined && out.includes(until)) resolve();
    });
    child.once("close", () => resolve());
  });
  assert.equal(faults, "", args.join(" "));
  return { child, closed, lines: out.split("\n").filter((line) => line !== "") };
}

it("silence after seeing σ, then restart: nothing usable is left on the disk", async (t) => {
  const room = storeRoom(t);
  await (await makeStore(room, { n: 2 })).close();
  const stock = await reopen(room, undefined, 0, 2);
  const { results } = await runParties(
    2,
    async (session) => {
      const key =
        session.self === 0 ? stock.macKey! : new MacKey(stock.keyId, field.fromIntegers([5]));
      const opened = { values: field.fromIntegers([7]), macs: field.fromIntegers([7]) };
      const position = { checkNumber: 0, roundNumber: 0, first: 0, last: 0 };
      const openingsHash = new Uint8Array(0);
      const check = macCheck(session, field, key, [opened], { ...position, openingsHash });
      if (session.self === 0) return check;
      // It has P_0's residue, and says nothing any more.
      await check.catch(() => undefined);
      throw new Leaves();
    },
    {
      tamper: (from, _to, tag, message) => (from === 1 && tag === "residues/open" ? null : message),
    },
  );
  assertAborted(results[0], "peer-closed", [1]);
  await stock.close();
  await assert.rejects(reopen(room, undefined, 0, 2), {
    code: "destroyed",
    message: /a MAC check was left: peer-closed P1/,
  });
  assert.deepEqual(holding(room.root, ALPHA), []);
});

describe("kill -9", () => {
  it("between sending σ and the verdict: a restarted process finds α_i nowhere", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room, { n: 2 })).close();
    const { child, lines } = await start(["check", room.root]);
    assert.deepEqual([child.signalCode, lines], ["SIGKILL", ["sigma is sent"]]);
    assert.notDeepEqual(holding(room.root, ALPHA), [], "the killed process could not wipe");
    await assert.rejects(reopen(room, undefined, 0, 2), {
      code: "destroyed",
      message: /a MAC check was left before it accepted/,
    });
    assert.deepEqual(holding(room.root, ALPHA), []);
    assert.deepEqual(
      filesBelow(room.root).map(({ path }) => path.slice(room.root.length)),
      ["/keys/books.sqlite", "/keys/holder"],
    );
  });

  it("two processes on one store: the second is told who holds it, until that one is killed", async (t) => {
    const room = storeRoom(t);
    await (await makeStore(room)).close();
    const { child, closed } = await start(["hold", room.root], "open");
    const message = new RegExp(`in use by process ${child.pid}: one at a time`);
    await assert.rejects(reopen(room), { code: "in-use", message });
    child.kill("SIGKILL");
    await closed;
    await (await reopen(room)).close();
  });

  it("before every change that spending makes: nothing is handed out twice", async (t) => {
    const room = storeRoom(t);
    let handedOut = new Set<string>();
    let stores = 0;
    for (let k = 1, ended = false; !ended; k += STEP) {
      // A store that a check was left on is gone; it is replaced when it is used up, too.
      const left = await leftIn(room);
      if (left === null || left < 80) {
        if (left !== null) await destroyIn(room);
        await assertGone(room);
        handedOut = new Set();
        await (await makeStore(room, { seed: `${stores++}`, demand: [["random", 400]] })).close();
      }
      const { lines, child } = await start(["spend", room.root, `${k}`]);
      ended = lines.includes("end");
      if (!ended) assert.equal(child.signalCode, "SIGKILL", lines.join(" "));
      for (const line of lines.filter((l) => /^\d+$/.test(l))) {
        assert.ok(!handedOut.has(line), `${line} was handed out twice, killed at ${k}`);
        handedOut.add(line);
      }
      if (lines.includes("in check") && !lines.includes("accepted")) await assertGone(room);
    }
    assert.ok(stores > 1);
  });

  it("before every change that a wipe makes: the next opening finishes it", async (t) => {
    for (let k = 1, ended = false; !ended; k += STEP) {
      const room = storeRoom(t);
      await (await makeStore(room)).close();
      const { lines } = await start(["wipe", room.root, `${k}`]);
      ended = lines.includes("end");
      if (lines.includes("in check")) await assertGone(room);
    }
  });
});

/** Items that are left; null if there is no usable store. Looks at it as any session does. */
async function leftIn(room: ReturnType<typeof storeRoom>): Promise<number | null> {
  try {
    const stock = await reopen(room);
    await stock.close();
    return stock.remaining().get("random")!;
  } catch (error) {
    assert.ok(
      error instanceof StockRefused && /absent|misplaced|destroyed/.test(error.code),
      `${error}`,
    );
    return null;
  }
}

async function destroyIn(room: ReturnType<typeof storeRoom>): Promise<void> {
  const stock = await reopen(room);
  await stock.macKey!.destroy();
  await stock.close();
}

async function assertGone(room: ReturnType<typeof storeRoom>): Promise<void> {
  await assert.rejects(reopen(room), (error: StockRefused) =>
    ["absent", "misplaced", "destroyed"].includes(error.code),
  );
  assert.deepEqual(holding(room.root, ALPHA), []);
}
