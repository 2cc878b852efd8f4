/** `spdz stock`: says what a store of preprocessing holds, and whether it can still be read. */
import { type Command, Option } from "commander";
import { aligned } from "../experiments/demo/report.ts";
import type { StorePlaces } from "../host/node/stock/places.ts";
import { type StoreReport, showStore, verifyStore } from "../host/node/stock/show.ts";
import { UsageError } from "../host/usage-error.ts";
import { wordFor } from "../items/demand.ts";
import { EXIT } from "./exit.ts";
import { styled } from "./log.ts";

/** No process makes the store now: it would hold the lock, and we could not read the store. */
const INTERRUPTED =
  "the fill was interrupted, and it cannot be spent; the next spdz offline into this folder replaces it";
const CUT_SHORT =
  "the fill was cut short; what was stored before can be spent, except what other parties lack of the last batch";

interface StockFlags {
  readonly stockKeys?: string;
  readonly keys?: string;
  readonly json?: true;
}

const EXAMPLE = (verb: string) => `
Example:
  spdz stock ${verb} ./stock --stock-keys ./stock-keys

Takes the store's lock while it reads, so it does not work while a session spends from the store. A session takes
whole blocks of each kind. What it leaves of the last block is lost. Kinds have the names of spdz offline --items.`;

export function addStock(spdz: Command, end: (code: number) => void): void {
  const stock = spdz
    .command("stock")
    .summary("inspect a store of preprocessing")
    .description("Says what a store of preprocessing holds. Nothing is spent.");
  const inspect = (verb: string, does: string) =>
    stock
      .command(verb)
      .description(does)
      .argument("<folder>", "the store's folder")
      .option("--stock-keys <folder>", "the folder of its keys, outside the store's folder")
      // The former name of --stock-keys, which scripts may still use.
      .addOption(new Option("--keys <folder>").hideHelp())
      .option("--json", "as JSON")
      .addHelpText("after", EXAMPLE(verb));

  inspect("show", "Shows what is left of every kind, key id, labels, mark and size.").action(
    async (directory: string, { json, ...named }: StockFlags) => {
      const report = await showStore(placesOf(directory, named));
      print(json === true ? JSON.stringify(report) : describe(report));
    },
  );
  inspect("verify", "Opens every block that is left and says which are damaged.").action(
    async (directory: string, { json, ...named }: StockFlags) => {
      const faults = await verifyStore(placesOf(directory, named));
      if (json === true) print(JSON.stringify({ directory, faults }));
      else print(faults.length === 0 ? "every block can be read" : faults.join("\n"));
      end(faults.length === 0 ? EXIT.ok : EXIT.machine);
    },
  );
}

/** @throws UsageError if the folder of keys is not named. */
function placesOf(directory: string, { stockKeys, keys }: StockFlags): StorePlaces {
  const keyDirectory = stockKeys ?? keys;
  if (keyDirectory === undefined)
    throw new UsageError(
      'stock: --stock-keys is missing: the folder of the stock\'s keys (spdz offline puts them into a folder "keys" beside "stock")',
    );
  return { directory, keyDirectory };
}

function describe(report: StoreReport): string {
  const { directory, state, epitaph, facts, kinds, bytes, mark } = report;
  const cut = mark === "generating" || mark === "unfinished";
  const why = !cut ? epitaph : state === "ready" ? CUT_SHORT : INTERRUPTED;
  const lines = [`${directory}: ${state}${why === null ? "" : `: ${why}`}`];
  if (facts !== null) {
    lines.push(...facts.labels.map((label) => styled(["bold", "yellow"], label)));
    lines.push(
      `party ${facts.party} of ${facts.n}, ${facts.family}, F_${facts.field}`,
      ...(facts.statistical === null ? [] : [`made with s = ${facts.statistical}`]),
      `store ${facts.storeId}, key ${facts.keyId}`,
    );
  }
  lines.push(`mark ${mark ?? "none"}, ${bytes} bytes on disk`);
  const rows = kinds.map((k) =>
    [wordFor(k.kind), k.total, k.used, k.burnt, k.left, k.perBlock, k.bytes].map(String),
  );
  const header = ["kind", "total", "used", "burnt", "left", "block", "bytes"];
  if (rows.length > 0) lines.push("", ...aligned([header, ...rows]));
  return lines.join("\n");
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
