import { pageHinkley } from "../../detector/page-hinkley.ts";
import { testDetectorContract } from "./contract.ts";

testDetectorContract(pageHinkley);
