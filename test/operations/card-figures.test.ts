/** What cards say of triples and elements, where truncation rounds at random and where it is exact, is what calls cost. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Cost, Operation } from "../../online/operation.ts";
import { plain } from "../../operations/examples.ts";
import { normalisePositiveCost, normaliseSignedCost } from "../../operations/fixed/normalise.ts";
import { placedCost } from "../../operations/fixed/placed.ts";
import { polynomialCost } from "../../operations/fixed/polynomial.ts";
import { OPERATIONS } from "../../operations/registry.ts";
import { type Arguments, costOf } from "./examples.ts";

const X = plain([], [1n << 16n], 16);
const WHOLE = plain([], [7]);

/** By file, calls of one element. */
const CALLS: readonly (readonly [file: string, name: keyof typeof OPERATIONS, args: Arguments])[] =
  [
    ["fixed/reciprocal", "reciprocal", [X]],
    ["fixed/sqrt", "sqrt", [X]],
    ["fixed/inverse-sqrt", "inverseSqrt", [X]],
    ["fixed/log", "log", [X]],
    ["fixed/log2", "log2", [X]],
    ["fixed/exp", "exp", [X]],
    ["fixed/exp2", "exp2", [X]],
    ["fixed/exponential", "exp", [X]],
    ["fixed/exponential", "exp2", [X]],
    ["fixed/sigmoid", "sigmoid", [X]],
    ["fixed/tanh", "tanh", [X]],
    ["fixed/sigmoid-piecewise", "sigmoidPiecewise", [X]],
    ["fixed/divide-fixed", "divideFixed", [X, X]],
    ["division/divide-public", "dividePublic", [WHOLE, 3]],
    ["division/divide-public", "dividePublic", [WHOLE, 2 ** 33]],
    ["division/modulo-public", "moduloPublic", [WHOLE, 3]],
    ["division/modulo-public", "moduloPublic", [WHOLE, 2 ** 33]],
    ["division/remainder", "moduloPublic", [WHOLE, 2 ** 33]],
  ];

const cardOf = (file: string): string =>
  readFileSync(new URL(`../../operations/${file}.ts`, import.meta.url), "utf8").split("*/")[0]!;

/** The line that begins with this word, and what belongs to it. */
const lineOf = (file: string, word: string): string =>
  new RegExp(`^ \\* {3}${word} .*(?:\\n \\* {14}.*)*`, "m").exec(cardOf(file))?.[0] ?? "";

const triplesIn = ({ items }: Cost): number =>
  items.reduce((sum, [item, count]) => sum + (item.kind === "triple" ? count : 0), 0);

const says = (line: string, figure: string) =>
  assert.match(line, new RegExp(`(?<![\\d·])${figure}(?!\\d)`), line);

describe("the figures of a card are those of a call", () => {
  for (const [file, name, args] of CALLS)
    for (const rounding of ["probabilistic", "floor"] as const)
      it(`${file}: ${name}, ${rounding}${name.endsWith("Public") ? ` by ${args[1]}` : ""}`, () => {
        const cost = costOf(OPERATIONS[name] as unknown as Operation, args, 2, { rounding });
        says(lineOf(file, "traffic"), `t·${cost.opened}`);
        says(lineOf(file, "items"), `t·${triplesIn(cost)}`);
        says(lineOf(file, "rounds"), String(cost.rounds).replace("22", "23 at most"));
      });

  it("of parts of functions, too", () => {
    const of = (degree: number) => ({ coefficients: Array<number>(degree + 1).fill(1), scale: 28 });
    for (const [file, costs] of [
      [
        "fixed/polynomial",
        [6, 10].flatMap((d) => [false, true].map((e) => polynomialCost(of(d), 1, e))),
      ],
      ["fixed/placed", [false, true].map((exact) => placedCost(1, exact))],
      ["fixed/normalise", [false, true].map((exact) => normalisePositiveCost(1, exact))],
    ] as const)
      for (const cost of costs) {
        says(lineOf(file, "items").replaceAll("t·", ""), String(triplesIn(cost)));
        says(lineOf(file, "rounds"), String(cost.rounds));
      }
    for (const exact of [false, true])
      says(
        lineOf("fixed/normalise", "items").replace("t·(", ""),
        `${triplesIn(normaliseSignedCost(2, 1, exact)) - 2} \\+ m`,
      );
  });
});
