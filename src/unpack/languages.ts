/**
 * Says which languages a function is written in that fnsift does not read. Goes by file names, but for the start of a
 * custom runtime: `bootstrap` is compiled Go, Rust or C++, or a script that may well start Node.
 *
 * A package of such a language (its metadata or compiled code) is a blocking gap: there are dependencies that nobody
 * looked at. So is any of its source in a tree without JavaScript. A stray script beside a JavaScript function is a
 * minor one. What npm packages carry (node_modules) is theirs, and no gap.
 */
import { toPlural } from "../lib/plural.ts";
import type { StoredFile } from "./file-tree.ts";
import type { GapLog } from "./gap-log.ts";

interface Language {
	readonly name: string;
	/** package metadata, or compiled code */
	readonly packages: RegExp;
	/** source text */
	readonly source: RegExp;
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
];

const JAVASCRIPT =
	/\.(?:[cm]?[jt]sx?|node)$|\/(?:package(?:-lock)?|npm-shrinkwrap)\.json$|\/(?:yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/;

const BOOTSTRAP = /^\/(?:var\/task|opt)\/bootstrap$/;
const ELF = 0x7f454c46;

/** Adds a gap `language-not-read` for each language of `files` that is not JavaScript. */
export function reportLanguages(
	files: readonly StoredFile[],
	read: (file: StoredFile) => Uint8Array | undefined,
	gaps: GapLog,
): void {
	const own = files.filter(({ path }) => !path.includes("/node_modules/"));
	const isJavaScript = own.length < files.length || own.some(({ path }) => JAVASCRIPT.test(path));
	const report = (count: number, name: string, blocking: boolean) => {
		const message = `${toPlural(count, "file")} of ${name}, which fnsift does not read`;
		gaps.add("language-not-read", blocking, null, message);
	};
	for (const { name, packages, source } of LANGUAGES) {
		const compiled = own.filter(({ path }) => packages.test(path)).length;
		const count = compiled + own.filter(({ path }) => source.test(path)).length;
		if (count > 0) report(count, name, compiled > 0 || !isJavaScript);
	}
	const bootstraps = own.filter(({ path }) => BOOTSTRAP.test(path));
	const compiled = bootstraps.filter((file) => isElf(read(file)));
	if (compiled.length > 0) report(compiled.length, "a compiled custom runtime", true);
	else if (bootstraps.length > 0 && !isJavaScript) report(bootstraps.length, "a custom runtime", true);
}

function isElf(bytes: Uint8Array | undefined): boolean {
	return bytes !== undefined && bytes.length >= 4 && Buffer.from(bytes.subarray(0, 4)).readUInt32BE(0) === ELF;
}
