/** What reports make of the combination that a cell has: its colour, and what it is a slowdown over. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { styleFor } from "../../../experiments/report/plots/palette.ts";
import { isActiveOverPassive, type Slowdown } from "../../../experiments/report/tables/slowdown.ts";
import type { Security } from "../../../host/party/combination.ts";

const NAMES: readonly Security[] = [
  "spdz+lowgear",
  "additive+semi-honest-he",
  "spdz+dealer",
  "additive+dealer",
  "plain",
];

describe("in reports a combination", () => {
  it("has the colour and the shape that it has always had", () => {
    const { colors, shapes } = styleFor(new Map(NAMES.map((name) => [name, name])));
    assert.deepEqual(colors, ["#d55e00", "#0b84c9", "#e69f00", "#56b4e9", "#8a8a8a"]);
    assert.deepEqual(shapes, ["circle", "square", "triangle-up", "diamond", "cross"]);
    const twice = styleFor(new Map([..."abc"].map((series) => [series, "spdz+lowgear"])));
    assert.equal(twice.colors[0], "#d55e00");
    assert.equal(new Set([...colors, ...twice.colors]).size, colors.length + 2);
  });

  it("is active over passive with its own twin where one backend makes both, else with no such twin", () => {
    const drawn = NAMES.flatMap((slow) =>
      NAMES.filter((fast) => {
        const pair = { slow: { cell: { security: slow } }, fast: { cell: { security: fast } } };
        return slow !== fast && isActiveOverPassive(pair as unknown as Slowdown);
      }).map((fast) => `${slow} over ${fast}`),
    );
    assert.deepEqual(drawn, [
      "spdz+lowgear over additive+semi-honest-he",
      "spdz+lowgear over spdz+dealer",
      "spdz+lowgear over plain",
      "spdz+dealer over additive+dealer",
    ]);
  });
});
