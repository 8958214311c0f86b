/** Which advisory data a scan uses: `--db`, else the local database, else the shipped snapshot. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import envPaths from "env-paths";
import { SHIPPED_DATABASE } from "../../advisories/shipped.ts";
import { openDatabase } from "../../advisories/store.ts";
import type { AdvisoryIndex } from "../../ports.ts";
import type { Terminal } from "../terminal.ts";

export interface DatabaseChoice {
	readonly path: string;
	readonly source: "snapshot" | "local";
}

/** The first there is; a local database that is damaged is an error when it is opened, never passed over. */
export function chooseDatabase(option: string | undefined, env: Terminal["env"]): DatabaseChoice {
	if (option !== undefined) return { path: option, source: "local" };
	const local = toLocalDatabase(env);
	return existsSync(local) ? { path: local, source: "local" } : { path: SHIPPED_DATABASE, source: "snapshot" };
}

/** What `fnsift db update` makes. */
export function toLocalDatabase(env: Terminal["env"]): string {
	return join(toCacheFolder(env), "advisories.fnsiftdb");
}

/** Where the platform keeps caches; FNSIFT_CACHE_DIR says otherwise. */
export function toCacheFolder(env: Terminal["env"]): string {
	return env.FNSIFT_CACHE_DIR || envPaths("fnsift", { suffix: "" }).cache;
}

export function openAdvisories(option: string | undefined, env: Terminal["env"]): AdvisoryIndex {
	const { path, source } = chooseDatabase(option, env);
	return openDatabase(path, source);
}
