/** Constants of network/. As everywhere, AGREEMENT is equal at all parties, and LOCAL is free. */

/** AGREEMENT. Raised with every change of a frame or of the handshake. Another version is refused by its number. */
export const WIRE_VERSION = 2;

/** AGREEMENT. A large message travels in chunks of this many bytes. Other tags and heartbeats fit between them. */
export const CHUNK_BYTES = 256 * 1024;

/** AGREEMENT. A message of up to this many bytes travels in one frame with its tag. */
export const INLINE_BYTES = 16 * 1024;

/** AGREEMENT. The longest tag, in bytes of UTF-8. */
export const MAX_TAG_BYTES = 1024;

/** AGREEMENT. The longest message, in bytes. A longer announcement is refused before anything is allocated. */
export const MAX_MESSAGE_BYTES = 2 ** 30;

/** AGREEMENT. Large messages that may be under way at once on one link and direction. */
export const MAX_STREAMS = 4;

/** AGREEMENT. The longest greeting (agreement, nonce, identity), in bytes. */
export const MAX_HELLO_BYTES = 64 * 1024;

/** The longest frame, in bytes. */
export const MAX_FRAME_BYTES = CHUNK_BYTES;

/**
 * AGREEMENT. The memory that messages may take at a party before anybody there asks for them, over all its links.
 * Every peer has an equal share of it, whatever the others send, and counts what it sends against that share. A peer
 * that sends more is to blame, and nobody else ever is. A message that was asked for is bounded by its receiver.
 *
 * No honest party waits for ever because of this bound. A sender whose share is used up holds its messages back and
 * says so. Its receiver then names every message that it waits for, as soon as it waits. The sender sends such a
 * message at once, before everything that it holds back, and outside of the share. So no honest party waits for a
 * message that another honest party has and cannot send. Reading never stops: messages that nobody reads never delay
 * a word, a goodbye, a sign of life or an awaited message. What is held back stays in its sender's memory.
 */
export const UNREAD_BYTES = 512 * 2 ** 20;

/** AGREEMENT. A peer's share of UNREAD_BYTES in a session of so many parties. */
export const unreadShare = (parties: number): number => Math.floor(UNREAD_BYTES / (parties - 1));

/**
 * AGREEMENT. How many messages a party that stops may still owe. Each is an opening of a few bytes, so as many openings
 * may be under way at once. They come outside of the party's share, in one frame.
 */
export const MAX_DEBTS = 256;

/** LOCAL. When so much of a share has been taken, its sender is told that it is free again. */
export const REPORTED_SHARE = 1 / 8;

/**
 * AGREEMENT. Bytes that a waiting message counts for, beyond its own bytes and twice those of its tag. An empty message
 * under a tag of its own takes no more of this process. So a flood of empty messages is bounded too.
 */
export const MESSAGE_OVERHEAD_BYTES = 4096;

/**
 * AGREEMENT, although nobody compares it. The slowest link that is admitted. An awaited message may take three
 * deadlines. It may take one second more for every so many bytes of payload that come to us or, as its sender says,
 * to the sender.
 */
export const SLOWEST_BYTES_PER_SECOND = 64 * 1024;

/**
 * LOCAL. Payload adds time to a wait: no more of it than this, and MAX_STREAMS messages as long as the awaited one.
 * The first may lie in buffers before the awaited message, the others take turns with it.
 */
export const MAX_CREDIT_BYTES = 8 * 2 ** 20;

/** LOCAL. More heartbeats than so many times the agreed rate, and a burst, are a flood. */
export const HEARTBEAT_EXCESS = 10;
export const HEARTBEAT_BURST = 100;

/** LOCAL. How long the socket of a peer that is to blame, or silent, is kept for goodbyes. */
export const LINGER_MS = 1000;

/** LOCAL. How many lines a gathering writes about one peer. */
export const MAX_PEER_LINES = 40;

/** LOCAL. How many differences from one peer's configuration are told. */
export const MAX_DIFFERENCES = 20;

/** LOCAL. Characters of all differences in one error. */
export const MAX_DIFFERENCE_TEXT = 4000;

/** LOCAL. Characters of what an error says of its cause. */
export const MAX_DETAIL = 1000;
