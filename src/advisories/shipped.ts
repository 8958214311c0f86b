/** Where the shipped data is. `src/advisories/` and the folders of dist/ are equally deep, so one address serves both. */
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export const SHIPPED_DATABASE = join(ROOT, "advisories", "npm.fnsiftdb");
export const SHIPPED_POPULARITY = join(ROOT, "advisories", "popular-npm.txt");
