/**
 * The bytes that a message takes on an Ethernet link between two parties: frames (network/framing.ts), WebSocket, TLS
 * 1.3, TCP with timestamps, IPv4. Acknowledgements in the other direction are small and not counted.
 */
import { CHUNK_BYTES, INLINE_BYTES } from "../../network/limits.ts";

/** Type and counter; a tag's length; stream and total. */
const HEAD = 5;
const TAG = 2;
const STREAM = 4;
const TOTAL = 4;
/** The most overhead of a WebSocket frame. The average of both directions, one of which masks, differs by 2. */
const WEBSOCKET = 8;
const TLS_RECORD = 16 * 1024;
const TLS = 22;
/** Payload of a segment, and its headers: 14 bytes Ethernet, 20 IP, 32 TCP. */
const SEGMENT = 1448;
const SEGMENT_HEADER = 66;

/** Bytes on the link for a message of so many bytes under this tag. */
export function wireBytes(payload: number, tag: string): number {
  const encoded = framed(payload, tag.length);
  const encrypted = encoded + TLS * Math.max(1, Math.ceil(encoded / TLS_RECORD));
  return encrypted + SEGMENT_HEADER * Math.ceil(encrypted / SEGMENT);
}

function framed(payload: number, tag: number): number {
  if (payload <= INLINE_BYTES) return WEBSOCKET + HEAD + TAG + tag + payload;
  const parts = Math.ceil(payload / CHUNK_BYTES);
  const first = HEAD + STREAM + TOTAL + TAG + tag;
  return first + (parts - 1) * (HEAD + STREAM) + 2 * parts * WEBSOCKET + payload;
}
