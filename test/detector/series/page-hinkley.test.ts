import { pageHinkley } from "../../../detector/series/page-hinkley.ts";
import { testDetectorContract } from "../contract.ts";

testDetectorContract(pageHinkley);
