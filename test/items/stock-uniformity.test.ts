import { uniformityContract } from "../contracts/uniformity.ts";
import { memoryStocks } from "../support/stocks.ts";

uniformityContract("a stock in memory", memoryStocks, { parties: [2] });
