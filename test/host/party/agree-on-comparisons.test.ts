import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { agreeOnComparisons } from "../../../host/party/agree-on-comparisons.ts";
import { Abort } from "../../../network/abort.ts";
import type { Comparisons } from "../../../online/comparisons.ts";
import { runParties, type Tamper } from "../../support/parties.ts";

/** What each compares in, and what each was told. */
async function agreed(choices: readonly Comparisons[], tamper?: Tamper) {
  const lines = choices.map((): string[] => []);
  const { results } = await runParties(
    choices.length,
    (session) =>
      agreeOnComparisons(session, choices[session.self]!, (line) =>
        lines[session.self]!.push(line),
      ),
    tamper && { tamper },
  );
  return { results, lines };
}

describe("parties that choose how to compare", () => {
  it("compare by products if all have chosen them, and nobody has to be told", async () => {
    for (const n of [2, 3]) {
      const { results, lines } = await agreed(Array<Comparisons>(n).fill("product"));
      assert.deepEqual(results, Array(n).fill("product"));
      assert.deepEqual(lines.flat(), []);
    }
  });

  it("compare in a tree as soon as one has chosen it: all do, and who chose products is told whose choice it was", async () => {
    for (const n of [2, 3])
      for (let odd = 0; odd < n; odd++) {
        const choices = Array.from({ length: n }, (_, k) => (k === odd ? "tree" : "product"));
        const { results, lines } = await agreed(choices as Comparisons[]);
        assert.deepEqual(results, Array(n).fill("tree"));
        for (const [k, told] of lines.entries())
          assert.deepEqual(
            told,
            k === odd ? [] : [`numbers are compared in a tree, as P${odd} chose`],
          );
      }
    assert.deepEqual((await agreed(["tree", "tree"])).results, ["tree", "tree"]);
  });

  it("are told different choices: an inconsistent broadcast, before one compares as another does not", async () => {
    const { results } = await agreed(["product", "product", "product"], (from, to, tag, message) =>
      from === 2 && to === 0 && tag.endsWith("choice") ? Uint8Array.of(0) : message,
    );
    for (const end of results.slice(0, 2)) {
      assert.ok(end instanceof Abort);
      assert.deepEqual([end.code, end.culprits], ["inconsistent-broadcast", []]);
    }
  });

  it("are told what is no choice: whoever sends it is named", async () => {
    for (const wrong of [Uint8Array.of(2), Uint8Array.of(1, 1), new Uint8Array()]) {
      const { results } = await agreed(["product", "product"], (from, _to, tag, message) =>
        from === 1 && tag.endsWith("choice") ? wrong : message,
      );
      const [end] = results;
      assert.ok(end instanceof Abort);
      assert.deepEqual([end.code, end.culprits], ["malformed-message", [1]]);
    }
  });
});
