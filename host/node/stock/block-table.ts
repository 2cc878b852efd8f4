/** Which items of a kind lie in which block of its segment, and where. All in plain numbers. */
import { TAG_BYTES } from "./ratchet.ts";

/** A batch starts a block of its own: its last block may be short. */
interface Placed {
  readonly firstItem: number;
  readonly firstBlock: number;
  readonly items: number;
}

export class BlockTable {
  /** Items of a full block. */
  readonly perBlock: number;
  readonly #itemBytes: number;
  #batches: Placed[] = [];
  /** Items and blocks in all. */
  items = 0;
  blocks = 0;

  /** `sharedBytes`: bytes per item without what only one party has, so that all parties cut alike. */
  constructor(itemBytes: number, sharedBytes: number, blockBytes: number) {
    this.#itemBytes = itemBytes;
    this.perBlock = Math.max(1, Math.floor(blockBytes / sharedBytes));
  }

  /** This table with one more batch; it stays as it is itself. */
  after(items: number): BlockTable {
    const longer = new BlockTable(this.#itemBytes, 1, this.perBlock);
    longer.#batches = [...this.#batches];
    longer.items = this.items;
    longer.blocks = this.blocks;
    longer.append(items);
    return longer;
  }

  append(items: number): void {
    this.#batches.push({ firstItem: this.items, firstBlock: this.blocks, items });
    this.items += items;
    this.blocks += Math.ceil(items / this.perBlock);
  }

  /** The first item of a block; the number of all items for the block after the last. */
  firstItem(block: number): number {
    const batch = this.#batches.findLast((b) => b.firstBlock <= block);
    if (batch === undefined || block >= this.blocks) return this.items;
    return batch.firstItem + (block - batch.firstBlock) * this.perBlock;
  }

  itemsIn(block: number): number {
    return this.firstItem(block + 1) - this.firstItem(block);
  }

  /** The first block none of whose items lies below `item`. */
  blockFrom(item: number): number {
    const batch = this.#batches.findLast((b) => b.firstItem < item);
    if (batch === undefined) return 0;
    const within = Math.ceil(Math.min(item - batch.firstItem, batch.items) / this.perBlock);
    return batch.firstBlock + within;
  }

  /** Where a block begins in its segment. */
  offset(block: number): number {
    return this.firstItem(block) * this.#itemBytes + Math.min(block, this.blocks) * TAG_BYTES;
  }

  /** Bytes of the segment. */
  get bytes(): number {
    return this.offset(this.blocks);
  }
}
