import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort } from "../../network/abort.ts";
import { honestTasks, runProofs, toyShape } from "../support/short-proofs.ts";
import { assertWire } from "../support/wire.ts";

describe("proveShort", () => {
  for (const kind of ["plaintext", "constant", "key"] as const)
    it(`accepts honest provers: ${kind}, small N`, async () => {
      for (const n of [2, 3]) {
        const shape = toyShape(kind, 4, 3, kind === "plaintext" ? 3 : 1);
        const tasks = honestTasks(shape, n, `honest-${n}`);
        const { results } = await runProofs(tasks, { shuffle: true, seed: kind });
        for (const images of results) {
          assert.ok(!(images instanceof Abort), String(images));
          assert.deepEqual(
            images,
            tasks.map((task) => task.own.map(({ image }) => image)),
          );
        }
      }
    });

  it("keeps its wire format", async () => {
    const tasks = honestTasks(toyShape("plaintext", 4, 2, 2), 3, "wire");
    assertWire("protocols/prove-short", (await runProofs(tasks, { seed: "wire" })).transcript);
  });
});
