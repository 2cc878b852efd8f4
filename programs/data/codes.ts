/** What the texts of a column stand for: numbers of categories, or days of dates. */
import { UsageError } from "../../host/usage-error.ts";

/** A number for each category, as in { M: 1, F: 0 }; or how dates are written, as in "YYYY-MM-DD" or "DD.MM.YYYY". */
export type Code = string | Readonly<Record<string, number>>;

const DAY_MS = 86_400_000;
const PARTS = { YYYY: "(?<YYYY>\\d{4})", MM: "(?<MM>\\d{1,2})", DD: "(?<DD>\\d{1,2})" } as const;

/**
 * Makes a number of a cell's text, or null of a text that has none. Dates become days since 1970-01-01.
 * @throws UsageError if the code itself is none.
 */
export function decoderOf(name: string, code: Code): (cell: string) => number | null {
  if (typeof code === "string") return datesWritten(name, code);
  const bad = Object.entries(code).find(([, value]) => !Number.isFinite(value));
  if (bad !== undefined)
    throw new UsageError(`codes: "${name}": "${bad[0]}" must stand for a finite number`);
  return (cell) => (Object.hasOwn(code, cell) ? code[cell]! : null);
}

function datesWritten(name: string, pattern: string): (cell: string) => number | null {
  const parts = Object.keys(PARTS);
  if (parts.some((part) => pattern.split(part).length !== 2))
    throw new UsageError(
      `codes: "${name}": a number for each category is expected, as in {"yes": 1, "no": 0}, or how dates are written, as in "YYYY-MM-DD"`,
    );
  const literal = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const form = new RegExp(
    `^${literal.replace(/YYYY|MM|DD/g, (part) => PARTS[part as keyof typeof PARTS])}$`,
  );
  return (cell) => {
    const { YYYY, MM, DD } = form.exec(cell)?.groups ?? {};
    if (YYYY === undefined) return null;
    const date = new Date(0);
    date.setUTCFullYear(Number(YYYY), Number(MM) - 1, Number(DD));
    // The 31st of April would be the 1st of May.
    const real = date.getUTCMonth() === Number(MM) - 1 && date.getUTCDate() === Number(DD);
    return real ? date.getTime() / DAY_MS : null;
  };
}

/** For messages: what is known of a column's texts. */
export const describeCode = (code: Code): string =>
  typeof code === "string"
    ? `no date of the form ${code}`
    : `none of ${Object.keys(code)
        .slice(0, 6)
        .map((text) => `"${text}"`)
        .join(", ")}${Object.keys(code).length > 6 ? ", …" : ""}, for which codes has a number`;
