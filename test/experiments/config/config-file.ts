import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { ownTemporaryFolder } from "../../run/leftovers.ts";

const root = ownTemporaryFolder();

/** What every test config has unless it says otherwise. */
export const TINY = {
  name: "tiny",
  question: "Does it run?",
  program: "mult3",
  matrix: { parties: [2, 3], network: ["localhost"], security: ["plain", "additive+dealer"] },
  virtual: { when: "never" },
  repetitions: 2,
  warmup: 0,
  seed: 3,
  deadline: "2s",
};

/** Its path, in a folder of its own. */
export function configFile(content: object | string, name = "config.yaml"): string {
  const path = join(mkdtempSync(join(root, "config-")), name);
  writeFileSync(path, typeof content === "string" ? content : stringify(content));
  return path;
}

/** TINY with other keys. */
export const tiny = (changes: object = {}): string => configFile({ ...TINY, ...changes });
