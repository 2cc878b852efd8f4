/** Real processes, real LowGear, real disks: SIGKILL within a reply, and within a proof. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { saveIdentity } from "../../../host/node/identity.ts";
import { LONG } from "../../support/long.ts";
import { makeParties } from "../node/members.ts";
import { assertFit, restart } from "./after-crash.ts";
import type { Doom } from "./doomed-fill.ts";
import { storeRoom } from "./store-room.ts";

const ENTRY = fileURLToPath(new URL("./doomed-fill.ts", import.meta.url));

/** Two parties fill; P_1 is killed. Returns what P_0 said in the end, and the stores. */
async function kill(t: TestContext, dies: Doom["dies"]) {
  const { root } = storeRoom(t);
  const parties = await makeParties(2);
  const members = parties.map(({ member }) => member);
  const left = parties.map((_, k) => ({
    places: { directory: join(root, `${k}`, "stock"), keyDirectory: join(root, `${k}`, "keys") },
  }));
  const said = await Promise.all(
    parties.map(async ({ identity }, self) => {
      const identityFolder = join(root, `identity-${self}`);
      saveIdentity(identityFolder, identity);
      const doom: Doom = {
        join: { self, members, security: "spdz+lowgear", deadlineMs: 10_000, connectMs: 20_000 },
        identityFolder,
        places: left[self]!.places,
        items: "triples=100,squares=100",
        dies: self === 1 ? dies : null,
      };
      const child = spawn(process.execPath, [ENTRY], { stdio: ["pipe", "pipe", "inherit"] });
      const gone = new Promise((resolve) => child.once("close", (_, signal) => resolve(signal)));
      child.stdin.end(JSON.stringify(doom));
      return [await text(child.stdout), await gone];
    }),
  );
  assert.deepEqual(said, [
    ["peer-closed 1", null],
    ["", "SIGKILL"],
  ]);
  return left;
}

describe("SIGKILL while LowGear fills stores on disk", () => {
  const moments = [
    ["within the replies to a product", "squares-\\d+/products$"],
    [
      "between commitment and answer of a plaintext proof",
      "squares-\\d+/proof/attempt-\\d+/answer$",
    ],
  ] as const;
  for (const [what, tag] of moments.slice(LONG ? 0 : 1))
    it(`${what}: what was laid down before at both can be spent, and nothing of the batch`, async (t) => {
      const left = await kill(t, { tag, nth: tag.endsWith("products$") ? 1 : 0 });
      const stocks = await restart(left);
      assert.ok(stocks !== null, "nothing is left");
      for (const stock of stocks) assert.deepEqual([...stock.remaining()], [["triple", 100]]);
      await assertFit(stocks);
    });

  if (LONG)
    it("within the replies of the first batch: neither has anything that could be spent", async (t) => {
      assert.equal(await restart(await kill(t, { tag: "triples-\\d+/products$", nth: 3 })), null);
    });
});
