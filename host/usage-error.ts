/**
 * A user's mistake: a missing file, an unknown column, an argument out of range. The message is one line
 * that names what is wrong and what is allowed; it is shown without a stack trace (exit code 2).
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
