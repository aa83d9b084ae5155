import { expect, test } from "vitest";
import { lossPicture } from "../../../report/svg/training.ts";
import { passText } from "../../../report/text/losses.ts";

const epochs = [8, 2, 1, 1.2].map((validationLoss, at) => ({
  epoch: at + 1,
  loss: 10 / (at + 1),
  validationLoss,
}));

test("the picture of a training has two curves, and says which pass the model is of", () => {
  const svg = lossPicture("autoencoder", epochs);

  expect(svg.match(/<polyline /gu)).toHaveLength(2);
  expect(svg).toContain("Training of autoencoder");
  expect(svg).toContain(
    "The model is that of pass 3, where rows that are kept back have their lowest loss, 1.",
  );
});

test("a picture of losses of 0 has finite places", () => {
  const svg = lossPicture("autoencoder", [{ epoch: 1, loss: 0, validationLoss: 0 }]);

  expect(svg).not.toMatch(/NaN|Infinity/u);
});

test("progress has the number of the pass, its loss and a bar for each pass", () => {
  expect(passText(epochs)).toBe("pass 4, loss 1.2 █▃▂▂");
});
