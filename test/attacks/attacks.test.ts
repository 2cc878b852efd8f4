/** Every attack, in memory: as its record says, and where its check is left out. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { describe, it } from "node:test";
import type { Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import type { Attack } from "../../attacks/attack.ts";
import { ATTACKS } from "../../attacks/attacks.ts";
import { oversizedNoise } from "../../attacks/offline/oversized-noise.ts";
import { wrongMac } from "../../attacks/offline/wrong-mac.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { Abort } from "../../network/abort.ts";
import type { Share } from "../../protocols/share.ts";
import type { Outcome, Tamper } from "../support/parties.ts";
import {
  assertStopped,
  assertSucceeded,
  type End,
  RIGHT,
  runAttacked,
  withoutCheck,
} from "../support/run-attack.ts";

const honestEnds = ({ results }: Outcome<unknown>): End[] =>
  results
    .slice(0, -1)
    .map((result) =>
      result instanceof Abort
        ? { result: null, code: result.code, culprits: result.culprits }
        : { result, code: null, culprits: [] },
    );

/** MACs are checked in many places: it is the check of the record that failed. */
function assertWhere(results: readonly unknown[], { name, check }: Attack): void {
  const box = basename(check.by, ".ts");
  if (box !== "sacrifice" && box !== "authenticate") return;
  for (const result of results.slice(0, -1))
    assert.match((result as Abort).where, new RegExp(`/${box}/`), name);
}

describe("attacks in memory", () => {
  for (const attack of ATTACKS)
    it(`${attack.name}: every honest party stops with ${attack.expect.code}, naming ${attack.expect.culprits}`, async () => {
      const run = await runAttacked(attack.corrupt(), attack.against);
      assertStopped(honestEnds(run), attack.expect, attack.name);
      assertWhere(run.results, attack);
    });
});

describe("attacks on the online phase, on material of LowGear", () => {
  const online = ATTACKS.filter(({ against }) => against.security === "spdz+dealer");
  for (const attack of online) {
    const { check, expect, against } = attack;
    const lowgear = { security: "spdz+lowgear" } as const;
    it(`${attack.name}: ${expect.code}, naming ${expect.culprits}`, async () => {
      const run = await runAttacked(attack.corrupt(), against, lowgear);
      assertStopped(honestEnds(run), expect, attack.name);
    });
    if (!("leftOut" in check) || check.leftOut !== "MACs") continue;
    it(`${attack.name}, with MACs that nobody checks: ${check.gives}`, async () => {
      const changed = { ...lowgear, ablation: "no-mac-check" };
      assertSucceeded(honestEnds(await runAttacked(attack.corrupt(), against, changed)), attack);
    });
  }
});

describe("attacks with their check left out", () => {
  for (const attack of ATTACKS) {
    const { check } = attack;
    const changed = withoutCheck(attack);
    if (changed === null || !("leftOut" in check)) continue;
    const gives = typeof check.gives === "string" ? check.gives : check.gives.code;
    it(`${attack.name}, without ${check.leftOut}: ${gives}`, async () => {
      const run = await runAttacked(attack.corrupt(), attack.against, changed);
      assertSucceeded(honestEnds(run), attack);
    });
  }

  it("where nobody cheats the result is right, in every setting and with everything left out", async () => {
    const settings = ATTACKS.flatMap((attack) => [
      { against: attack.against, changed: {} },
      { against: attack.against, changed: withoutCheck(attack) ?? {} },
    ]);
    const different = new Map(settings.map((setting) => [JSON.stringify(setting), setting]));
    for (const [name, { against, changed }] of different) {
      const { results } = await runAttacked(null, against, changed);
      for (const result of results) assert.deepEqual(result, RIGHT, name);
    }
  });

  it("but for these, whose check cannot be left out", () => {
    const staying = ATTACKS.filter(({ check }) => "stays" in check).map(({ name }) => name);
    assert.deepEqual(staying.sort(), [
      "other-residue",
      "short-round",
      "silent-in-check",
      "two-inputs",
      "two-keys",
    ]);
  });
});

describe("what goes unnoticed where its check is left out", () => {
  const field = prime60();
  const sum = (shares: readonly Vector[]) => shares.reduce((a, b) => field.add(a, b));

  it("is shown below", () => {
    const unnoticed = ATTACKS.filter(
      ({ check }) => "leftOut" in check && check.gives === "unnoticed",
    );
    assert.deepEqual(unnoticed.map(({ name }) => name).sort(), ["oversized-noise", "wrong-mac"]);
  });

  it("wrong-mac: of the triples that are handed out no c has its MAC", async () => {
    interface Taken {
      readonly alpha: Vector;
      readonly c: Share;
    }
    const ask = async (items: Preprocessing): Promise<Taken> => {
      const { c } = await takeTriples(items, 5);
      return { alpha: items.macKey!.share.slice(), c };
    };
    const changed = { ablation: "no-mac-check", ask };
    for (const cheater of [null, wrongMac.corrupt()]) {
      const { results } = await runAttacked(cheater, wrongMac.against, changed);
      const taken = results as Taken[];
      const value = sum(taken.map(({ c }) => c.value));
      const mac = sum(taken.map(({ c }) => c.mac!));
      const right = field.multiplyScalar(value, sum(taken.map(({ alpha }) => alpha)));
      const fitting = [...mac].filter((m, k) => m === right[k]).length;
      assert.equal(fitting, cheater === null ? 5 : 0);
    }
  });

  it("oversized-noise: nobody answers it before its proof; without proofs all do", async () => {
    const { against } = oversizedNoise;
    const answers = async (ablation: string): Promise<number> => {
      let count = 0;
      const tamper: Tamper = (from, _to, tag, message) => {
        if (from === 0 && /triples-\d+\/products$/.test(tag)) count++;
        return message;
      };
      await runAttacked(oversizedNoise.corrupt(), against, { ablation, tamper });
      return count;
    };
    assert.equal(await answers("none"), 0);
    assert.ok((await answers("no-proofs")) > 0);
  });
});

describe("the record of an attack", () => {
  it("is of the name of its file, and its box and check are files", () => {
    for (const { name, box, check } of ATTACKS) {
      const files = ["online", "offline"].filter((f) => existsSync(`attacks/${f}/${name}.ts`));
      assert.equal(files.length, 1, name);
      for (const file of [box, check.by]) assert.ok(existsSync(file), `${name}: ${file}`);
    }
    assert.equal(new Set(ATTACKS.map(({ name }) => name)).size, ATTACKS.length);
  });
});
