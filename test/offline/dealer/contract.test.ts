import { preprocessingContract } from "../../contracts/preprocessing.ts";
import { localDealer, servedDealer } from "../../support/dealers.ts";

preprocessingContract("the dealer in one process", localDealer);
preprocessingContract("the dealer as a party", servedDealer);
