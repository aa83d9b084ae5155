/** The part of undici that a plain request needs; undici has types for its whole only. */
declare module "undici/lib/dispatcher/pool.js" {
  import { Pool } from "undici";

  export default Pool;
}
