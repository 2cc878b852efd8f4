/**
 * What a program file may import by name, wherever it lies. "spdz-lab" and "spdz-lab/node" are the running installation
 * itself: it would not know the errors of a second copy. "zod" is the installation's own if the program's folder has none.
 */
// Imported as a whole: a Node that lacks registerHooks must load this file to be told that it is too old.
import * as nodeModule from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";

/** ".ts" from source, ".js" in the package. */
const EXTENSION = extname(import.meta.filename);

const OWN: ReadonlyMap<string, string> = new Map([
  ["spdz-lab", new URL(`../index${EXTENSION}`, import.meta.url).href],
  ["spdz-lab/node", new URL(`../node${EXTENSION}`, import.meta.url).href],
]);

/** The entry of the library that offers what this file of it exports. */
const ENTRY_OF: readonly (readonly [file: RegExp, entry: string])[] = [
  [/^\.\.\/(items\/kinds|online\/(public-)?values|operations\/(mpc|clear))\.[jt]s$/, "spdz-lab"],
  [/^(\.\/data\/\w+|\.\.\/host\/usage-error|\.\/about)\.[jt]s$/, "spdz-lab/node"],
];

let registered = false;

/** From here on programs find these names. Idempotent. */
export function offerImports(): void {
  if (registered) return;
  registered = true;
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      const own = OWN.get(specifier);
      if (own !== undefined) return { url: own, shortCircuit: true };
      if (specifier !== "zod") return next(specifier, context);
      try {
        return next(specifier, context);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
        return next(specifier, { ...context, parentURL: pathToFileURL(import.meta.filename).href });
      }
    },
  });
}

/** A shipped program's text with imports that hold wherever it is copied to. RangeError if one is none of ours. */
export const portableCopy = (text: string): string =>
  text.replace(/(\bfrom\s+")(\.[^"]*)(")/g, (_, before: string, file: string, after: string) => {
    const entry = ENTRY_OF.find(([pattern]) => pattern.test(file));
    if (entry === undefined) throw new RangeError(`no entry of the library offers ${file}`);
    return before + entry[1] + after;
  });
