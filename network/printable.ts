/**
 * Another party's text, made safe for a log, an error or a report. It cannot control a terminal, hide text or reverse
 * it. Control characters, those of direction included, and characters without a width are shown as U+FFFD.
 */

/** LOCAL. How many characters of a peer's text are shown. */
const MAX_SHOWN = 100;

/** \p{C}: controls, formats and unassigned characters. \p{Z}: all blanks and ends of lines. */
const UNSHOWABLE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

export function printable(text: string, most = MAX_SHOWN): string {
  // No more of the text is read than may be shown. The limit counts code points, so none is cut in two.
  const shown = [...text.slice(0, 2 * most + 2)];
  const cut = shown.length > most || text.length > 2 * most + 2;
  const clean = shown.slice(0, most).join("").replace(UNSHOWABLE, "\ufffd");
  return cut ? `${clean}…` : clean;
}

/** The first of `lines` that take no more than `room` characters. A last line says how many are left out. */
export function firstOf(lines: readonly string[], room: number): readonly string[] {
  let [count, used] = [0, 0];
  while (count < lines.length && (count === 0 || used + lines[count]!.length <= room))
    used += lines[count++]!.length;
  const rest = lines.length - count;
  return rest === 0 ? lines : [...lines.slice(0, count), `and ${rest} more`];
}
