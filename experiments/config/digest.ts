/** One digest of what a config measures. It leaves out how figures are shown, because that may change afterwards. */
import { createHash } from "node:crypto";
import { canonical, type JsonValue } from "../../online/value.ts";

/** Keys of a config that say how figures are shown, and what is claimed of them. */
const SHOWN = ["report", "findings"] as const;

type Content = Readonly<Record<string, JsonValue>>;

/**
 * SHA-256, hexadecimal, of what a config's file holds, without the keys SHOWN. Order, comments and layout do not count.
 */
export const measuredDigest = (content: unknown): string => sha256(canonical(measured(content)));

/** Whether a folder's digest is that of its config: of what is measured, or, in older folders, of the whole text. */
export const isDigestOf = (digest: string, text: string, content: unknown): boolean =>
  digest === measuredDigest(content) || digest === sha256(text);

/** The first key of two configs in which they measure something else; null if there is none. */
export function measuredDifference(a: unknown, b: unknown): string | null {
  const [x, y] = [measured(a), measured(b)];
  const keys = [...Object.keys(x), ...Object.keys(y)];
  const differs = (key: string) => canonical(x[key] ?? null) !== canonical(y[key] ?? null);
  return keys.find(differs) ?? null;
}

const measured = (content: unknown): Content =>
  Object.fromEntries(
    Object.entries((content ?? {}) as Content).filter(([key]) => !SHOWN.some((k) => k === key)),
  );

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
