/** `--online`: the OSV web API in the place of a database file. What is sent is said before anything is. */
import { join } from "node:path";
import { DEFAULT_API, openApi } from "../../advisories/api.ts";
import { UsageError } from "../../errors.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import { VERSION } from "../../lib/version.ts";
import { openAnswerCache } from "../../net/answer-cache.ts";
import type { AdvisoryIndex, Progress } from "../../ports.ts";
import { isUrl, type TargetCommandOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { toCacheFolder } from "./databases.ts";
import { readProxy } from "./npmrc-files.ts";

/** The address is that of `--osv-api`, else of FNSIFT_OSV_API, else OSV's own. */
export async function openOnline(
	options: TargetCommandOptions,
	progress: Progress,
	terminal: Terminal,
): Promise<AdvisoryIndex> {
	if (options.db !== undefined) throw new UsageError("--online and --db exclude each other.", "Give one of them.");
	return openApi({
		url: options.osvApi ?? findAddress(terminal.env),
		proxy: await readProxy(terminal),
		userAgent: `fnsift/${VERSION}`,
		cache: openAnswerCache(join(toCacheFolder(terminal.env), "osv")),
		progress,
		onFirstCall: (host) => {
			if (options.quiet) return;
			terminal.err(
				`fnsift: --online sends names and versions of packages to ${toSafeText(host)}.\n  Those of private registries, git, files and workspaces are not sent.\n`,
			);
		},
	});
}

function findAddress({ FNSIFT_OSV_API: address }: Terminal["env"]): string {
	if (!address) return DEFAULT_API;
	if (isUrl(address)) return address;
	throw new UsageError(
		"FNSIFT_OSV_API is no address.",
		"Give one that begins with https:// and holds no credentials, or leave it unset.",
	);
}
