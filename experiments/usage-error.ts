export { UsageError } from "../host/node/usage-error.ts";
