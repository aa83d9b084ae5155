import { cusum } from "../../../detector/series/cusum.ts";
import { ewma } from "../../../detector/series/ewma.ts";
import { pageHinkley } from "../../../detector/series/page-hinkley.ts";
import { shewhart } from "../../../detector/series/shewhart.ts";
import { testDetectorContract } from "../contract.ts";

for (const definition of [cusum, ewma, pageHinkley, shewhart]) testDetectorContract(definition);
