/**
 * Says which languages a function is written in that fnsift does not read. Goes by file names alone.
 *
 * A package of such a language (its metadata or compiled code) is a blocking gap: there are dependencies that nobody
 * looked at. So is any of its source in a tree without JavaScript. A stray script beside a JavaScript function is a
 * minor one. What npm packages carry (node_modules) is theirs, and no gap.
 */
import { toPlural } from "../lib/plural.ts";
import type { BundleFile } from "../model.ts";
import type { GapLog } from "./gap-log.ts";

interface Language {
	readonly name: string;
	/** package metadata, or compiled code */
	readonly packages: RegExp;
	/** source text; `null` when the language is deployed compiled only */
	readonly source: RegExp | null;
}

const LANGUAGES: readonly Language[] = [
	{
		name: "Python",
		packages:
			/\/(?:[^/]+\.(?:dist-info|egg-info)\/(?:METADATA|PKG-INFO|RECORD)|requirements\.txt|Pipfile\.lock|poetry\.lock|[^/]+\.whl)$/,
		source: /\.pyc?$/,
	},
	{ name: "Java", packages: /\.(?:jar|war|class)$/, source: /\.(?:java|kt|scala)$/ },
	{ name: ".NET", packages: /(?:\.deps\.json|\.runtimeconfig\.json|\.dll)$/, source: /\.(?:cs|fs|vb)$/ },
	{ name: "Ruby", packages: /\/(?:Gemfile\.lock|[^/]+\.gemspec)$/, source: /\.rb$/ },
	{ name: "Go", packages: /\/go\.(?:mod|sum)$/, source: /\.go$/ },
	{ name: "Rust", packages: /\/Cargo\.(?:toml|lock)$/, source: /\.rs$/ },
	{ name: "PHP", packages: /\/composer\.(?:json|lock)$/, source: /\.php$/ },
	{ name: "a custom runtime", packages: /^\/(?:var\/task|opt)\/bootstrap$/, source: null },
];

const NODE_MODULES = /\/node_modules\//;
const JAVASCRIPT =
	/\.(?:[cm]?[jt]sx?|node)$|\/(?:package(?:-lock)?|npm-shrinkwrap)\.json$|\/(?:yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/;

/** Adds a gap `language-not-read` for each language of `files` that is not JavaScript. */
export function reportLanguages(files: readonly BundleFile[], gaps: GapLog): void {
	const own = files.filter(({ path }) => !NODE_MODULES.test(path));
	const isJavaScript = own.length < files.length || own.some(({ path }) => JAVASCRIPT.test(path));
	for (const { name, packages, source } of LANGUAGES) {
		const compiled = own.filter(({ path }) => packages.test(path)).length;
		const scripts = source === null ? 0 : own.filter(({ path }) => source.test(path)).length;
		const count = compiled + scripts;
		if (count === 0) continue;
		const message = `${toPlural(count, "file")} of ${name}, which fnsift does not read`;
		gaps.add("language-not-read", compiled > 0 || !isJavaScript, null, message);
	}
}
