import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  codeOf,
  entriesOf,
  importsOf,
  LAYERS,
  read,
  resolveImport,
  sourcesOf,
  WITHIN,
} from "./sources.ts";

/** Neighbours that import nothing of each other: what both need lies to the left of both. */
const APART: readonly (readonly string[])[] = [
  ["offline", "online"],
  ["programs", "attacks"],
];

/** Of a file in its layer, from the left; NaN in a folder of which the layer's order says nothing. */
function placeWithin(file: string): number {
  const [layer, folder, below] = file.split("/");
  const order = Object.hasOwn(WITHIN, layer!) ? WITHIN[layer as keyof typeof WITHIN]! : null;
  if (order === null) return 0;
  if (below === undefined) return order.length;
  const place = order.indexOf(folder!);
  return place < 0 ? Number.NaN : place;
}

/** What a file imports, or starts. */
const targetsOf = (text: string): string[] => [...importsOf(text), ...entriesOf(text)];

/** Why `file` may not import `target`, or null. */
function objection(file: string, target: string): string | null {
  if (file.startsWith("host/party/") && target.startsWith("node:"))
    return `${file} imports ${target}, which only Node has`;
  const imported = resolveImport(file, target);
  if (imported === null) return null;
  const layer = file.split("/")[0]!;
  const from = imported.split("/")[0]!;
  const position = (LAYERS as readonly string[]).indexOf(from);
  if (position < 0) return `${file} imports ${imported}, outside the layers`;
  if (position > (LAYERS as readonly string[]).indexOf(layer))
    return `${file} imports ${imported}, to its right`;
  if (from === layer && placeWithin(imported) > placeWithin(file))
    return `${file} imports ${imported}, to its right in ${layer}/`;
  if (APART.some((pair) => layer !== from && pair.includes(layer) && pair.includes(from)))
    return `${file} imports ${imported}, which stands beside it`;
  if (file.startsWith("host/party/") && imported.startsWith("host/node/"))
    return `${file} imports ${imported}, which is of one host alone`;
  return null;
}

describe("layering", () => {
  for (const layer of LAYERS) {
    it(`${layer}/ imports only from the left`, () => {
      const objections = sourcesOf(layer).flatMap((file) =>
        targetsOf(read(file)).map((target) => objection(file, target)),
      );
      assert.deepEqual(
        objections.filter((o) => o !== null),
        [],
      );
    });
  }

  it("an order inside of a layer has every folder of it", () => {
    for (const [layer, order] of Object.entries(WITHIN)) {
      const files = sourcesOf(layer);
      assert.deepEqual(
        files.filter((file) => Number.isNaN(placeWithin(file))),
        [],
        layer,
      );
      for (const folder of order)
        assert.ok(
          files.some((file) => file.startsWith(`${layer}/${folder}/`)),
          folder,
        );
    }
  });

  it("would notice an arrow to the right, one between neighbours, one to Node, and a dynamic import", () => {
    assert.match(objection("crypto/prg.ts", "../network/session.ts") ?? "", /to its right/);
    assert.match(objection("online/engine.ts", "../offline/dealer/local.ts") ?? "", /beside/);
    assert.match(objection("attacks/online/a.ts", "../../programs/about.ts") ?? "", /beside/);
    assert.match(
      objection("offline/generated.ts", "../online/opening-job.ts") ?? "",
      /to its right/,
    );
    assert.match(objection("algebra/field.ts", "../test/x.ts") ?? "", /outside/);
    assert.equal(objection("online/engine.ts", "../items/preprocessing.ts"), null);
    assert.match(
      objection("experiments/config/read.ts", "../report/rehearsal.ts") ?? "",
      /to its right in experiments/,
    );
    assert.match(
      objection("experiments/slurm/submit.ts", "../testbeds.ts") ?? "",
      /to its right in/,
    );
    assert.equal(objection("experiments/testbeds.ts", "./slurm/dispatch.ts"), null);
    assert.match(objection("host/party/budget.ts", "node:fs") ?? "", /only Node/);
    assert.match(objection("host/party/budget.ts", "../node/tls.ts") ?? "", /one host alone/);
    assert.equal(objection("host/party/budget.ts", "../usage-error.ts"), null);
    assert.equal(objection("host/node/tls.ts", "node:fs"), null);
    assert.deepEqual(
      importsOf('await import("../cli/main.ts"); import "./a.ts"; import x from "b"'),
      ["../cli/main.ts", "./a.ts", "b"],
    );
    assert.deepEqual(targetsOf('import "./a.ts"; new URL("./b-process.ts", import.meta.url)'), [
      "./a.ts",
      "./b-process.ts",
    ]);
  });

  it("whoever lists folders of sources lists them all", () => {
    const lists = ["tsconfig.json", "tsconfig.build.json", ...LAYERS.flatMap(sourcesOf)]
      .map((file) => [file, read(file)] as const)
      .filter(([, text]) => /"algebra",\s+"crypto"/.test(text));
    assert.ok(lists.length >= 3);
    for (const [file, text] of lists)
      for (const layer of LAYERS) assert.ok(text.includes(`"${layer}"`), `${file}: ${layer}`);
  });

  it("nothing is left out of LowGear but where it is measured", () => {
    const sources = LAYERS.flatMap(sourcesOf);
    const importers = (pattern: RegExp) =>
      sources.filter((file) => importsOf(read(file)).some((target) => pattern.test(target)));
    assert.deepEqual(importers(/\/ablations\.ts$/), [
      "attacks/attack.ts",
      "run/all-ended.ts",
      "run/party-process.ts",
      "run/runnable.ts",
      "experiments/config/schema.ts",
      "experiments/virtual/simulate.ts",
      "cli/run.ts",
    ]);
    assert.deepEqual(importers(/\/no-[a-z-]+\.ts$/), ["attacks/ablations/list.ts"]);
    assert.deepEqual(importers(/ablations\/list\.ts$|^\.\/list\.ts$/), [
      "attacks/ablations/ablations.ts",
    ]);
    const naming = (pattern: RegExp) => sources.filter((file) => pattern.test(read(file)));
    const isAblation = (file: string) => /^attacks\/ablations\/no-[a-z-]+\.ts$/.test(file);
    const found = naming(/\.\.\.BOXES|flooding: "none"|\bablation\(\{/);
    assert.ok(found.length > 0);
    assert.deepEqual(
      found.filter((file) => !isAblation(file)),
      [],
    );
  });

  it("an ablation is the real code with a part left out: of LowGear it knows its boxes alone", () => {
    const ablations = sourcesOf("attacks/ablations");
    assert.ok(ablations.length > 3);
    for (const file of ablations)
      for (const target of importsOf(read(file)).filter((t) => t.includes("/offline/lowgear/")))
        assert.match(target, /\/boxes\.ts$/, file);
  });

  it("nobody cheats but who is told to: attacks are loaded where a corrupt party is made", () => {
    const importers = (pattern: RegExp) =>
      LAYERS.flatMap(sourcesOf)
        .filter((file) => !file.startsWith("attacks/"))
        .filter((file) => importsOf(read(file)).some((target) => pattern.test(target)));
    assert.deepEqual(
      importers(/attacks\/(attacks|hooks|share-shift|online\/.*|offline\/.*)\.ts$/),
      ["run/load-attack.ts"],
    );
    assert.deepEqual(importers(/\/load-attack\.ts$/), ["run/party-process.ts", "run/runnable.ts"]);
  });

  it("what counts as proved comes from a verifier; between threads, through one file", () => {
    const users = LAYERS.flatMap(sourcesOf).filter((file) =>
      /\b(verifiedByOwnThread|constantVerifiedByOwnThread)\b/.test(codeOf(read(file))),
    );
    assert.deepEqual(users, [
      "protocols/constant-proof.ts",
      "protocols/key-proof.ts",
      "offline/lowgear/thread-keys.ts",
    ]);
    const takers = LAYERS.flatMap(sourcesOf).filter((file) =>
      importsOf(read(file)).some((target) => /thread-keys\.ts$/.test(target)),
    );
    assert.deepEqual(takers, [
      "host/node/lanes/lane-thread.ts",
      "host/node/lanes/messages.ts",
      "host/node/lanes/open-lanes.ts",
    ]);
  });
});
