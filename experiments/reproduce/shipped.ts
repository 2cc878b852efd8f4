/** The experiments that the repository ships. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../../host/usage-error.ts";

const FOLDER = fileURLToPath(new URL("../configs/", import.meta.url));

export interface Shipped {
  readonly name: string;
  /** Of its config. */
  readonly path: string;
}

/**
 * By name; those of `only`, in their order, where some are named.
 * @throws UsageError where there are none, as in an installed package, or for a name that is not among them.
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

/** The config of one that ships, by its name; any other path as it is. @throws UsageError for a name of none. */
export const configNamed = (nameOrPath: string): string =>
  /[./\\]/.test(nameOrPath) || existsSync(nameOrPath)
    ? nameOrPath
    : shippedExperiments([nameOrPath])[0]!.path;
