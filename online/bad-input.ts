/** Values that their owner cannot input: not those that it declared, or no numbers. The message never holds one. */
export class BadInput extends RangeError {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
