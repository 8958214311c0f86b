/** Paths as reports for other programs write them: relative to the root of the sources, the same on every machine. */
import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { PathBase } from "../define.ts";

/**
 * A target or layer as its path below the root of the sources, `/`-separated, never absolute and never leading upwards:
 * what lies outside the sources is its own name alone. `"."` is the root itself. An ARN becomes a path of its parts.
 */
export function toArtifactPath(target: string, base: PathBase | undefined): string {
	if (target.startsWith("arn:")) return toSafeExcerpt(target.split(":").filter(Boolean).join("/"), LONGEST_PATH);
	const path = base === undefined ? target : relative(base.root, resolve(base.cwd, target));
	const parts = path.split(sep).filter((part) => part !== "" && part !== ".");
	const isOutside = isAbsolute(path) || parts.includes("..");
	const inside = isOutside ? [basename(target) || "target"] : parts;
	return toSafeExcerpt(inside.filter((part) => part !== "..").join("/"), LONGEST_PATH) || ".";
}

/** Longer ones are cut: no report may grow with a name. */
const LONGEST_PATH = 1_000;

/**
 * `build/checkout.zip`, `node_modules/a` -> `build/checkout.zip/node_modules/a`; below `"."` there is no prefix. What
 * leads out of the artifact, or is longer than any real path, is left out.
 */
export function joinArtifact(artifact: string, inside: string): string {
	const parts = inside.split("/").filter((part) => part !== "" && part !== ".");
	if (parts.length === 0 || inside.length > LONGEST_PATH || parts.includes("..")) return artifact;
	const path = parts.join("/");
	return artifact === "." ? path : `${artifact}/${path}`;
}

/** A relative URI reference of such a path (RFC 3986, section 4.2): every character but the plain ones percent-encoded. */
export function toRelativeUri(path: string): string {
	return path
		.toWellFormed()
		.split("/")
		.map((part) =>
			encodeURIComponent(part)
				.replaceAll("%40", "@")
				.replace(/[!'()*]/g, toPercent),
		)
		.join("/");
}

function toPercent(character: string): string {
	return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
