/** The user's own .npmrc files: project, user and global, the one that wins first. A file that is not there is empty. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { ProxySettings } from "../../net/request.ts";
import { parseProxy } from "../../registry/npm-config.ts";
import type { Terminal } from "../terminal.ts";

export async function readNpmrcFiles({ env, cwd }: Pick<Terminal, "env" | "cwd">): Promise<readonly string[]> {
	const user = env.npm_config_userconfig ?? env.NPM_CONFIG_USERCONFIG ?? join(homedir(), ".npmrc");
	const global = env.npm_config_globalconfig ?? join(dirname(dirname(process.execPath)), "etc", "npmrc");
	return await Promise.all([join(cwd, ".npmrc"), user, global].map(readOptional));
}

/** The proxy of npm's configuration or of HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export async function readProxy(terminal: Pick<Terminal, "env" | "cwd">): Promise<ProxySettings> {
	return parseProxy(await readNpmrcFiles(terminal), terminal.env);
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
