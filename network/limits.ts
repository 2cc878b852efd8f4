/** Constants of network/, sorted as everywhere: AGREEMENT (alike at all parties), LOCAL (free). */

/** AGREEMENT. Raised with every change of a frame or of the handshake; others are refused by name. */
export const WIRE_VERSION = 2;

/** AGREEMENT. A message travels in pieces of this many bytes, between which other tags and heartbeats fit. */
export const CHUNK_BYTES = 256 * 1024;

/** AGREEMENT. Up to here a message travels in one frame with its tag. */
export const INLINE_BYTES = 16 * 1024;

/** AGREEMENT. The longest tag, in UTF-8. */
export const MAX_TAG_BYTES = 1024;

/** AGREEMENT. The longest message: an announcement beyond it is refused before anything is allocated. */
export const MAX_MESSAGE_BYTES = 2 ** 30;

/** AGREEMENT. Large messages that may be under way at once on one link and direction. */
export const MAX_STREAMS = 4;

/** AGREEMENT. The longest greeting (agreement, nonce, identity). */
export const MAX_HELLO_BYTES = 64 * 1024;

/** The longest frame there is. */
export const MAX_FRAME_BYTES = CHUNK_BYTES;

/**
 * AGREEMENT. What has come over all links of a party together, and nobody here has asked for yet, takes no more
 * memory than this. Every peer has an equal share of it, whatever the others send, and counts against it what it
 * sends; who sends more is to blame, and nobody else ever is. What has been asked for is bounded by who asks.
 *
 * No honest party waits for ever behind this bound. A sender whose share is used up holds its messages back and
 * says so; its receiver then names what it waits for, whatever that is and as soon as it does, and that is sent
 * at once, past everything that is held back and outside of the share. So of two honest parties one never waits
 * for a message that the other has and cannot send. Reading never stops: a word, a goodbye, a sign of life and
 * an awaited message are never behind what nobody reads. What is held back stays with who made it.
 */
export const UNREAD_BYTES = 512 * 2 ** 20;

/** AGREEMENT. A peer's share of it in a session of so many parties. */
export const unreadShare = (parties: number): number => Math.floor(UNREAD_BYTES / (parties - 1));

/**
 * AGREEMENT. Messages that a party that stops may still owe, each an opening of a few bytes: as many openings may be
 * under way at once. They come outside of its share, in one frame.
 */
export const MAX_DEBTS = 256;

/** LOCAL. How much of a share is taken before its sender is told that it is free again. */
export const REPORTED_SHARE = 1 / 8;

/**
 * AGREEMENT. What a waiting message counts for beyond its bytes and, twice, its tag's: no less than an empty one
 * under a tag of its own takes of this process, so that a flood of them is bounded too.
 */
export const MESSAGE_OVERHEAD_BYTES = 4096;

/**
 * AGREEMENT, though nobody compares it: the slowest link that is admitted. An awaited message may take three
 * deadlines, and one second more for so much payload that comes to us, or, as it says, to its sender.
 */
export const SLOWEST_BYTES_PER_SECOND = 64 * 1024;

/**
 * LOCAL. No more payload than this, and MAX_STREAMS messages as long as the awaited one, buys time: what may
 * lie in buffers before it, and what takes turns with it.
 */
export const MAX_CREDIT_BYTES = 8 * 2 ** 20;

/** LOCAL. Heartbeats beyond so many times the agreed rate, and a burst, are a flood. */
export const HEARTBEAT_EXCESS = 10;
export const HEARTBEAT_BURST = 100;

/** LOCAL. How long the socket of a peer that is to blame, or silent, may take to say goodbye. */
export const LINGER_MS = 1000;

/** LOCAL. Lines that a gathering writes about one peer. */
export const MAX_PEER_LINES = 40;

/** LOCAL. Differences from one peer's configuration that are told. */
export const MAX_DIFFERENCES = 20;

/** LOCAL. Characters of all differences in one error. */
export const MAX_DIFFERENCE_TEXT = 4000;

/** LOCAL. Characters of what an error says of its cause. */
export const MAX_DETAIL = 1000;
