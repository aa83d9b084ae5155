import { focus } from "../../detector/focus.ts";
import { testDetectorContract } from "./contract.ts";

testDetectorContract(focus);
