/** Finding attacks: by the name of one that ships, or by the path of a user's file. No honest party's process loads this. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Attack } from "../attacks/attack.ts";
import { ATTACKS } from "../attacks/attacks.ts";
import { UsageError } from "../host/usage-error.ts";
import { whyNotLoaded } from "./load-error.ts";

export const attackNames = (): string[] => ATTACKS.map(({ name }) => name).sort();

/** @throws UsageError if there is none, it does not load, or it is none. */
export async function loadAttack(nameOrPath: string): Promise<Attack> {
  const shipped = ATTACKS.find(({ name }) => name === nameOrPath);
  if (shipped !== undefined) return shipped;
  const path = resolve(nameOrPath);
  if (!/[./\\]/.test(nameOrPath) || !existsSync(path))
    throw new UsageError(
      `no attack "${nameOrPath}": neither a file nor one of ${attackNames().join(", ")}`,
    );
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(`it threw ${String(cause)}`);
    throw new UsageError(`${path} does not load: ${whyNotLoaded(path, error)}`, { cause });
  }
  const records = Object.values(module).filter(isAttack);
  if (records.length !== 1)
    throw new UsageError(`${path} is no attack: it exports ${records.length} records of one`);
  return records[0]!;
}

const isAttack = (value: unknown): value is Attack =>
  typeof value === "object" && value !== null && "corrupt" in value && "expect" in value;
