import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { idOf } from "../../../experiments/config/cells.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { tiny } from "./config-file.ts";

const read = (changes: object, quick = false) => readExperiment(tiny(changes), { quick });

describe("the cells of a config", () => {
  it("are the product of its lists, the last one fastest, arguments of both places together", () => {
    const { cells } = read({
      args: { a: 1 },
      matrix: {
        parties: [2, 3],
        network: ["localhost", { latency: "1ms" }],
        security: ["plain"],
        args: { b: [5, [6]] },
      },
    });
    assert.deepEqual(
      cells.map(({ cell }) => [cell.parties, cell.network, cell.args]),
      [2, 3].flatMap((n) =>
        ["localhost", "1ms"].flatMap((net) => [
          [n, net, { a: 1, b: 5 }],
          [n, net, { a: 1, b: [6] }],
        ]),
      ),
    );
    assert.ok(cells.every(({ cell }) => cell.ablation === "none" && cell.program === "mult3"));
  });

  it("have ids that say all of their fields, whatever the order of arguments", () => {
    const cell = {
      program: "p",
      parties: 2,
      network: "lan",
      security: "plain",
      ablation: "none",
    } as const;
    assert.equal(
      idOf({ ...cell, args: { b: { d: 1, c: 2 }, a: [] } }),
      'p, 2 parties, lan, plain, none, {"a":[],"b":{"c":2,"d":1}}',
    );
    const all = read({}).cells.map(({ cell: { id, ...fields } }) => [id, idOf(fields)]);
    assert.equal(new Set(all.flat()).size, all.length);
  });

  it("are left out where every key of an omission fits, with its reason", () => {
    const { cells } = read({
      matrix: {
        parties: [2, 3],
        network: ["localhost", { latency: "1ms" }],
        security: ["plain"],
        args: { b: [5, 6] },
      },
      omit: [
        { parties: [3], network: [{ latency: "1ms" }], reason: "too far" },
        { args: { b: [6] }, network: ["localhost"], reason: "too much" },
      ],
    });
    for (const { cell, omitted } of cells) {
      const { parties, network, args } = cell;
      const far = parties === 3 && network === "1ms";
      const much = args.b === 6 && network === "localhost";
      assert.equal(omitted, far ? "too far" : much ? "too much" : null, cell.id);
    }
  });
});

describe("--quick", () => {
  const config = {
    args: { a: 1, c: 3 },
    matrix: { parties: [2, 3], network: ["localhost"], security: ["plain"], args: { b: [5, 6] } },
    quick: { args: { a: 2 }, matrix: { parties: [2], args: { c: [7, 8] } }, repetitions: 1 },
  };

  it("replaces lists and arguments, and leaves what it does not name", () => {
    const { cells, config: quick } = read(config, true);
    assert.deepEqual([quick.repetitions, quick.warmup, quick.seed], [1, 0, 3]);
    assert.deepEqual(
      cells.map(({ cell }) => [cell.parties, cell.args]),
      [5, 6].flatMap((b) => [7, 8].map((c) => [2, { a: 2, b, c }])),
    );
    assert.equal(read(config).cells.length, 4);
  });

  it("makes one value of a list", () => {
    const { cells } = read({ ...config, quick: { args: { b: 5 } } }, true);
    assert.deepEqual(
      cells.map(({ cell }) => cell.args),
      [2, 3].map(() => ({ a: 1, b: 5, c: 3 })),
    );
  });
});

describe("the digest and the program of a config", () => {
  it("follow the file's text, and its folder", () => {
    const one = read({});
    assert.equal(one.digest, read({}).digest);
    assert.notEqual(one.digest, read({ seed: 4 }).digest);
    assert.match(one.digest, /^[0-9a-f]{64}$/);
    assert.equal(one.program, "mult3");
    const path = tiny({ program: "./mine.ts" });
    assert.equal(readExperiment(path).program, path.replace("config.yaml", "mine.ts"));
    assert.equal(readExperiment(path, { base: "/else" }).program, "/else/mine.ts");
  });
});
