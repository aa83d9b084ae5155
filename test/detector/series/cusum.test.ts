import { cusum } from "../../../detector/series/cusum.ts";
import { testDetectorContract } from "../contract.ts";

testDetectorContract(cusum);
