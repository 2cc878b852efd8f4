/** Refuses options that an operation does not have: a misspelt one would count for nothing, and nobody would know. */

/** TypeError naming `what` unless the options are an object with no other keys than these. */
export function assertOptions<O extends object>(
  what: string,
  options: O | undefined,
  ...keys: readonly (keyof O & string)[]
): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new TypeError(`${what}: options are an object, { ${keys.join(", ")} }`);
  const unknown = Object.keys(options).find((key) => !(keys as readonly string[]).includes(key));
  if (unknown !== undefined)
    throw new TypeError(
      `${what}: no option ${JSON.stringify(unknown)}; there are: ${keys.join(", ")}`,
    );
}
