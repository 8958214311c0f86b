/** The registry of the user's npm configuration: project, user and global .npmrc, then npm_config_ variables. */
import { join } from "node:path";
import { VERSION } from "../../lib/version.ts";
import { openAnswerCache } from "../../net/answer-cache.ts";
import type { Registry } from "../../ports.ts";
import { createRegistry } from "../../registry/client.ts";
import { DEFAULT_REGISTRY } from "../../registry/default-registry.ts";
import { parseNpmConfig } from "../../registry/npm-config.ts";
import type { Terminal } from "../terminal.ts";
import { toCacheFolder } from "./databases.ts";
import { readNpmrcFiles } from "./npmrc-files.ts";

export async function createUserRegistry({ env, cwd }: Terminal): Promise<Registry> {
	const files = await readNpmrcFiles({ env, cwd });
	const { endpointFor, proxy } = parseNpmConfig(files, env, DEFAULT_REGISTRY);
	return createRegistry({
		endpointFor,
		proxy,
		userAgent: `fnsift/${VERSION}`,
		cache: openAnswerCache(join(toCacheFolder(env), "registry")),
	});
}
