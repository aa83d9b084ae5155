/** The part of undici that the transport needs; undici has types only for the whole package. */
declare module "undici/lib/dispatcher/client.js" {
  import { Client } from "undici";

  export default Client;
}
