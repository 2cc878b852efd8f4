import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskFiles } from "../../../host/node/stock/files.ts";
import { filesContract } from "../../contracts/files.ts";
import { FailingDisk } from "./failing-disk.ts";

filesContract("the disk", (t) => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "spdz-files-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { files: diskFiles, folder };
});

filesContract("the disk that can fail", () => ({
  files: new FailingDisk().host().files,
  folder: "/disk",
}));
