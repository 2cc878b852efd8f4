/** Says what is wrong with a config, in one line with the file, its line, the key, and what is allowed there. */
import { z } from "zod";
import { issueInWords } from "../../host/node/validation-words.ts";
import { UsageError } from "../../host/usage-error.ts";
import type { YamlFile } from "./yaml-file.ts";

type Issue = z.core.$ZodIssue;
type Place = readonly PropertyKey[];

/** "x.yaml line 7: matrix.parties: at least 2". */
export function mistakeAt(file: YamlFile, place: Place, words: string): UsageError {
  const key = place.length === 0 ? "content" : place.map(String).join(".");
  return new UsageError(`${file.path} line ${file.lineOf(place)}: ${key}: ${words}`);
}

/** The error for the first mistake in the order of the schema. */
export function explain(file: YamlFile, error: z.ZodError, schema: z.ZodType): UsageError {
  const { issue, place } = innermost(error.issues[0]!, []);
  if (issue.code !== "unrecognized_keys") return mistakeAt(file, place, issueInWords(issue));
  const allowed = keysAt(schema, place);
  const words = allowed.length === 0 ? "" : `; there are: ${allowed.join(", ")}`;
  return mistakeAt(file, [...place, issue.keys[0]!], `there is no such key${words}`);
}

/** For a union, the issue of the member that the value resembles most. Its type alone does not rule that member out. */
function innermost(issue: Issue, before: Place): { issue: Issue; place: Place } {
  const place = [...before, ...issue.path];
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return { issue, place };
  const deep = issue.errors.find((issues) => {
    const first = issues[0];
    return first !== undefined && !(first.code === "invalid_type" && first.path.length === 0);
  });
  const meant =
    issue.errors.find((issues) => (issues[0]?.path.length ?? 0) > 0) ??
    issue.errors.find((issues) => issues[0]?.code === "unrecognized_keys") ??
    deep;
  return meant === undefined ? { issue, place } : innermost(meant[0]!, place);
}

/** Keys of the mapping at `place`; none if there is no mapping with fixed keys there. */
function keysAt(schema: z.core.$ZodType, place: Place): string[] {
  let at: z.core.$ZodType | null = bare(schema);
  for (const step of place) {
    if (at instanceof z.ZodObject) at = at.shape[String(step)] ?? null;
    else if (at instanceof z.ZodArray) at = at.element;
    else return [];
    if (at === null) return [];
    at = bare(at);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** The schema without the wrappers for optional keys; for a union, its mapping. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return bare(schema.unwrap());
  if (schema instanceof z.ZodUnion)
    return schema.options.find((option) => option instanceof z.ZodObject) ?? schema;
  return schema;
}
