import assert from "node:assert/strict";
import { describe, it } from "node:test";
// biome-ignore lint/correctness/noUndeclaredDependencies: the compiler of the kernels brings it along.
import binaryen from "binaryen";
import { PRIME60_WASM } from "../../../algebra/kernel/prime60.wasm.ts";
import { type Flow, flowsOf } from "./secret-flow.ts";

/** Kernels whose data may be secret. */
const SECRET = [
  ...["add", "addScalar", "negate", "subtract", "sum"],
  ...["multiply", "multiplyAdd", "multiplyScalar", "multiplyScalarAdd", "recombine"],
  ...["combine", "matrixVector", "matrixProduct", "splitLeft", "splitRight"],
];
/** Kernels whose data may be secret but for the one bit that they return. */
const TESTS = ["maskCandidates", "someNotCanonical", "someZero"];
/** Kernels of square roots: their data is public. */
const PUBLIC = ["lookUp", "smallerOfPair", "someDiffer"];

const textOf = (module: binaryen.Module): string => {
  try {
    return module.emitText();
  } finally {
    module.dispose();
  }
};

describe("kernels on secret data", () => {
  const flows = flowsOf(textOf(binaryen.readBinary(Buffer.from(PRIME60_WASM, "base64"))));

  it("are all listed", () => {
    assert.deepEqual([...flows.keys()].sort(), [...SECRET, ...TESTS, ...PUBLIC].sort());
  });

  for (const name of SECRET)
    it(`${name} branches and addresses by counters only, and returns nothing`, () => {
      assert.deepEqual(flows.get(name), { leaks: [], returnsData: false });
    });

  for (const name of TESTS)
    it(`${name} branches and addresses by counters only, and returns one bit`, () => {
      assert.deepEqual(flows.get(name), { leaks: [], returnsData: true });
    });

  it("are told from kernels that look up by data", () => {
    assert.deepEqual(flows.get("lookUp")!.leaks, [
      "i32.load8_u: address from data",
      "i64.load: address from data",
    ]);
  });
});

describe("the search for leaks", () => {
  const DATA = "(i32.load (local.get $a))";
  const flowOf = (body: string, result = ""): Flow =>
    flowsOf(
      textOf(
        binaryen.parseText(`(module (memory 1) (global $g (mut i32) (i32.const 0)) (func $h)
        (func $f (param $a i32) ${result} (local $x i32) (local $d f64) ${body}) (export "f" (func $f)))`),
      ),
    ).get("f")!;

  const leaky: readonly (readonly [string, string])[] = [
    [`(if ${DATA} (then (i32.store (local.get $a) (i32.const 0))))`, "if: branch on data"],
    [`(block $b (br_if $b ${DATA}))`, "br_if: branch on data"],
    [`(block $b (block $c (br_table $b $c ${DATA})))`, "br_table: branch on data"],
    [`(local.set $x (select (i32.const 1) (i32.const 2) ${DATA}))`, "select: choice by data"],
    [`(drop (i32.load8_u (i32.add (local.get $a) ${DATA})))`, "i32.load8_u: address from data"],
    [`(i32.store8 ${DATA} (i32.const 1))`, "i32.store8: address from data"],
    [`(local.set $x (i32.div_u ${DATA} (i32.const 3)))`, "i32.div_u: variable time"],
    [`(local.set $x (i32.rem_s (i32.const 3) ${DATA}))`, "i32.rem_s: variable time"],
    ["(local.set $d (f64.sqrt (f64.load (local.get $a))))", "f64.sqrt: variable time"],
    [`(memory.fill (local.get $a) (i32.const 0) ${DATA})`, "memory.fill: extent from data"],
    [`(global.set $g ${DATA})`, "global.set: data in a global"],
    ["(call $h)", "call: call"],
    [
      `(loop $l (if (local.get $x) (then (nop))) (local.set $x ${DATA}) (br_if $l (local.get $a)))`,
      "if: branch on data",
    ],
  ];
  for (const [body, leak] of leaky)
    it(`finds "${leak}" in ${body}`, () => {
      assert.deepEqual(flowOf(body).leaks, [leak]);
    });

  it("lets counters branch, choose and address", () => {
    const body = `(loop $l (local.set $x (select (local.get $a) (local.get $x) (local.get $a)))
      (if (local.get $x) (then (i32.store (local.get $x) (i32.load (local.get $a)))))
      (br_if $l (local.get $x)))`;
    assert.deepEqual(flowOf(body), { leaks: [], returnsData: false });
  });

  it("sees data returned", () => {
    assert.equal(flowOf(DATA, "(result i32)").returnsData, true);
    assert.equal(flowOf(`(return ${DATA})`, "(result i32)").returnsData, true);
    assert.equal(flowOf("(local.get $a)", "(result i32)").returnsData, false);
  });
});
