import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it, type TestContext } from "node:test";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { LONG } from "../support/long.ts";
import { type Configure, deploy, NAMES } from "./deployment.ts";
import { type Ended, spdz, start } from "./spdz.ts";

const root = ownTemporaryFolder();
/** Two blocks of triples, as small as blocks are: two sessions, of which each takes up one. */
const ITEMS = "triples=42,input-masks/0=20000,input-masks/1=20000";
let config: Configure;

const folder = () => mkdtempSync(join(root, "stores-"));
const fill = (...flags: string[]): Promise<Ended> => start("offline", "--json", ...flags).ended;
/** By all parties on this machine, which are processes of their own; the command runs in this one. */
const fillHere = (t: TestContext, ...flags: string[]): Promise<Ended> =>
  spdz(t, "offline", "--json", "-n", "2", ...flags);
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

describe("spdz offline", () => {
  before(async () => {
    ({ config } = await deploy(root));
  });

  it("fills stores that spdz party spends from, no item twice, until nothing is left: exit code 6; none for those who admit no dealer", async (t) => {
    const directory = folder();
    const dealt = ["-s", "spdz+dealer", "--items", ITEMS, "--directory", directory];
    const made = await fillHere(t, ...dealt);
    assert.equal(made.code, 0, made.err);
    const labels = ["insecure: trusted dealer"];
    assert.deepEqual((JSON.parse(made.out) as { labels: unknown }).labels, labels);
    const places = [0, 1].map((k) => join(directory, `party${k}`));
    // A dealer's stock is no stock of the parties' own: refused before anything is spent.
    const stock = { folder: join(places[0]!, "stock"), keys: join(places[0]!, "keys") };
    const own = config("alice", { dealer: undefined, security: "spdz+lowgear", stock });
    const refused = await spdz(t, "party", "--config", own);
    assert.match(refused.err, /is insecure: trusted dealer, which spdz\+lowgear does not admit/);
    assert.equal(refused.code, 2);
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
    assert.deepEqual(left, [42, 21, 0]);
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
    for (const place of places) assert.equal(await triplesIn(t, place), 42);
    for (const { code, err } of await multiply(places)) assert.equal(code, 0, err);
  });

  it("without a dealer: two parties fill stores together, and spend them without --insecure", async (t) => {
    const directory = folder();
    const own = (name: "alice" | "bob", flags: Record<string, unknown> = {}) =>
      config(name, { dealer: undefined, security: "spdz+lowgear", ...flags });
    const items = "triples=2000,input-masks/0=1000,input-masks/1=1000";
    const made = await Promise.all(
      (["alice", "bob"] as const).map((name) =>
        fill("--config", own(name), "--items", items, "--directory", join(directory, name)),
      ),
    );
    for (const { code, err, out } of made) {
      assert.equal(code, 0, err);
      assert.deepEqual((JSON.parse(out) as { labels: unknown }).labels, []);
    }
    assert.equal(await triplesIn(t, join(directory, "bob")), 2000);
    const spent = await Promise.all(
      (["alice", "bob"] as const).map((name) => {
        const stock = {
          folder: join(directory, name, "stock"),
          keys: join(directory, name, "keys"),
        };
        return start("party", "--config", own(name, { stock }), "--json").ended;
      }),
    );
    for (const { code, err, out } of spent) {
      assert.equal(code, 0, err);
      const done = JSON.parse(out) as { result: unknown; labels: unknown };
      assert.deepEqual([done.result, done.labels], [{ product: "-42" }, []]);
    }
  });

  it("who demands a larger s than the store was made with is refused: exit code 2, nothing is spent", async (t) => {
    const directory = folder();
    const passive = ["-s", "additive+semi-honest-he", "--statistical", "45"];
    const items = ["--items", "triples=42,input-masks/0=1000,input-masks/1=1000"];
    const made = await fillHere(t, ...passive, ...items, "--directory", directory);
    assert.equal(made.code, 0, made.err);
    const labels = ["insecure: semi-honest, no MACs; flooding 2^-45 for each coefficient"];
    assert.deepEqual((JSON.parse(made.out) as { labels: unknown }).labels, labels);
    const places = [0, 1].map((k) => join(directory, `party${k}`));
    const spending = (statistical?: number) =>
      (["alice", "bob"] as const).map((name, k) => {
        const stock = { folder: join(places[k]!, "stock"), keys: join(places[k]!, "keys") };
        const security = "additive+semi-honest-he";
        const asked = statistical === undefined ? {} : { statistical };
        return config(name, { dealer: undefined, security, stock, ...asked });
      });
    const { code, err } = await spdz(t, "party", "--insecure", "--config", spending(46)[0]!);
    assert.match(
      err,
      /is made with statistical = 45, which additive\+semi-honest-he with statistical = 46 does not/,
    );
    assert.equal(code, 2);
    assert.equal(await triplesIn(t, places[0]!), 42);
    const shown = join(places[1]!, "stock");
    const { out } = await spdz(t, "stock", "show", shown, "--keys", join(places[1]!, "keys"));
    assert.match(out, /^made with s = 45$/m);
    // A smaller one is served, and what is printed is what the store was made with.
    for (const ended of await Promise.all(spending().map(party))) {
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual((JSON.parse(ended.out) as { labels: unknown }).labels, labels);
    }
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
      assert.match(err, /argument offline items: "?triples=[56]/);
    }
    for (const name of ["alice", "bob"]) {
      const folders = [join(directory, name, "stock"), "--keys", join(directory, name, "keys")];
      const { out } = await spdz(t, "stock", "show", ...folders);
      assert.match(out, /: destroyed: /);
    }
  });

  if (LONG)
    it("a party killed while it fills is named by all others; what both had laid down can be spent", async (t) => {
      const directory = folder();
      const [alice, bob, dan] = NAMES.map((name) => {
        const own = name === "dan" ? [] : ["--directory", join(directory, name)];
        const items = ["--items", "input-masks/0=20000,input-masks/1=20000,triples=8000000"];
        const path = config(name, { deadline: "60s" });
        return start("offline", "--config", path, "--insecure", ...items, ...own);
      });
      // A million: the third batch, so that both have had the second.
      await alice!.said("triple: 1");
      bob!.process.kill("SIGKILL");
      for (const { code, err } of await Promise.all([alice!.ended, dan!.ended])) {
        assert.equal(code, 4, err);
        assert.match(err, /^spdz: peer-closed .*culprits: P1 \(bob\)$/m);
      }
      await bob!.ended;
      const places = ["alice", "bob"].map((name) => join(directory, name));
      for (const place of places) {
        const folders = [join(place, "stock"), "--keys", join(place, "keys")];
        const { out } = await spdz(t, "stock", "show", ...folders);
        assert.match(out, /: ready: the fill was cut short; what was stored before can be spent/);
      }
      for (const { code, err, out } of await multiply(places)) {
        assert.equal(code, 0, err);
        assert.deepEqual((JSON.parse(out) as { result: unknown }).result, { product: "-42" });
      }
      for (const place of places) assert.ok((await triplesIn(t, place)) > 600_000);
    });

  it("Ctrl-C at one party: it leaves, says so to the others and what is left to all; that can be spent: exit code 130", async () => {
    const directory = folder();
    const [alice, bob, dan] = NAMES.map((name) => {
      const own = name === "dan" ? [] : ["--directory", join(directory, name), "--json"];
      const items = ["--items", "triples=8000000,input-masks/0=20000,input-masks/1=20000"];
      const path = config(name, { deadline: "60s" });
      return start("offline", "--config", path, "--insecure", ...items, ...own);
    });
    // The second batch of them: both have one of each kind.
    await Promise.all([alice!.said("triple: 6"), bob!.said("triple: 6")]);
    bob!.process.kill("SIGINT");
    const [one, two, dealer] = await Promise.all([alice!.ended, bob!.ended, dan!.ended]);
    assert.deepEqual([one.code, two.code, dealer.code], [4, 130, 4], one.err + two.err);
    for (const { err } of [one, dealer])
      assert.match(err, /^spdz: peer-aborted .*P1 \(bob\) stopped: it was interrupted$/m);
    for (const { err, out } of [one, two]) {
      const kept = /these can be spent: (\d+) of 8000000 triples, 20000 of 20000 input-masks\/0,/;
      assert.ok(Number(kept.exec(err)?.[1]) > 300_000, err);
      const { left } = JSON.parse(out) as { left: { items: Record<string, number> }[] };
      assert.equal(left[0]!.items["input-masks/1"], 20000);
    }
    for (const { code, err } of await multiply(["alice", "bob"].map((k) => join(directory, k))))
      assert.equal(code, 0, err);
  });

  it("Ctrl-C while all fill on this machine: every store says what is left of it", async () => {
    const directory = folder();
    const flags = ["-n", "2", "-s", "spdz+dealer", "--directory", directory];
    const filling = start("offline", ...flags, "--items", "triples=8000000");
    await filling.said("triple: 1");
    filling.process.kill("SIGINT");
    const { code, err } = await filling.ended;
    assert.equal(code, 130, err);
    const kept = [...err.matchAll(/party(\d)\/stock: these can be spent: \d{6,} of/g)];
    assert.deepEqual(
      kept.map(([, party]) => party),
      ["0", "1"],
      err,
    );
  });

  it("a store that is there already is not touched, and nothing is made beside it", async (t) => {
    const directory = folder();
    const flags = ["--items", "triples=10", "--directory", directory];
    const taken = join(directory, "party1");
    assert.equal((await fillHere(t, "-s", "spdz+dealer", ...flags)).code, 0);
    const [stock, keys] = [join(taken, "stock"), join(taken, "keys")];
    rmSync(join(directory, "party0"), { recursive: true });
    const again = await spdz(t, "offline", "-n", "2", "-s", "spdz+dealer", ...flags);
    assert.equal(again.code, 2);
    // A slow machine says besides, line by line, how long it has taken so far.
    const said = again.err.split("\n").filter((line) => line.startsWith("spdz: "));
    assert.ok(said[0]?.startsWith(`spdz: there is a stock in ${stock} already: `), again.err);
    assert.ok(!existsSync(join(directory, "party0", "keys", "mark")));
    assert.equal((await spdz(t, "stock", "verify", stock, "--keys", keys)).code, 0);
    const doctor = async () => {
      const { out } = await spdz(t, "doctor", "--stock", stock, "--stock-keys", keys, "--json");
      return JSON.parse(out).find(({ check }: { check: string }) => check === "stock");
    };
    assert.deepEqual(await doctor(), { check: "stock", verdict: "ok", says: "10 triples" });
    const segment = join(stock, "triple.segment");
    const bytes = readFileSync(segment);
    bytes[5]! ^= 1;
    writeFileSync(segment, bytes);
    const { verdict, says } = await doctor();
    assert.match(`${verdict}: ${says}`, /^problem: block 0 of triple is damaged/);
  });

  it("what does not fit on the disk is refused before anything is made: exit code 2", async (t) => {
    const directory = folder();
    const flags = ["--items", "triples=1e12", "--directory", directory];
    const own = ["--config", config("alice"), "--insecure"];
    for (const where of [["-n", "2"], own]) {
      const { code, err } = await spdz(t, "offline", ...flags, ...where);
      // 6 elements of 8 bytes and a 65536th of tags and rounding, at one party or two.
      assert.match(
        err,
        /^spdz: so many items take (48|96)\.\d TB on the disk of .*, where .* free\n$/,
      );
      assert.equal(code, 2);
    }
    assert.deepEqual(readdirSync(directory), []);
  });

  it("a fill interrupted before its first batch is said to be one, and the next replaces it", async (t) => {
    // A process that is killed late has laid down its first batch: then another is.
    const caught = /: marked: the fill was interrupted, .* spdz offline .* replaces it$/m;
    let [directory, flags, out]: [string, string[], string] = ["", [], ""];
    for (let attempt = 0; attempt < 8 && !caught.test(out); attempt++) {
      directory = folder();
      flags = ["offline", "-n", "2", "-s", "spdz+dealer", "--directory", directory];
      const interrupted = start(...flags, "--items", "triples=3e6");
      const [stock, keys] = ["stock", "keys"].map((part) => join(directory, "party0", part));
      while (!existsSync(join(keys!, "mark")) && interrupted.process.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 5));
      process.kill(-interrupted.process.pid!, "SIGKILL");
      await interrupted.ended;
      out = (await spdz(t, "stock", "show", stock!, "--keys", keys!)).out;
    }
    assert.match(out, caught);
    const again = await spdz(t, ...flags, "--items", "triples=5");
    assert.equal(again.code, 0, again.err);
    assert.equal(await triplesIn(t, join(directory, "party0")), 5);
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
      [
        [...good, "-n", "2", "--statistical", "58"],
        /'--statistical <s>' .* from 40 to 57 is expected/,
      ],
      [
        [...good, "--config", config("alice"), "--insecure", "--statistical", "57"],
        /--statistical belongs to --parties; with --config, set it in .*party\.yaml/,
      ],
      [
        [...good, "--config", config("alice"), "--insecure", "--threads", "2"],
        /--threads belongs to --parties; with --config, set it in .*party\.yaml/,
      ],
      [
        [...good, "-n", "2", "-s", "additive+semi-honest-he", "--threads", "2"],
        /threads: they make LowGear's material, which additive\+semi-honest-he does not use/,
      ],
      [[...good, "-n", "2", "-s", "plain"], /"plain" spends no material/],
      [[...good, "--config", config("alice")], /use --insecure/],
    ];
    for (const [flags, line] of mistakes) {
      const { code, err } = await spdz(t, "offline", ...flags);
      assert.match(err, line);
      assert.equal(err.trimEnd().split("\n").length, 1, err);
      assert.equal(code, 2);
    }
  });
});
