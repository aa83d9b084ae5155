import { shewhart } from "../../detector/shewhart.ts";
import { testDetectorContract } from "./contract.ts";

testDetectorContract(shewhart);
