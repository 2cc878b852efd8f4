import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import { codeOf } from "../architecture/sources.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { ENTRY, spdz } from "./spdz.ts";

const folder = mkdtempSync(join(ownTemporaryFolder(), "usage-"));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const broken = file("broken.yaml", "length: [1, 2\nbound: 3\n");
const alias = file("alias.yaml", "length: 3\nfile: *.csv\n");
const tag = file("tag.yaml", "length: !many 3\n");
const list = file("list.yaml", "- 1\n- 2\n");
const noProgram = file("no-program.ts", "export const x = 1;\n");
const noModule = file("no-module.ts", 'import "./nowhere.ts";\n');
const nowhere = join(folder, "nowhere");

describe("a user's mistake is one line on stderr and exit code 2", () => {
  const mistakes: readonly (readonly [argv: readonly string[], line: RegExp])[] = [
    [["rum"], /^spdz: unknown command 'rum' \(Did you mean run\?\)$/],
    [["rum", "--help"], /^spdz: unknown command 'rum' \(Did you mean run\?\)$/],
    [
      ["run", "mult3", "--partys", "3"],
      /^spdz: unknown option '--partys' \(Did you mean --parties/,
    ],
    [
      ["run", "mult3", "--partie"],
      /^spdz: unknown option '--partie' \(Did you mean --parties\?\)$/,
    ],
    [["run"], /^spdz: missing required argument 'program'$/],
    [["simulate"], /^spdz: missing required argument 'program'$/],
    [
      ["simulate", "mult4"],
      /^spdz: no program "mult4": neither a file nor one of checked-outputs, /,
    ],
    [["simulate", "mult3", "-n", "1"], /An integer from 2 to 16/],
    [["simulate", "mult3", "-s", "plain"], /^spdz: unknown option '-s'$/],
    [
      ["simulate", "mult3", "--args", "factor=1"],
      /^spdz: mult3: no argument "factor"; there are: factors$/,
    ],
    [["simulate", "mult3", "--own", "3:factors=[]"], /^spdz: --own 3:…: parties go from 0 to 2$/],
    [["simulate", "mult3", "--rounding", "up"], /Allowed choices are probabilistic, floor\.$/],
    [["simulate", noProgram], /no-program\.ts is no program: it has no default export/],
    [["plan"], /^spdz: missing required argument 'program'$/],
    [["plan", "mult4"], /^spdz: no program "mult4": neither a file nor one of checked-outputs, /],
    [["plan", "mult3", "-n", "17"], /^spdz: option '-n, --parties <n>' .* An integer from 2 to 16/],
    [["plan", "mult3", "-s", "plain"], /^spdz: unknown option '-s'$/],
    [
      ["plan", "mult3", "--args", "factor=1"],
      /^spdz: mult3: no argument "factor"; there are: factors$/,
    ],
    [["plan", "mult3", "--own", "3:factors=[]"], /^spdz: --own 3:…: parties go from 0 to 2$/],
    [["plan", "mult3", "--args-file", nowhere], /^spdz: cannot read .*nowhere: no such file$/],
    [["plan", "mult3", "--statistical", "58"], /An integer from 40 to 57 is expected\.$/],
    [["plan", "mult3", "--routing", "queen"], /Allowed choices are direct, king\.$/],
    [["plan", "mult3", "--comparisons", "list"], /Allowed choices are tree, product, auto\.$/],
    [
      ["plan", "mult3", "--latency", "25"],
      /25 has no unit: a duration like .*, from 1us to 10s\.$/,
    ],
    [["run", "mult3", "--comparisons", "x"], /Allowed choices are tree, product, auto\.$/],
    [["plan", noProgram], /no-program\.ts is no program: it has no default export/],
    ...["free", "-1", "1e3", "0,09", ""].map(
      (price) =>
        [
          ["plan", "mult3", `--price-per-gb=${price}`],
          /^spdz: option '--price-per-gb <x>' .* A price like 0\.09 is expected\.$/,
        ] as const,
    ),
    [["run", "mult3", "four"], /^spdz: too many arguments for 'run'/],
    [
      ["run", "mult4"],
      /^spdz: no program "mult4": neither a file nor one of checked-outputs, crosstabs, .*mult3/,
    ],
    [["run", noProgram], /no-program\.ts is no program: it has no default export/],
    [["run", noModule], /no-module\.ts does not load: Cannot find module/],
    [["run", "mult3", "-n", "1"], /^spdz: option '-n, --parties <n>' .* An integer from 2 to 16/],
    [["run", "mult3", "-n", "NaN"], /argument 'NaN' is invalid\. An integer from 2 to 16/],
    ...["39", "58", "40.5", "many"].map(
      (s) =>
        [
          ["run", "mult3", "--statistical", s],
          /^spdz: option '--statistical <s>' .* An integer from 40 to 57 is expected\.$/,
        ] as const,
    ),
    ...["0", "65", "1.5"].map(
      (k) =>
        [
          ["run", "mult3", "--threads", k],
          /^spdz: option '--threads <k>' .* An integer from 1 to 64 is expected\.$/,
        ] as const,
    ),
    [
      ["run", "mult3", "-s", "additive+dealer", "--threads", "2"],
      /^spdz: threads: they make LowGear's material, which additive\+dealer does not use$/,
    ],
    [["run", "mult3", "-s", "spdz"], /Allowed: spdz\+lowgear, .*, plain\.$/],
    [
      ["run", "mult3", "--deadline", "soon"],
      /A duration like 500ms, 10s, 90m or 2h is expected, from 100ms to 60m\.$/,
    ],
    [["run", "mult3", "--deadline", "2h"], /A duration like .* is expected, from 100ms to 60m\.$/],
    [
      ["run", "mult3", "--connect", "60"],
      /60 has no unit: a duration like 500ms, .* from 100ms to 7d\.$/,
    ],
    [["run", "mult3", "--connect", "8d"], /A duration like .* is expected, from 100ms to 7d\.$/],
    [["run", "mult3", "--args", "factors"], /key=value is expected, as in length=1000\.$/],
    [
      ["run", "mult3", "--args", "factor=1"],
      /^spdz: mult3: no argument "factor"; there are: factors$/,
    ],
    ...["[1,2,x]", "[1,2,3", "1,2]", "{a: 1}", "[a, b]"].map(
      (value) =>
        [
          ["run", "mult3", "--args", `factors=${value}`],
          /is not JSON: a list is written as in 'factors=\[2, 3\]' or .*\.$/,
        ] as const,
    ),
    [
      ["run", "mult3", "--args", "factors=2,3,7"],
      /2,3,7 is not a list: a list is written as in 'factors=\[2, 3\]'/,
    ],
    [
      ["run", "mult3", "--own", "1:factors=[null,2,null"],
      /^spdz: option '--own <party:key=value\.\.\.>' .* is not JSON: a list is written as in/,
    ],
    [
      ["run", "mult3", "--own", "factors=[1]"],
      /party:key=value is expected, as in 0:file=mine\.csv/,
    ],
    [
      ["run", "inner-product", "--args", "length=3", "--args", "length=4"],
      /"length" is given twice\.$/,
    ],
    [["run", "mult3", "--args", "factors=x"], /^spdz: mult3: argument "factors/],
    [["run", "mult3", "--args-file", nowhere], /^spdz: cannot read .*nowhere: no such file$/],
    [["run", "mult3", "--args-file", broken], /^spdz: .*broken\.yaml line \d: /],
    [
      ["run", "mult3", "--args-file", alias],
      /^spdz: .*alias\.yaml line 2: \*\.csv refers to nothing: .* needs quotes$/,
    ],
    [["run", "mult3", "--args-file", tag], /^spdz: .*tag\.yaml line 1: Unresolved tag: !many$/],
    [
      ["run", "inner-product", "--args", "length=many"],
      /^spdz: inner-product: argument "length": a number is expected, not text$/,
    ],
    [
      ["run", "inner-product", "--args", "length=0"],
      /^spdz: inner-product: argument "length": at least 1$/,
    ],
    [
      ["run", "inner-product", "--args", "length=1.5"],
      /^spdz: inner-product: argument "length": an integer is expected$/,
    ],
    [["party", "-c", alias], /^spdz: .*alias\.yaml line 2: /],
    [
      ["run", "mult3", "--args-file", list],
      /list\.yaml: the arguments' names with their values are expected/,
    ],
    [["run", "mult3", "--own", "3:factors=[]"], /^spdz: --own 3:…: parties go from 0 to 2$/],
    [["run", "mult3", "--log-level", "loud"], /Allowed choices are error, warn, info, debug\.$/],
    [["doctor", "--stock", nowhere], /^spdz: doctor: --stock and --stock-keys go together$/],
    [["demo", "--epochs", "1"], /An integer from 2 to 20 is expected\.$/],
    [
      ["demo", "--out", join(list, "below")],
      /^spdz: cannot write the report to .*list\.yaml\/below: there is a file in its way$/,
    ],
    [["party"], /^spdz: required option '-c, --config <file>' not specified$/],
    [["party", "-c", nowhere], /^spdz: cannot read .*nowhere: no such file$/],
    [
      ["keys", "show", "--keys", nowhere],
      /^spdz: no identity in .*nowhere: identity.key is missing; spdz keys init NAME makes one$/,
    ],
    [["keys", "join", "hello", "--keys", nowhere], /^spdz: an invitation is one line that starts/],
    [
      ["keys", "init", "alice", "--keys", list],
      /^spdz: cannot make the folder .*list\.yaml: there is a file in its way$/,
    ],
    [
      ["run", "mult3", "--trace", join(nowhere, "t")],
      /^spdz: cannot write a trace to .*t: no such folder$/,
    ],
    [["run", "mult3", "--trace", folder], /^spdz: cannot write a trace to .*: it is a folder$/],
    [["keys", "init", "a/b", "--keys", nowhere], /^spdz: party name "a\/b": 1 to 63 letters/],
    [
      ["stock", "show", nowhere, "--stock-keys", nowhere],
      /^spdz: the stock's keys must lie outside of its directory .*nowhere$/,
    ],
    [
      ["stock", "verify", import.meta.dirname, "--stock-keys", list],
      /^spdz: the stock's folder .*list\.yaml\/books\.sqlite is a file, or is below one/,
    ],
    [
      ["stock", "show", nowhere, "--stock-keys", `${nowhere}-keys`],
      /^spdz: the stock's folder .*nowhere-keys: no such folder$/,
    ],
    [["stock", "show", nowhere], /^spdz: stock: --stock-keys is missing: the folder of/],
  ];
  for (const [argv, line] of mistakes)
    it(`spdz ${argv.map((word) => word.replace(folder, "…")).join(" ")}`, async (t) => {
      const { code, out, err } = await spdz(t, ...argv);
      assert.match(err.trimEnd(), line);
      assert.equal(err.trimEnd().split("\n").length, 1, err);
      assert.equal(out, "");
      assert.equal(code, 2);
    });

  it("folders without a stock are missing material: 6", async (t) => {
    const [store, keys] = ["store", "keys"].map((name) => mkdtempSync(join(folder, name)));
    const { code, err } = await spdz(t, "stock", "show", store!, "--stock-keys", keys!);
    assert.match(err, /^spdz: there is no stock in .*keys\w+\n$/);
    assert.equal(code, 6);
  });
});

describe("help", () => {
  const commands = ["", "demo", "run", "plan", "party", "keys", "stock", "doctor"];
  const nested = [
    "keys init",
    "keys invite",
    "keys join",
    "keys show",
    "offline",
    "stock show",
    "stock verify",
  ];
  for (const command of [...commands, ...nested])
    it(`spdz ${command} --help shows examples`, async (t) => {
      const { code, out, err } = await spdz(t, ...command.split(" ").filter(Boolean), "--help");
      assert.equal(code, 0);
      assert.equal(err, "");
      if (command !== "stock") assert.match(out, /Examples?:\n/);
    });

  it("says what is allowed and what holds by default, as it is written", async (t) => {
    const allowed: Record<string, RegExp[]> = {
      run: [
        /how many parties, 2 to 16/,
        /40 to 57 \(default: 40\)/,
        /100ms to 60m\s+\(default: 10s, as many times longer as parties share a core\)/,
      ],
      plan: [/how many parties, 2 to 16/, /40 to 57 \(default: 40\)/, /\(10\^9 bytes\)/],
      offline: [
        /all parties, 2 to 16/,
        // In the clear there is no material to make.
        /\(default: spdz\+lowgear; spdz\+lowgear, (?!.*\bplain\b).*additive\+dealer\)/,
        /40 to 57 \(default: 40\)/,
        /100ms to 60m\s+\(default: 10s, as many times longer as parties share a core\)/,
      ],
      demo: [/how many hospitals, 2 to 5/, /2 to 20/],
    };
    for (const [command, lines] of Object.entries(allowed)) {
      const { out } = await spdz(t, command, "--help");
      for (const line of lines) assert.match(out.replace(/\n\s+/g, " "), line);
    }
  });

  it("documents the exit codes", async (t) => {
    const { out } = await spdz(t, "--help");
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 130])
      assert.match(out, new RegExp(`^  ${code}  `, "m"));
  });
});

describe("doctor", () => {
  it("finds this machine ready, and says so to machines", async (t) => {
    const { code, out } = await spdz(t, "doctor", "--keys", nowhere, "--json");
    const findings = JSON.parse(out) as { check: string; verdict: string }[];
    assert.deepEqual(
      findings.filter((f) => f.verdict === "problem"),
      [],
    );
    assert.ok(findings.some((f) => f.check === "kernels" && f.verdict === "ok"));
    assert.equal(code, 0);
  });
});

describe("the entry", () => {
  const source = readFileSync(ENTRY, "utf8").replace(/^#!.*/, "");

  it("explains an old Node in one line, exit code 2, before anything newer is loaded", () => {
    const said: string[] = [];
    const old = { versions: { node: "18.19.0" }, exitCode: 0 };
    runInNewContext(source, {
      process: old,
      console: { error: (...words: string[]) => said.push(words.join(" ")) },
    });
    assert.equal(old.exitCode, 2);
    assert.equal(said.length, 1);
    assert.match(
      said[0]!,
      /^spdz: this needs Node 24 or later, but this is Node 18\.19\.0\. .*npm ci/,
    );
  });

  it("explains a Node that is told not to run TypeScript", () => {
    const { status, stderr } = spawnSync(process.execPath, ["--no-strip-types", ENTRY], {
      encoding: "utf8",
    });
    assert.match(stderr, /^spdz: this Node does not run TypeScript .*\n$/);
    assert.equal(status, 2);
  });

  it("as built, starts the JavaScript beside it, and passes its exit code on", () => {
    const place = mkdtempSync(join(folder, "built-"));
    const cache = "host/node/compile-cache.js";
    for (const part of ["cli", "host/node"]) mkdirSync(join(place, part), { recursive: true });
    copyFileSync(new URL(`../../${cache}`, import.meta.url), join(place, cache));
    const entry = join(place, "cli", "spdz.js");
    copyFileSync(ENTRY, entry);
    const built = "export const run = async (argv) => (console.log(argv.join()), 6);\n";
    writeFileSync(join(place, "cli", "main.js"), built);
    writeFileSync(join(place, "package.json"), '{ "type": "module" }');
    const { status, stdout } = spawnSync(process.execPath, [entry, "a", "b"], { encoding: "utf8" });
    assert.equal(stdout, "a,b\n");
    assert.equal(status, 6);
  });

  it("is written in a JavaScript that old Nodes parse", () => {
    assert.doesNotMatch(
      codeOf(source),
      /=>|\b(const|let|class|async|await|import\.meta)\b|\?\.|\?\?|`/,
    );
  });
});
