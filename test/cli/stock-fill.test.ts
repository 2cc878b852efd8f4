import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it, type TestContext } from "node:test";
import { ownTemporaryFolder } from "../experiments/local-run/leftovers.ts";
import { type Configure, deploy, NAMES } from "./deployment.ts";
import { type Ended, spdz, start } from "./spdz.ts";

const root = ownTemporaryFolder();
/** Two blocks of triples: two sessions, of which each takes up a block. */
const ITEMS = "triples=2000,input-masks/0=20000,input-masks/1=20000";
let config: Configure;

const folder = () => mkdtempSync(join(root, "stores-"));
const fill = (...flags: string[]): Promise<Ended> =>
  start("stock", "fill", "--json", ...flags).ended;
const party = (path: string): Promise<Ended> =>
  start("party", "--config", path, "--insecure", "--json").ended;

interface Kind {
  readonly kind: string;
  readonly total: number;
  readonly left: number;
}

/** What is left of triples in the store below `place`. */
async function triplesIn(t: TestContext, place: string): Promise<number> {
  const folders = [join(place, "stock"), "--keys", join(place, "keys")];
  const { out, code } = await spdz(t, "stock", "show", ...folders, "--json");
  assert.equal(code, 0);
  const { kinds } = JSON.parse(out) as { kinds: Kind[] };
  return kinds.find(({ kind }) => kind === "triple")!.left;
}

/** Alice and Bob multiply from the stores below these places. */
const multiply = (places: readonly string[]): Promise<Ended[]> =>
  Promise.all(
    (["alice", "bob"] as const).map((name, k) => {
      const stock = { folder: join(places[k]!, "stock"), keys: join(places[k]!, "keys") };
      return party(config(name, { dealer: undefined, stock }));
    }),
  );

describe("spdz stock fill", () => {
  before(async () => {
    ({ config } = await deploy(root));
  });

  it("fills stores that spdz party spends from, no item twice, until nothing is left: exit code 6", async (t) => {
    const directory = folder();
    const made = await fill("-n", "2", "--items", ITEMS, "--directory", directory);
    assert.equal(made.code, 0, made.err);
    const labels = ["insecure: trusted dealer"];
    assert.deepEqual((JSON.parse(made.out) as { labels: unknown }).labels, labels);
    const places = [0, 1].map((k) => join(directory, `party${k}`));
    const left = [await triplesIn(t, places[0]!)];
    for (let session = 0; session < 2; session++) {
      for (const { code, out, err } of await multiply(places)) {
        assert.equal(code, 0, err);
        const done = JSON.parse(out) as { result: unknown; labels: unknown };
        assert.deepEqual([done.result, done.labels], [{ product: "-42" }, labels]);
      }
      left.push(await triplesIn(t, places[0]!));
      assert.equal(left.at(-1), await triplesIn(t, places[1]!), "the same at both");
    }
    assert.deepEqual(
      left,
      [...new Set(left)].sort((a, b) => b - a),
      "ever fewer",
    );
    for (const { code, err } of await multiply(places)) {
      assert.equal(code, 6, err);
      assert.match(err, /^spdz: out of material: the stock lacks \d of triple/m);
    }
  });

  it("each party fills its own from the dealer that its party.yaml names", async (t) => {
    const directory = folder();
    const ended = await Promise.all(
      NAMES.map((name) => {
        const own = name === "dan" ? [] : ["--directory", join(directory, name)];
        return fill("--config", config(name), "--insecure", "--items", ITEMS, ...own);
      }),
    );
    for (const { code, err } of ended) assert.equal(code, 0, err);
    const places = [join(directory, "alice"), join(directory, "bob")];
    for (const place of places) assert.equal(await triplesIn(t, place), 2000);
    for (const { code, err } of await multiply(places)) assert.equal(code, 0, err);
  });

  it("who means other items is told so, and nobody keeps a store: exit code 3", async (t) => {
    const directory = folder();
    const ended = await Promise.all(
      NAMES.map((name) => {
        const items = name === "bob" ? "triples=5" : "triples=6";
        const own = name === "dan" ? [] : ["--directory", join(directory, name)];
        return fill("--config", config(name), "--insecure", "--items", items, ...own);
      }),
    );
    for (const { code, err } of ended) {
      assert.equal(code, 3, err);
      assert.match(err, /argument stock fill: "?triples=[56]/);
    }
    for (const name of ["alice", "bob"]) {
      const folders = [join(directory, name, "stock"), "--keys", join(directory, name, "keys")];
      const { out } = await spdz(t, "stock", "show", ...folders);
      assert.match(out, /: destroyed: /);
    }
  });

  it("a party killed while it fills is named by all others, and nobody's store is usable", async (t) => {
    const directory = folder();
    const [alice, bob, dan] = NAMES.map((name) => {
      const own = name === "dan" ? [] : ["--directory", join(directory, name)];
      const items = ["--items", "triples=8000000"];
      return start("stock", "fill", "--config", config(name), "--insecure", ...items, ...own);
    });
    const segment = join(directory, "bob", "stock", "triple.segment");
    while (!existsSync(segment)) await new Promise((resolve) => setTimeout(resolve, 20));
    bob!.process.kill("SIGKILL");
    for (const { code, err } of await Promise.all([alice!.ended, dan!.ended])) {
      assert.equal(code, 4, err);
      assert.match(err, /^spdz: peer-closed .*culprits: P1$/m);
    }
    await bob!.ended;
    for (const [name, state] of [
      ["alice", /: destroyed: the session that generated it did not finish/],
      ["bob", /generating/],
    ] as const) {
      const folders = [join(directory, name, "stock"), "--keys", join(directory, name, "keys")];
      const { out, err } = await spdz(t, "stock", "show", ...folders);
      assert.match(out + err, state);
    }
  });

  it("a store that is there already is not touched, and nothing is made beside it", async (t) => {
    const directory = folder();
    const flags = ["--items", "triples=10", "--directory", directory];
    const taken = join(directory, "party1");
    assert.equal((await fill("-n", "2", ...flags)).code, 0);
    const [stock, keys] = [join(taken, "stock"), join(taken, "keys")];
    rmSync(join(directory, "party0"), { recursive: true });
    const again = await spdz(t, "stock", "fill", "-n", "2", ...flags);
    assert.equal(again.code, 2);
    assert.equal(again.err, `spdz: there is a stock in ${stock} already\n`);
    assert.ok(!existsSync(join(directory, "party0", "keys", "mark")));
    assert.equal((await spdz(t, "stock", "verify", stock, "--keys", keys)).code, 0);
  });

  it("explains each mistake in one line", async (t) => {
    const directory = folder();
    const good = ["--items", "triples=1", "--directory", directory];
    const mistakes: [string[], RegExp][] = [
      [[...good], /either --parties or --config/],
      [[...good, "-n", "2", "--config", config("alice")], /either --parties or --config/],
      [["-n", "2", "--items", "triples=1"], /--directory is expected/],
      [["-n", "2", "--items", "triple", "--directory", directory], /"triple": expected kind=count/],
      [["-n", "2", "--items", "", "--directory", directory], /no items are named/],
      [[...good, "-n", "2", "-s", "plain"], /"plain" spends no material/],
      [[...good, "--config", config("alice")], /say --insecure/],
    ];
    for (const [flags, line] of mistakes) {
      const { code, err } = await spdz(t, "stock", "fill", ...flags);
      assert.match(err, line);
      assert.equal(err.trimEnd().split("\n").length, 1, err);
      assert.equal(code, 2);
    }
  });
});
