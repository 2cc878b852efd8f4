import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { figuresOf } from "../../../experiments/report/blocks.ts";
import { documentOf } from "../../../experiments/report/document.ts";
import { readRunFolder } from "../../../experiments/report/run-folder.ts";
import { writeReport } from "../../../experiments/report/write.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { syntheticRuns, writeSyntheticFolder } from "../../support/run-records.ts";

const temporary = ownTemporaryFolder();
const fresh = (): string => mkdtempSync(join(temporary, "run-"));
const text = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

describe("the plots of a config that asks for none", () => {
  const drawn = (cells: Parameters<typeof syntheticRuns>[0]): readonly string[] => {
    const runs = syntheticRuns(cells, { repetitions: 2 });
    const { blocks } = documentOf(readRunFolder(writeSyntheticFolder(fresh(), { runs })));
    return figuresOf(blocks).map(({ name }) => name);
  };
  const both = ["spdz+lowgear", "additive+semi-honest-he"] as const;
  const over = (values: readonly object[]) =>
    values.flatMap((of) => both.map((security) => ({ ...of, security })));
  const axes: readonly (readonly [axis: string, values: readonly object[], figure: string])[] = [
    [
      "latency",
      [
        { kind: "shaped", latencyMs: 5 },
        { kind: "shaped", latencyMs: 50 },
      ],
      "time-by-latency-total",
    ],
    [
      "bandwidth",
      [
        { kind: "shaped", bandwidthMbit: 5, networkName: "slow" },
        { kind: "shaped", bandwidthMbit: 50, networkName: "fast" },
      ],
      "time-by-bandwidth-total",
    ],
    ["parties", [{ parties: 2 }, { parties: 4 }], "time-by-parties-total"],
    ["an argument", [{ args: { rows: 2 } }, { args: { rows: 4 } }], "time-by-length-total"],
  ];
  for (const [axis, values, figure] of axes)
    it(`${axis} varies, and no time is drawn over it`, () => {
      const names = drawn(over(values));
      assert.ok(names.includes(figure), names.join());
      assert.ok(names.includes("slowdown-total"), names.join());
    });

  it("no number varies: combinations stand side by side, a panel for each program", async () => {
    for (const values of [
      [{}],
      [{ program: "a" }, { program: "b" }],
      [{ args: { kind: "x" } }, { args: { kind: "y" } }],
    ]) {
      const names = drawn(over(values));
      assert.ok(names.includes("time-by-combination-total"), names.join());
    }
    const runs = syntheticRuns(over([{ program: "a" }, { program: "b" }]), { repetitions: 2 });
    const folder = writeSyntheticFolder(fresh(), { runs });
    await writeReport(folder);
    const svg = text(folder, join("figures", "time-by-combination-total.svg"));
    assert.match(svg, /additive\+semi-honest-he \(insecure\)/);
    assert.match(text(folder, "report.md"), /additive\+semi-honest-he – insecure: semi-honest/);
  });

  it("slowdowns are drawn over what varies by itself, where latency and bandwidth vary together", () => {
    const far = { kind: "shaped", latencyMs: 50, bandwidthMbit: 20 } as const;
    const names = drawn(
      over([{}, far].flatMap((of) => [2, 3].map((parties) => ({ ...of, parties })))),
    );
    assert.ok(names.includes("slowdown-total"), names.join());
  });
});
