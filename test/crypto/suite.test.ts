import { portable } from "../../crypto/suite.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { suiteContract } from "../contracts/suite.ts";

suiteContract("noble", portable);
suiteContract("node:crypto", nodeSuite);
