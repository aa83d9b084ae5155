import { cusum } from "../../detector/cusum.ts";
import { testDetectorContract } from "./contract.ts";

testDetectorContract(cusum);
