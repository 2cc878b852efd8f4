import assert from "node:assert/strict";
import { it } from "node:test";
import { compilePrime60 } from "../../../algebra/kernel/build.ts";
import { PRIME60_WASM } from "../../../algebra/kernel/prime60.wasm.ts";

it("rebuilding the kernels gives the committed bytes", async () => {
  const committed = Buffer.from(PRIME60_WASM, "base64");
  const rebuilt = Buffer.from(await compilePrime60());
  assert.ok(rebuilt.equals(committed), "the sources have changed: npm run kernels");
});
