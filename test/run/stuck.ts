/** Waits for what nothing will ever settle. */
export default async () => new Promise(() => undefined);
