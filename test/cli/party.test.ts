import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it, type TestContext } from "node:test";
import { readPartyConfig } from "../../cli/party-config.ts";
import { createIdentity, saveIdentity } from "../../host/node/identity.ts";
import { invitationOf, memberOf } from "../../host/node/roster.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { type Configure, deploy, NAMES } from "./deployment.ts";
import { spdz, start } from "./spdz.ts";

const MANY_ROUNDS = join(import.meta.dirname, "..", "run", "many-rounds.ts");
const root = ownTemporaryFolder();
let ports: readonly number[] = [];
let config: Configure;

const party = (path: string) => start("party", "--config", path, "--insecure", "--json").ended;

describe("spdz keys", () => {
  it("init, invite, join and show: both sides read each other the same code", async (t) => {
    const [hers, his] = [join(root, "keys-alice"), join(root, "keys-bob")];
    for (const [name, folder] of [["alice", hers] as const, ["bob", his] as const])
      assert.equal((await spdz(t, "keys", "init", name, "--keys", folder)).code, 0);
    const address = ["--host", "localhost", "--port", "7001"];
    const invited = await spdz(t, "keys", "invite", ...address, "--keys", hers);
    const [line, code] = invited.out.split("\n");
    const joined = await spdz(t, "keys", "join", line!, "--keys", his);
    assert.equal(joined.code, 0);
    assert.ok(joined.out.includes(code!));
    const shown = await spdz(t, "keys", "show", "--keys", his);
    assert.match(shown.out, /^bob\n {2}certificate [0-9a-f]{64}\n/);
    assert.match(shown.out, /^knows alice at localhost:7001 /m);

    const own = await spdz(t, "keys", "join", line!, "--keys", hers);
    assert.match(own.err, /^spdz: this is the invitation of this party itself: send it/);
    const namesake = await createIdentity("bob");
    const known = invitationOf(memberOf(namesake, "localhost", 7002));
    const twin = await spdz(t, "keys", "join", known, "--keys", his);
    assert.match(twin.err, /^spdz: bob is this party's own name/);
    assert.deepEqual([own.code, twin.code], [2, 2]);

    const old = join(root, "keys-old");
    const past = new Date(Date.now() - 9 * 86_400_000);
    saveIdentity(old, await createIdentity("old", { days: 1, now: past }));
    assert.match((await spdz(t, "keys", "show", "--keys", old)).out, /UTC: it has EXPIRED; make/);

    const again = await spdz(t, "keys", "init", "alice", "--keys", hers);
    assert.match(again.err, /holds an identity already; it is not overwritten\n$/);
    assert.equal(again.code, 2);
  });
});

describe("spdz keys --json", () => {
  it("init, invite and join print one object each: names, codes, nothing secret", async (t) => {
    const [hers, his] = [join(root, "json-alice"), join(root, "json-bob")];
    const json = async (...argv: string[]) => {
      const { code, out, err } = await spdz(t, "keys", ...argv, "--json");
      assert.equal(code, 0, err);
      assert.equal(out.trimEnd().split("\n").length, 1);
      return JSON.parse(out) as Record<string, string>;
    };
    const made = await json("init", "alice", "--keys", hers);
    await json("init", "bob", "--keys", his);
    assert.deepEqual(Object.keys(made).sort(), [
      ...["fingerprint", "folder", "name", "publicKeyHex", "validFrom", "validTo"],
    ]);
    const address = ["--host", "localhost", "--port", "7001"];
    const { invitation, code } = await json("invite", ...address, "--keys", hers);
    const joined = await json("join", invitation!, "--keys", his);
    assert.equal(joined.code, code);
    const { members, name } = await json("show", "--keys", his);
    assert.equal(name, "bob");
    assert.equal((members as unknown as { name: string }[])[0]!.name, "alice");
  });
});

describe("spdz party", () => {
  before(async () => {
    ({ ports, config } = await deploy(root));
  });

  it("two parties and a dealer compute, each from its own file", async () => {
    // A dealer plans nothing, and agrees upon what chooses.
    const auto = { comparisons: "auto", latency: "25ms" };
    const [alice, bob, dan] = await Promise.all(NAMES.map((name) => party(config(name, auto))));
    for (const { code, out, err } of [alice!, bob!]) {
      assert.equal(code, 0, err);
      const { result, labels } = JSON.parse(out) as { result: unknown; labels: string[] };
      assert.deepEqual(result, { product: "-42" });
      assert.deepEqual(labels, ["insecure: trusted dealer"]);
    }
    assert.equal(dan!.code, 0, dan!.err);
  });

  it("parties that choose differently, as one can plan its program and one cannot, compare in a tree and say why", async () => {
    const program = join(root, "choosing.mjs");
    // It would fail on outputs of 0, where it is strict: only a plan has those.
    writeFileSync(
      program,
      `export default async (mpc, { strict }) => {
  const x = await mpc.input(0, 1000, mpc.self === 0 ? Array(1000).fill(1) : null);
  const less = await mpc.lessThan(x, mpc.constant([2], 1));
  const [first] = await mpc.output(less);
  if (strict && Number(first) !== 1) throw new Error("not less");
  return Number(first);
};
`,
    );
    const auto = { program, comparisons: "auto", latency: "1ms" };
    const ended = await Promise.all([
      party(config("alice", { ...auto, own: { strict: false } })),
      party(config("bob", { ...auto, own: { strict: true } })),
      party(config("dan", { ...auto, own: {} })),
    ]);
    for (const [k, { code, out, err }] of ended.entries()) {
      assert.equal(code, 0, err);
      const line = /numbers are compared in a tree, as P1 \(bob\) chose/;
      if (k === 0) assert.match(err, line);
      else assert.doesNotMatch(err, line);
      if (k === 2) continue;
      const { result, statistics } = JSON.parse(out);
      assert.equal(result, 1);
      assert.equal(statistics.used["comparison-mask"], 1000);
    }
  });

  it("every difference between configurations is listed: exit code 3", async () => {
    const other = config("bob", {
      args: { factors: [1, 2, 3] },
      security: "additive+dealer",
      statistical: 57,
      comparisons: "product",
      own: {},
    });
    const ended = await Promise.all([party(config("alice")), party(other), party(config("dan"))]);
    for (const { code, err } of ended) {
      assert.equal(code, 3, err);
      const line = err.split("\n").find((l) => l.startsWith("spdz: "))!;
      assert.match(line, /configurations differ/);
      assert.match(line, /security/);
      assert.match(line, /comparisons: (tree here, product at|product here, tree at)/);
      assert.match(line, /statistical: (40 here, 57 at|57 here, 40 at)/);
      assert.equal(line.match(/argument factors/g)!.length, 1, line);
      assert.match(line, / at (P0 \(alice\)|P1 \(bob\)|dealer \(dan\))/);
      assert.doesNotMatch(line, /heartbeat/);
    }
  });

  it("who is interrupted says so before it goes: exit code 130, and nobody is named", async () => {
    const endless = { program: MANY_ROUNDS, own: { rounds: 1_000_000 } };
    const path = (name: "alice" | "bob") => config(name, endless);
    const flags = ["--insecure", "--json"];
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const alice = start("party", "--config", path("alice"), ...flags);
      const others = [party(path("bob")), party(config("dan", { ...endless, own: {} }))];
      await alice.said("online");
      alice.process.kill(signal);
      const { code, err } = await alice.ended;
      assert.equal(code, 130, err);
      assert.match(err, /^spdz: interrupted$/m);
      for (const other of await Promise.all(others)) {
        assert.equal(other.code, 4, other.err);
        assert.match(other.err, /^spdz: peer-aborted /m);
        assert.doesNotMatch(other.err, /culprits/);
      }
    }
  });

  it("who does not come is named: exit code 4", async () => {
    const files = (["alice", "dan"] as const).map((name) => config(name, { connect: "10s" }));
    for (const { code, err } of await Promise.all(files.map(party))) {
      assert.equal(code, 4, err);
      assert.match(err, /^spdz: peer-silent .*culprits: P1 \(bob\)$/m);
      if (err.includes("P2")) assert.fail(`the dealer is no party: ${err}`);
    }
  });

  const refused = async (t: TestContext, path: string, line: RegExp, ...more: string[]) => {
    const { code, err } = await spdz(t, "party", "--config", path, ...more);
    assert.match(err, line);
    assert.equal(err.trimEnd().split("\n").length, 1, err);
    assert.equal(code, 2);
  };

  it("refuses what is insecure unless it is told --insecure", async (t) => {
    const line = (name: string) => new RegExp(`${name} is insecure: .*use --insecure`);
    await refused(t, config("alice"), line("spdz\\+dealer"));
    await refused(t, config("bob", { security: "additive+dealer" }), line("additive\\+dealer"));
  });

  it("leaves nothing out, --insecure or not: ablations are given to spdz run and to experiments", async (t) => {
    const line =
      /party\.yaml: ablation: a party of a real deployment leaves nothing out; use spdz run --abl/;
    for (const ablation of ["no-proofs", "none"])
      for (const more of [[], ["--insecure"]])
        await refused(t, config("alice", { security: "spdz+lowgear", ablation }), line, ...more);
  });

  it("explains each mistake in the file in one line", async (t) => {
    const mistakes: [Record<string, unknown>, RegExp][] = [
      [
        { party: 1 },
        /party\.yaml: no key "party"; there are: parties, dealer, stock, keys, listen/,
      ],
      [{ listen: { port: 7000, hots: "x" } }, /party\.yaml: no key "listen\.hots"$/m],
      [{ listen: { port: 70_000 } }, /party\.yaml: listen\.port: at most 65535$/m],
      [{ listen: undefined }, /party\.yaml: listen: is missing$/m],
      [
        { security: "spdz" },
        /party\.yaml: security: spdz\+lowgear, .*: one of these is expected$/m,
      ],
      [
        { listen: { port: 7000, host: "a b" } },
        /party\.yaml: listen\.host: an address or a host's/,
      ],
      [{ listen: { port: 7000, host: "" } }, /party\.yaml: listen\.host: an address or a host's/],
      [{ parties: ["alice"] }, /party\.yaml: parties: at least 2 entries$/m],
      [{ parties: ["alice", "alice"] }, /this name is there twice: alice$/m],
      [
        { parties: ["bob", "carol"] },
        /this party's name is alice \(as .*\), which is not among bob, carol, dan$/m,
      ],
      [{ parties: ["alice", "carol"] }, /carol is not known in .*: ask carol for an invitation/],
      [{ security: "spdz+lowgear" }, /party\.yaml: dealer: spdz\+lowgear has no dealer/],
      [{ security: "plain" }, /"plain" hides nothing/],
      [{ comparisons: "list" }, /party\.yaml: comparisons: .*tree.*product.*auto/],
      [{ comparisons: "auto" }, /party\.yaml: comparisons: auto chooses by the key "latency"/],
      [{ latency: "25ms" }, /party\.yaml: comparisons: auto chooses by the key "latency"/],
      ...[39, 58, 40.5, "40"].map((statistical): [Record<string, unknown>, RegExp] => [
        { statistical },
        /party\.yaml: statistical: an integer from 40 to 57 is expected$/m,
      ]),
      ...[0, 65, 1.5, "2"].map((threads): [Record<string, unknown>, RegExp] => [
        { threads },
        /party\.yaml: threads: an integer from 1 to 64 is expected$/m,
      ]),
      [
        { threads: 2 },
        /party\.yaml: threads: they make LowGear's material, which .* does not use$/m,
      ],
      [
        { deadline: "never" },
        /party\.yaml: deadline: a duration like 500ms, 10s, 90m or 2h is expected, from/,
      ],
      [{ connect: 60 }, /party\.yaml: connect: 60 has no unit: a duration like .* to 7d$/m],
      [{ connect: "8d" }, /party\.yaml: connect: a duration like .* from 100ms to 7d$/m],
      [{ stock: { folder: "a", keys: "b" } }, /material comes from either a "dealer" or a "stock"/],
      [{ program: "./none.ts" }, /no program ".*none\.ts"/],
      [
        { own: { factors: [1, 2, Number.NaN] } },
        /argument "factors"\[2\]: NaN; allowed are null, /,
      ],
      [{ own: { factors: [1, 2] } }, /mult3: argument "factors/],
      [{ own: { factors: [null, 1, 1] } }, /mult3: argument "factors\.0": party 0 holds it/],
      [
        { program: "inner-product", own: { file: "./mine.csv" } },
        /^spdz: cannot read \.\/mine\.csv: no such file$/m,
      ],
    ];
    for (const [replaced, line] of mistakes)
      await refused(t, config("alice", replaced), line, "--insecure");
  });

  it("others may be waited for through a cluster's queue, or a night", async () => {
    for (const [connect, minutes] of [
      ["90m", 90],
      ["2h", 120],
      ["1.5d", 2160],
    ] as const) {
      const { join: options } = await readPartyConfig(config("alice", { connect }), true);
      assert.equal(options.connectMs, 60_000 * minutes);
    }
  });

  it("~ in a path is this user's home, not a folder of that name beside the file", async (t) => {
    const home = process.env.HOME;
    t.after(() => {
      process.env.HOME = home;
    });
    process.env.HOME = join(root, "home");
    const inHome = new RegExp(
      `no identity in ${root}/home/\\.keys: identity\\.key is missing; spdz keys init NAME makes one$`,
      "m",
    );
    await refused(t, config("alice", { keys: "~/.keys" }), inHome, "--insecure");
    await refused(t, config("alice", { keys: "~" }), /no identity in .*\/home: /, "--insecure");
    const beside = /no identity in .*\/config-.*\/~alice: /;
    await refused(t, config("alice", { keys: "~alice" }), beside, "--insecure");
    process.env.HOME = root;
    const stock = { folder: "~/s", keys: "~/no-keys" };
    const { code, err } = await spdz(
      t,
      ...["party", "--insecure", "--config"],
      config("alice", { keys: "~/alice", dealer: undefined, stock, connect: "200ms" }),
    );
    assert.equal(err, `spdz: the stock's folder ${root}/no-keys: no such folder\n`);
    assert.equal(code, 2);
  });

  it("keys within the stock's own folder, or a trace that cannot be written, are mistakes", async (t) => {
    const stock = { folder: "s", keys: "s/stock.keys" };
    const inside = config("alice", { dealer: undefined, stock });
    await refused(t, inside, /^spdz: the stock's keys must lie outside of .*\/s$/m, "--insecure");
    const trace = ["--trace", "/nonexistent/t"];
    const line = /^spdz: cannot write a trace to \/nonexistent\/t: no such folder$/m;
    await refused(t, config("alice"), line, "--insecure", ...trace);
  });

  it("a stock that is not there is said at once, and is the reason given in the end: exit code 6", async () => {
    const stock = { folder: join(root, "none"), keys: join(root, "none-keys") };
    for (const folder of Object.values(stock)) mkdirSync(folder);
    const alone = { dealer: undefined, stock, connect: "200ms" };
    const { code, err } = await party(config("alice", alone));
    assert.match(err, /^there is no stock in .*none-keys: the other parties are told$/m);
    assert.match(err, /^spdz: there is no stock in .*none-keys$/m);
    assert.equal(code, 6);
  });

  it("a port that is taken is said so, exit code 2", async () => {
    const { createServer } = await import("node:net");
    const server = createServer();
    await new Promise<void>((ready) => server.listen(ports[0], "127.0.0.1", ready));
    try {
      const { code, err } = await party(config("alice", { connect: "1s" }));
      assert.match(err, /^spdz: port \d+ on 127\.0\.0\.1 is taken by another program$/m);
      assert.equal(code, 2);
    } finally {
      server.close();
    }
  });
});
