// Where the bench finds and keeps things.
import { join } from "node:path";

export const BENCH = import.meta.dirname;
export const PROJECT = join(BENCH, "..");
/** Everything that can be made again. */
export const CACHE = join(BENCH, ".cache");
export const COMMAND_LINE = join(PROJECT, "dist/cli/index.js");
export const PUBLIC_API = join(PROJECT, "dist/api/index.js");
/** The real advisory facts that the shipped snapshot is made of: one OSV record a line. */
export const ADVISORIES = join(PROJECT, "advisories/source/npm.ndjson");
/** A folder with package.json and package-lock.json; nothing is installed in it. */
export const LOCKFILE_FOLDER = join(BENCH, "lockfile");
