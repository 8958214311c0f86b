/** `resolutions` of a root's package.json: ranges that yarn uses in place of those that packages ask for. */
import { addTo } from "../../../lib/multimap.ts";
import { listTextEntries } from "../../json-object.ts";
import { isPackageName } from "../../package-name.ts";
import type { Manifest } from "../../project/manifest.ts";

/** The name that a pattern ends with: `a/**\/@s/b`, `@s/b@npm:^1.0.0`. */
const LAST_NAME = /(?:^|\/)((?:@[^/@]+\/)?[^/@]+)(?:@[^/]*)?$/;

/** Ranges by the name they are for, wherever the patterns want it below: a lockfile tells which of them was used. */
export function readResolutions(manifest: Manifest | undefined): ReadonlyMap<string, readonly string[]> {
	const resolutions = new Map<string, string[]>();
	if (manifest === undefined) return resolutions;
	for (const [pattern, range] of listTextEntries(manifest.fields, "resolutions")) {
		const [, name] = LAST_NAME.exec(pattern) ?? [];
		if (name !== undefined) addTo(resolutions, name, range);
	}
	return resolutions;
}

/** Names that `resolutions` pin wherever they are asked for, as own code has it; nothing where there are none. */
export function listPinned(manifest: Manifest | undefined): { readonly overrides?: readonly string[] } {
	if (manifest === undefined) return {};
	const patterns = listTextEntries(manifest.fields, "resolutions").map(([pattern]) => pattern.replace(/^\*\*\//, ""));
	const overrides = patterns.filter(isPackageName);
	return overrides.length === 0 ? {} : { overrides };
}
