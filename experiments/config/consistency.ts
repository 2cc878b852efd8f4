/** Finds keys of a config that contradict each other, before anything runs. Each error names the line. */
import { ABLATABLE } from "../../host/party/combination.ts";
import { cellsOf, covers, nameOfNetwork, type PlannedCell, quickOf } from "./cells.ts";
import { mistakeAt } from "./explain.ts";
import { type NetworkEntry, networkOf } from "./network-names.ts";
import { linksOf } from "./network-spec.ts";
import { milliseconds } from "./quantities.ts";
import type { ExperimentFile } from "./schema.ts";
import type { YamlFile } from "./yaml-file.ts";

type Wrong = (place: readonly PropertyKey[], words: string) => Error;

/** @throws UsageError naming the first key that contradicts another. */
export function assertConsistent(file: YamlFile, config: ExperimentFile): void {
  const wrong: Wrong = (place, words) => mistakeAt(file, place, words);
  const { args, matrix, quick } = config;
  assertArguments(args, matrix.args, (key, words) => wrong(["matrix", "args", key], words));
  assertArguments(quick?.args ?? {}, quick?.matrix?.args ?? {}, (key, words) =>
    wrong(["quick", "matrix", "args", key], words),
  );
  for (const [k, entry] of config.omit.entries()) {
    const cells = cellsOf({ ...config, omit: [] });
    if (Object.keys(entry).length === 1)
      throw wrong(["omit", k], "a key besides the reason is expected, to say which cells");
    if (!cells.some(({ cell }) => covers(entry, cell)))
      throw wrong(["omit", k], "no cell of the matrix matches it");
  }
  assertMatrix(config, wrong, []);
  assertFindings(config, wrong);
  assertDeadline(config, wrong);
  if (config.quick === undefined) return;
  assertMatrix(quickOf(config), wrong, ["quick"]);
  assertDeadline(quickOf(config), wrong);
}

function assertArguments(
  fixed: object,
  lists: object,
  wrong: (key: string, words: string) => Error,
): void {
  const twice = Object.keys(lists).find((key) => Object.hasOwn(fixed, key));
  if (twice !== undefined)
    throw wrong(twice, '"args" beside "matrix" has it too: only one of them is expected');
}

function assertMatrix(config: ExperimentFile, wrong: Wrong, above: readonly string[]): void {
  const { matrix, report } = config;
  const at = (...place: PropertyKey[]) => [...above, "matrix", ...place];
  const names = matrix.network.map(nameOfNetwork);
  const twice = names.findIndex((name, k) => names.indexOf(name) !== k);
  if (twice >= 0) throw wrong(at("network", twice), `two networks are called "${names[twice]}"`);
  for (const [k, entry] of matrix.network.entries())
    assertNetwork(entry, config, (place, words) => wrong(at("network", k, ...place), words));
  const cells = cellsOf(config);
  if (cells.every(({ omitted }) => omitted !== null))
    throw wrong(at(), 'every cell is left out by "omit"');
  assertAblations(cells, matrix.ablation, (place, words) => wrong(at(...place), words));
  const { baseline } = report;
  if (baseline !== undefined && !matrix.security.includes(baseline))
    throw above.length === 0
      ? wrong(["report", "baseline"], `${matrix.security.join(", ")}: one of these is expected`)
      : wrong(at("security"), `${baseline} is expected among them: the baseline of the report`);
}

function assertNetwork(entry: NetworkEntry, { matrix, virtual }: ExperimentFile, wrong: Wrong) {
  const { kind, links, slow } = networkOf(entry);
  const most = Math.max(...matrix.parties);
  const least = Math.min(...matrix.parties);
  if (links !== null && links.latencyMs.length < most)
    throw wrong(
      typeof entry === "string" ? [] : ["links"],
      `links of ${links.latencyMs.length} parties, but the matrix has ${most}`,
    );
  if (slow !== null && slow.party >= least)
    throw wrong(["slow", "party"], `at most ${least - 1}: the matrix has ${least} parties`);
  if (virtual.when === "never" && kind === "virtual")
    throw wrong([], 'it is virtual, and "virtual.when" says never');
  if (virtual.when === "always" && (kind === "localhost" || kind === "shaped"))
    throw wrong(["kind"], `${kind}, and "virtual.when" says always`);
}

/** An ablation needs a combination that has the part it leaves out. */
function assertAblations(
  cells: readonly PlannedCell[],
  ablations: ExperimentFile["matrix"]["ablation"],
  wrong: Wrong,
): void {
  const stray = cells.find(
    ({ cell, omitted }) =>
      omitted === null && cell.ablation !== "none" && !ABLATABLE.includes(cell.security),
  );
  if (stray === undefined) return;
  const { ablation, security } = stray.cell;
  throw wrong(
    ["ablation", (ablations as readonly string[]).indexOf(ablation)],
    `${ablation} with ${security}: ablations are of ${ABLATABLE.join(", ")}; "omit" the cells of others`,
  );
}

function assertFindings({ findings }: ExperimentFile, wrong: Wrong): void {
  const ids = findings.map(({ id }) => id);
  const twice = ids.findIndex((id, k) => ids.indexOf(id) !== k);
  if (twice >= 0) throw wrong(["findings", twice, "id"], `two findings are called "${ids[twice]}"`);
}

const [LEAST_DEADLINE_MS, MOST_DEADLINE_MS] = [100, 3_600_000];
/** Connecting takes four round trips, and a sign of life comes every quarter of a deadline. */
const ONE_WAY_TRIPS = 10;

/** With a shorter deadline a run would find every party silent. With a longer one it would wait for hours. */
function assertDeadline({ deadline, matrix }: ExperimentFile, wrong: Wrong): void {
  const ms = milliseconds(deadline);
  if (ms < LEAST_DEADLINE_MS || ms > MOST_DEADLINE_MS)
    throw wrong(["deadline"], `${deadline}: 100ms to 60m is expected`);
  const parties = Math.max(...matrix.parties);
  for (const network of matrix.network.map(networkOf)) {
    const { latencyMs, jitterMs } = linksOf(network, parties);
    const slowest = Math.max(...latencyMs.flat()) + Math.max(...jitterMs.flat());
    if (ms < ONE_WAY_TRIPS * slowest)
      throw wrong(
        ["deadline"],
        `${deadline}: at least ${ONE_WAY_TRIPS} times the ${slowest} ms that a message takes on ${network.name}`,
      );
  }
}
