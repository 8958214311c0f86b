/** fnsift's public API. */
export * from "./model.ts";
