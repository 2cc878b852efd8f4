/** The experiments that the repository ships. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../../host/usage-error.ts";

const FOLDER = fileURLToPath(new URL("../configs/", import.meta.url));

export interface Shipped {
  readonly name: string;
  /** The path of its config. */
  readonly path: string;
}

/**
 * All in the order of their names, or those of `only` in the order given.
 * @throws UsageError if there are none, as in an installed package, or for an unknown name.
 */
export function shippedExperiments(only: readonly string[] = []): Shipped[] {
  if (!existsSync(FOLDER))
    throw new UsageError("the experiments come with the repository, not with the package");
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
  const wrong = only.find((name) => !names.includes(name));
  if (wrong !== undefined)
    throw new UsageError(`no experiment "${wrong}"; there are ${names.join(", ")}`);
  return (only.length > 0 ? only : names).map((name) => ({
    name,
    path: join(FOLDER, `${name}.yaml`),
  }));
}

/**
 * The path of a shipped config, given its name; a path is returned unchanged. @throws UsageError for an unknown name.
 */
export const configNamed = (nameOrPath: string): string =>
  /[./\\]/.test(nameOrPath) || existsSync(nameOrPath)
    ? nameOrPath
    : shippedExperiments([nameOrPath])[0]!.path;
