import { guard } from "../../detector/guard.ts";
import { testDetectorContract } from "./contract.ts";

testDetectorContract(guard);
