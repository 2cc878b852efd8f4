import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../../algebra/prime60.ts";
import { referenceField } from "../../../../algebra/reference.ts";
import { type Agreed, agreementOf } from "../../../../host/node/party/agreement.ts";
import { UsageError } from "../../../../host/usage-error.ts";
import { differences, encodeHello } from "../../../../network/handshake.ts";

const agreed: Agreed = {
  parties: 2,
  field: prime60(),
  security: "spdz+dealer",
  material: "dealer",
  routing: "direct",
  comparisons: "tree",
  statistical: 40,
  deadlineMs: 2000,
};
const found = (a: Partial<Agreed>, b: Partial<Agreed>): string[] =>
  differences(agreementOf({ ...agreed, ...a }), 1, agreementOf({ ...agreed, ...b }));

describe("what the parties agree on", () => {
  it("what is left out: a party that leaves out another thing, or nothing", () => {
    assert.deepEqual(found({ ablation: "no-proofs" }, { ablation: "no-sacrifice" }), [
      "left out: no-proofs here, no-sacrifice at P1",
    ]);
    assert.equal(found({ ablation: "no-proofs" }, {}).length, 1);
    assert.deepEqual(found({}, {}), []);
  });

  it("a program made to share half its digest with another one is another one", () => {
    const [own, other] = ["a", "b"].map((last) => ({
      name: "mult3",
      digest: `${"0".repeat(63)}${last}`,
    }));
    assert.deepEqual(found({ program: own! }, { program: other! }), [
      `program: mult3 (${own!.digest}) here, mult3 (${other!.digest}) at P1`,
    ]);
  });

  it("a long argument is compared by all of its digest", () => {
    const text = "x".repeat(100);
    const fact = agreementOf({ ...agreed, args: { text } })["argument text"]!;
    assert.match(fact, /^sha256 [0-9a-f]{64}$/);
    assert.equal(found({ args: { text } }, { args: { text: `${text}y` } }).length, 1);
  });

  it("different number of parties, field, security, material, routing, comparisons, s: each a difference of its own", () => {
    const others: Partial<Agreed> = {
      parties: 3,
      field: referenceField(11n),
      security: "additive+dealer",
      material: "stock",
      routing: "king",
      comparisons: "product",
      statistical: 57,
    };
    for (const [name, value] of Object.entries(others)) {
      const lines = found({}, { [name]: value });
      assert.equal(lines.length, 1, name);
      assert.ok(lines[0]!.startsWith(`${name}: `), lines[0]);
    }
  });

  it("different deadlines are a difference, with both values", () => {
    assert.deepEqual(found({}, { deadlineMs: 9000 }), ["deadline: 2000 ms here, 9000 ms at P1"]);
  });

  it("the order of keys is none, but what is no value is refused by name", () => {
    assert.deepEqual(
      found({ args: { a: { x: 1, y: [2] } } }, { args: { a: { y: [2], x: 1 } } }),
      [],
    );
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const strangers: [unknown, RegExp][] = [
      [undefined, /^argument "a": undefined; allowed are null, /],
      [Number.NaN, /"a": NaN/],
      [Number.NEGATIVE_INFINITY, /"a": -Infinity/],
      [[1, { deep: Number.NaN }], /^argument "a"\[1\]\.deep: NaN/],
      [{ x: undefined }, /undefined/],
      [Array(1), /undefined/],
      [() => 0, /function/],
      [new Map(), /a Map/],
      [new Date(0), /a Date/],
      [cycle, /in itself/],
    ];
    for (const [a, message] of strangers)
      assert.throws(
        () => agreementOf({ ...agreed, args: { a } }),
        (error: unknown) => error instanceof UsageError && message.test(error.message),
      );
    assert.throws(() => agreementOf({ ...agreed, args: JSON.parse('{"__proto__": 1}') }), {
      name: "UsageError",
    });
  });

  it("0 and −0, a number and a bigint, a list and a typed array are different arguments", () => {
    for (const [a, b] of [
      [0, -0],
      [3, 3n],
      [[1], Uint8Array.of(1)],
    ]) {
      assert.equal(found({ args: { a } }, { args: { a: b } }).length, 1);
      assert.deepEqual(found({ args: { a } }, { args: { a } }), []);
    }
  });

  it("more arguments, or longer names, than fit into a greeting are refused; what is allowed fits", () => {
    const many = (count: number, name: (k: number) => string) =>
      agreementOf({
        ...agreed,
        args: Object.fromEntries(
          Array.from({ length: count }, (_, k) => [name(k), "é".repeat(99)]),
        ),
      });
    const fits = many(200, (k) => String(k).padStart(64, "x"));
    const bytes = new Uint8Array(32);
    encodeHello({ party: 0, parties: 16, publicKey: bytes, nonce: bytes, agreement: fits });
    assert.throws(() => many(257, String), {
      name: "UsageError",
      message: /^257 arguments, at most 200/,
    });
    assert.throws(() => many(1, () => "é".repeat(33)), { name: "UsageError", message: /64 bytes/ });
  });
});
