/** The bytes of hexadecimal text. */
export const bytesFromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** A copy with bit 0 of byte `at` flipped; negative counts from the end. */
export function flipped(message: Uint8Array, at = 0): Uint8Array {
  const out = message.slice();
  out[at < 0 ? out.length + at : at]! ^= 1;
  return out;
}
