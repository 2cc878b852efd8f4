/** What a validation found, in words for the person who wrote the value. They follow the name of its key. */
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const EXPECTED: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "an integer",
  number: "a number",
  object: "a set of keys with values",
  record: "a set of keys with values",
  string: "text",
  tuple: "a list",
};

/** One line: "an integer is expected, not text", "at most 65535", "is missing". */
export function issueInWords(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return wrongType(issue.expected, issue.message);
    case "too_small":
      return bound("at least", issue.origin, Number(issue.minimum), issue.inclusive !== false);
    case "too_big":
      return bound("at most", issue.origin, Number(issue.maximum), issue.inclusive !== false);
    case "invalid_value":
      return `${issue.values.map(String).join(", ")}: one of these is expected`;
    default:
      return issue.message.replaceAll("\n", " ");
  }
}

function wrongType(expected: string, message: string): string {
  // A message of the schema itself says more than a type.
  if (!message.startsWith("Invalid input")) return message.replaceAll("\n", " ");
  const received = /received (\w+)$/.exec(message)?.[1];
  if (received === "undefined") return "is missing";
  if (received === "null") return "has no value";
  const wanted = `${EXPECTED[expected] ?? expected} is expected`;
  // "not a number" would be wrong: a value that is not an integer may still be a number.
  if (received === undefined || expected === "int") return wanted;
  const hint =
    expected === "string" && /number|boolean/.test(received) ? " (put it in quotes)" : "";
  return `${wanted}, not ${EXPECTED[received] ?? received}${hint}`;
}

function bound(word: string, origin: string, limit: number, inclusive: boolean): string {
  if (!inclusive) return `${word === "at least" ? "more" : "less"} than ${limit}`;
  if (origin === "string" && word === "at least" && limit === 1) return "must not be empty";
  const unit = { string: " characters", array: " entries" }[origin] ?? "";
  return `${word} ${limit}${unit}`;
}
