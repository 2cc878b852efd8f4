export { UsageError } from "../host/usage-error.ts";
