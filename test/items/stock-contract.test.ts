import { preprocessingContract } from "../contracts/preprocessing.ts";
import { memoryStocks } from "../support/stocks.ts";

preprocessingContract("a stock in memory", memoryStocks, { parties: [2, 3] });
