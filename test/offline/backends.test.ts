import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { combinationOf } from "../../host/party/combination.ts";
import type { Family } from "../../items/columns.ts";
import type { AnyBackend, BackendSpec, Material } from "../../offline/backend-spec.ts";
import { BACKENDS } from "../../offline/backends.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { lowgear } from "../../offline/lowgear/backend.ts";
import { classesOf, DEFAULT_STATISTICAL, MAX_STATISTICAL } from "../../protocols/security.ts";

const backends: readonly AnyBackend[] = BACKENDS;
const makesOf = (backend: AnyBackend): Partial<Record<Family, Material>> => backend.makes;
const materials = backends.flatMap((backend) =>
  Object.values(makesOf(backend)).map((material) => ({ backend, material })),
);

describe("the list of backends", () => {
  it("has every folder with a backend.ts, by its name, once", () => {
    const folders = readdirSync("offline").filter((f) => existsSync(`offline/${f}/backend.ts`));
    assert.deepEqual(backends.map(({ name }) => name).sort(), folders.sort());
  });

  it("is in the order in which they were added, whatever their names", () => {
    assert.deepEqual(
      backends.map(({ shownAt }) => shownAt),
      backends.map((_, k) => k + 1),
    );
  });

  it("makes something with each, and the plain material of every twin", () => {
    for (const backend of backends) assert.ok(Object.keys(makesOf(backend)).length > 0);
    for (const { material } of materials) {
      if (material.twin === null) continue;
      const twin = backends.find(({ name }) => name === material.twin);
      assert.ok(twin !== undefined && makesOf(twin).plain !== undefined, material.twin);
    }
    for (const backend of backends) assert.equal(makesOf(backend).plain?.twin ?? null, null);
  });

  it("names terms that add up, and labels whatever is without MACs or trusted", () => {
    for (const { backend, material } of materials) {
      classesOf(material.terms);
      for (const s of [DEFAULT_STATISTICAL, MAX_STATISTICAL])
        for (const label of material.labels(s)) assert.match(label, /^insecure: /);
      const trusted = backend.dealers > 0 || !material.proved;
      assert.equal(material.labels(DEFAULT_STATISTICAL).length > 0, trusted, backend.name);
    }
  });

  it("labels what a dealer in this process deals as the combination does, without MACs too", () => {
    for (const [family, security] of [
      ["authenticated", "spdz+dealer"],
      ["plain", "additive+dealer"],
    ] as const)
      for (const { labels } of dealLocally(2, prime60(), family, nodeSuite, "labels"))
        assert.deepEqual(labels, combinationOf(security).labels);
  });

  it("has a dealer's part where there is a dealer, and is there at once when it was loaded before", async () => {
    for (const backend of backends) {
      const { serve } = await backend.load();
      assert.equal(serve === null ? 0 : 1, backend.dealers, backend.name);
      assert.equal(backend.load(), backend.load());
    }
  });

  it("asks of the lattice scheme the s that it is asked for", () => {
    for (const { lattice } of backends)
      if (lattice !== null) assert.equal(lattice(MAX_STATISTICAL).statistical, MAX_STATISTICAL);
  });
});

describe("what is no backend", () => {
  it("is a record that leaves something out, for the compiler", () => {
    const { terms: _, ...silent } = lowgear.makes.authenticated;
    // @ts-expect-error: without `terms` the budget would fail open.
    const unaccounted: Material = silent;
    const { lattice: __, ...vague } = lowgear;
    // @ts-expect-error: what it asks of the lattice scheme is said, if it is nothing.
    const unasked: BackendSpec<"lowgear", "authenticated"> = vague;
    // @ts-expect-error: it makes one family at least.
    const idle: AnyBackend = { ...lowgear, makes: {} };
    assert.equal([unaccounted, unasked, idle].length, 3);
  });
});
