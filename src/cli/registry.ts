/** The registry of the user's npm configuration: project, user and global .npmrc, then npm_config_ variables. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { VERSION } from "../lib/version.ts";
import { openAnswerCache } from "../net/answer-cache.ts";
import type { Registry } from "../ports.ts";
import { createRegistry } from "../registry/client.ts";
import { DEFAULT_REGISTRY } from "../registry/default-registry.ts";
import { parseNpmConfig } from "../registry/npm-config.ts";
import { toCacheFolder } from "./databases.ts";
import type { Terminal } from "./terminal.ts";

export async function createUserRegistry({ env, cwd }: Terminal): Promise<Registry> {
	const user = env.npm_config_userconfig ?? env.NPM_CONFIG_USERCONFIG ?? join(homedir(), ".npmrc");
	const global = env.npm_config_globalconfig ?? join(dirname(dirname(process.execPath)), "etc", "npmrc");
	const files = await Promise.all([join(cwd, ".npmrc"), user, global].map(readOptional));
	const { endpointFor, proxy } = parseNpmConfig(files, env, DEFAULT_REGISTRY);
	return createRegistry({
		endpointFor,
		proxy,
		userAgent: `fnsift/${VERSION}`,
		cache: openAnswerCache(join(toCacheFolder(env), "registry")),
	});
}

async function readOptional(path: string): Promise<string> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		// A configuration file that is not there, or not ours to read, configures nothing: npm does the same.
		if (error instanceof Error && "code" in error) return "";
		throw error;
	}
}
