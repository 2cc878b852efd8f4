import assert from "node:assert/strict";
import { it } from "node:test";
import { formatLeft } from "../../../cli/experiment-progress.ts";
import { Expectation } from "../../../experiments/harness/expectation.ts";

it("what is left takes what its cells took before, and cells that are new what all took", () => {
  const expectation = new Expectation();
  assert.equal(expectation.of(["a"]), null);
  expectation.took("a", 10);
  expectation.took("a", 20);
  expectation.took("b", 60);
  assert.equal(expectation.of(["a", "b", "b", "c"]), 15 + 60 + 60 + 30);
  assert.equal(expectation.of([]), 0);
});

it("time left is told in the unit that fits", () => {
  for (const [ms, text] of [
    [400, "0 s"],
    [99_000, "99 s"],
    [150_000, "3 min"],
    [12_000_000, "3 h 20 min"],
  ] as const)
    assert.equal(formatLeft(ms), text);
});
