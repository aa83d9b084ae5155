type Dye = (text: string) => string;

/** Colours for a terminal. */
export interface Paint {
  readonly bold: Dye;
  readonly dim: Dye;
  readonly red: Dye;
  readonly green: Dye;
  readonly yellow: Dye;
}

const plain: Dye = (text) => text;

/** No colours: for files and pipes. */
export const plainPaint: Paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain };
