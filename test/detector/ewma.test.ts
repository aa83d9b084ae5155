import { ewma } from "../../detector/ewma.ts";
import { testDetectorContract } from "./contract.ts";

testDetectorContract(ewma);
