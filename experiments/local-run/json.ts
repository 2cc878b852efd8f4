/** A program's result as it travels between processes and is printed; bigints as decimal text. */
export const asJson = (result: unknown): unknown =>
  JSON.parse(
    JSON.stringify(result ?? null, (_, x: unknown) => (typeof x === "bigint" ? String(x) : x)),
  );
