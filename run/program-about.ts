/** What a program says about itself, asked before anything is started: what it needs, and what it refuses. */

import { UsageError } from "../host/usage-error.ts";
import { parseKind } from "../items/kinds.ts";
import { type About, parseArguments } from "../programs/about.ts";

/** A user's program may say less than those that ship: without a schema its arguments come as they are. */
export type ProgramAbout = Partial<
  Pick<About<unknown>, "name" | "does" | "schema" | "needs" | "outputs" | "check">
>;

/** Null if the module exports none. @throws UsageError naming what is wrong with it. */
export function readAbout(path: string, about: unknown): ProgramAbout | null {
  if (about === undefined) return null;
  const wrong = (what: string) => new UsageError(`${path}: its export "about" ${what}`);
  if (typeof about !== "object" || about === null) throw wrong("is no object");
  const { needs, outputs, check, schema } = about as Record<string, unknown>;
  if (needs !== undefined && typeof needs !== "function")
    throw wrong('has "needs", which is no function (args, n) => Map');
  if (outputs !== undefined && typeof outputs !== "function")
    throw wrong('has "outputs", which is no function (output, length) => numbers or null');
  if (check !== undefined && typeof check !== "function")
    throw wrong('has "check", which is no function (args, self, n) => void');
  if (schema !== undefined && typeof (schema as { safeParse?: unknown })?.safeParse !== "function")
    throw wrong('has "schema", which is no schema of zod');
  return about;
}

export interface Described {
  readonly name: string;
  readonly about: ProgramAbout | null;
}

/**
 * What the program states that a run with these arguments takes from preprocessing, or null: then a plan tells.
 * @throws UsageError if the arguments are wrong, or what the program says is no count of items.
 */
export function statedNeeds(
  program: Described,
  args: unknown,
  n: number,
): Map<string, number> | null {
  const { name, about } = program;
  const parsed = argumentsOf(program, args);
  if (about?.needs === undefined) return null;
  const needs: unknown = about.needs(parsed, n);
  const wrong = (what: string) => new UsageError(`${name}: about.needs: ${what}`);
  if (!(needs instanceof Map)) throw wrong("a Map from kinds of items to counts is expected");
  for (const [kind, count] of needs) {
    if (!Number.isSafeInteger(count) || count < 0) throw wrong(`${count} items of ${kind}`);
    try {
      parseKind(kind);
    } catch (error) {
      throw wrong((error as Error).message);
    }
  }
  return needs;
}

/** UsageError if the program refuses what party `self` brings: its arguments, its files. */
export function checkOwn(program: Described, args: unknown, self: number, n: number): void {
  const parsed = argumentsOf(program, args);
  try {
    program.about?.check?.(parsed, self, n);
  } catch (cause) {
    if (cause instanceof UsageError || !(cause instanceof Error)) throw cause;
    throw new UsageError(`${program.name}: ${cause.message}`, { cause });
  }
}

function argumentsOf({ name, about }: Described, args: unknown): unknown {
  const { schema } = about ?? {};
  return schema === undefined ? args : parseArguments({ name: about?.name ?? name, schema }, args);
}
