import { focus } from "../../../detector/series/focus.ts";
import { testDetectorContract } from "../contract.ts";

testDetectorContract(focus);
