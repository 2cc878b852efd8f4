import { preprocessingContract } from "../../contracts/preprocessing.ts";
import { uniformityContract } from "../../contracts/uniformity.ts";
import { diskStocks } from "../../support/stocks.ts";

preprocessingContract("stores on disk", diskStocks, { parties: [2] });
uniformityContract("stores on disk", diskStocks, { parties: [2] });
