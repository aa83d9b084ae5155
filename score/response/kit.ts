import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { ResponsePicture } from "../../domain/response/picture.ts";
import { responsePoint } from "../../domain/response/picture.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { PointColumns } from "../../domain/results/picture.ts";
import type { ScoreKit } from "../source.ts";
import { responseFloor } from "./floor.ts";

export const responseScore: ScoreKit<ResponseObservation, ResponseScenario, ResponsePicture> = {
  subjects: [],
  pictureCollector: () => {
    const series = new PointColumns();
    return {
      add: (row) => series.add(responsePoint(row)),
      finish: () => ({ source: "response", series }),
    };
  },
  floorOf: responseFloor,
};
