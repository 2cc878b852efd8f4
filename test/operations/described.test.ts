/** What the reference says of records. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Operation } from "../../online/operation.ts";
import { describedCost, describedEdges, SCALE } from "../../operations/described.ts";
import { OPERATIONS } from "../../operations/registry.ts";
import { RECORDS } from "./examples.ts";

const record = (name: keyof typeof OPERATIONS) => OPERATIONS[name] as unknown as Operation;

describe("the reference of operations", () => {
  it("has cost and edges of every record", async () => {
    for (const of of RECORDS) {
      for (const rounding of ["probabilistic", "floor"] as const)
        assert.match(describedCost(of, rounding), /^none: local$|rounds: \d.*; opened: /, of.name);
      const edges = await describedEdges(of);
      assert.ok(edges.length === 1 ? edges[0] === "it takes no secrets" : edges.length <= 3);
      assert.ok(edges.length < 2 || edges.every((edge) => edge.startsWith(`${of.name}(`)), of.name);
    }
  });

  it("measures products in fixed point at the scale that the page names", () => {
    for (const name of ["matrixProductFixed", "convolve2dFixed"] as const)
      assert.match(
        describedCost(record(name), "probabilistic"),
        new RegExp(`rounds: 2; .*; truncation/${SCALE}: 1$`),
      );
  });

  it("has costs for vectors of m elements, as the records count them, for both roundings", () => {
    assert.equal(describedCost(record("multiply"), "floor"), "rounds: 1; opened: 2·m; triples: m");
    assert.equal(
      describedCost(record("multiplyFixed"), "probabilistic"),
      "rounds: 2; opened: 3·m; triples: m; truncation/16: m",
    );
    assert.equal(
      describedCost(record("multiplyFixed"), "floor"),
      "rounds: 7; opened: 109·m; triples: 54·m; truncation/16/exact: m",
    );
    assert.match(
      describedCost(record("max"), "floor"),
      /^rounds: 32 \| 56 \| 80 at m = 10 \| 100 \| 1000; opened: 229·m − 229; /,
    );
    assert.match(describedCost(record("matrixProduct"), "floor"), /; matrix\/1xmx1\*1\+0: 1$/);
    assert.match(
      describedCost(record("convolve2d"), "floor"),
      /^of 1 × 2 × 2 × 1, 2 × 2 × 1 × 1: /,
    );
    assert.match(
      describedCost(record("shuffle"), "floor"),
      /^n = 2: .*; n = 3: .*input-masks\/2: /,
    );
    assert.equal(describedCost(record("add"), "floor"), "none: local");
  });

  it("has what 0, −1 and nothing give, or why they are refused", async () => {
    assert.deepEqual(await describedEdges(record("abs")), [
      "abs([0]) = [0]",
      "abs([-1]) = [1]",
      "abs([]) = []",
    ]);
    assert.deepEqual((await describedEdges(record("reciprocal"))).slice(0, 2), [
      "reciprocal([0]) = [0]",
      "reciprocal([-1]) = [-1]",
    ]);
    assert.match(
      (await describedEdges(record("topK")))[2]!,
      /^topK\(\[\], 1\): refused: topK: nothing to choose/,
    );
    assert.deepEqual(await describedEdges(record("input")), ["it takes no secrets"]);
  });

  it("refuses a record that has nothing to show", async () => {
    const none = { ...record("abs"), examples: () => [] } as Operation;
    assert.throws(() => describedCost(none, "floor"), /^RangeError: abs: no example has elements$/);
  });
});
