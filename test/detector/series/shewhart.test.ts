import { shewhart } from "../../../detector/series/shewhart.ts";
import { testDetectorContract } from "../contract.ts";

testDetectorContract(shewhart);
