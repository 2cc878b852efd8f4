/**
 * Another party's text, for a log, an error or a report: it commands no terminal, hides nothing and turns
 * nothing around. Controls, directional ones among them, and whatever takes no room are shown as U+FFFD.
 */

/** LOCAL. Characters of one text of a peer that are shown. */
const MAX_SHOWN = 100;

/** \p{C}: controls, formats, what is not assigned; \p{Z}: all blanks, and ends of lines. */
const UNSHOWABLE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

export function printable(text: string, most = MAX_SHOWN): string {
  // No more is looked at than may be shown, counted in characters: none is cut in two.
  const shown = [...text.slice(0, 2 * most + 2)];
  const cut = shown.length > most || text.length > 2 * most + 2;
  const clean = shown.slice(0, most).join("").replace(UNSHOWABLE, "\ufffd");
  return cut ? `${clean}…` : clean;
}

/** The first of `lines` that take no more than `room` characters; how many are left out stands at the end. */
export function firstOf(lines: readonly string[], room: number): readonly string[] {
  let [count, used] = [0, 0];
  while (count < lines.length && (count === 0 || used + lines[count]!.length <= room))
    used += lines[count++]!.length;
  const rest = lines.length - count;
  return rest === 0 ? lines : [...lines.slice(0, count), `and ${rest} more`];
}
