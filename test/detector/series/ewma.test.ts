import { ewma } from "../../../detector/series/ewma.ts";
import { testDetectorContract } from "../contract.ts";

testDetectorContract(ewma);
