/** The part of undici that the transport needs; undici has types only for the whole package. */
declare module "undici/lib/dispatcher/pool.js" {
  import { Pool } from "undici";

  export default Pool;
}
