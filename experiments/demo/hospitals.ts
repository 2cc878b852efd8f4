/** The demo's data: one file per hospital. Each holds the hospital's own columns and nothing else. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../host/node/temporary-folder.ts";
import { dataFile, readTable, type Table } from "../../programs/data/table.ts";
import { blockOf, FEATURES } from "../../programs/hospital-logistic-regression.ts";

export interface Hospitals {
  /** All data in one place, for the comparison in the clear. No party gets it. */
  readonly table: Table;
  /** Path with "{party}" for the number. */
  readonly file: string;
  remove(): void;
}

/** Splits the data by columns among n hospitals; `labelHolder` also gets the diagnoses. */
export function splitAmongHospitals(n: number, labelHolder: number): Hospitals {
  const table = readTable(dataFile("breast-cancer-wisconsin.csv"), 0);
  const folder = temporaryFolder("spdz-hospitals-");
  for (let party = 0; party < n; party++) {
    const names = [...blockOf(FEATURES, party, n), ...(party === labelHolder ? ["benign"] : [])];
    const at = names.map((name) => table.names.indexOf(name));
    const lines = [names, ...table.cells.map((row) => at.map((i) => row[i]!))];
    writeFileSync(
      join(folder, `hospital-${party}.csv`),
      `${lines.map((line) => line.join(",")).join("\n")}\n`,
      { mode: 0o600 },
    );
  }
  return {
    table,
    file: join(folder, "hospital-{party}.csv"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
