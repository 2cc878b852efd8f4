/**
 * Every step of TUTORIAL.md, as a reader would go through it, in a folder of its own. The quick form leaves out the
 * steps in which parties make keys.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { freePorts } from "../../run/ports.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { follow, stepsOf } from "../support/guide.ts";
import { LONG } from "../support/long.ts";

const TEXT = readFileSync("TUTORIAL.md", "utf8");

describe("the tutorial", () => {
  const folder = ownTemporaryFolder();
  const steps = stepsOf(TEXT);

  it("has steps of both kinds", () => {
    assert.equal(steps.filter((step) => "file" in step).length, 8);
    assert.equal(steps.filter((step) => "commands" in step).length, 9);
  });

  it("says what comes, step by step", async () => {
    const free = await freePorts(3);
    const ports = new Map([7000, 7001, 7002].map((port, k) => [port, free[k]!]));
    const inTheClear = steps.findIndex((step) => "commands" in step);
    const fixedPoint = steps.findIndex((step) => "file" in step && step.file.endsWith("layer.ts"));
    assert.ok(fixedPoint > 0);
    const quick = [...steps.slice(0, inTheClear + 3), ...steps.slice(fixedPoint)];
    for (const step of LONG ? steps : quick) follow(step, folder, ports);
  });
});
