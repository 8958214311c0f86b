/**
 * Says which languages a function is written in that fnsift does not read. Goes by file names, but for the start of a
 * custom runtime: `bootstrap` is compiled Go, Rust or C++, or a script that may well start Node.
 *
 * 1. A package of such a language (its metadata or compiled code) is a blocking gap: there are dependencies that nobody
 *    looked at. So is any of its source in a tree without JavaScript.
 * 2. The function is written in that language if it has more files of it than of own JavaScript: blocking as well. So is
 *    a layer, judged by itself, that has any of them in a folder where that language's runtime looks.
 * 3. What is left are stray scripts beside a JavaScript function: a minor gap.
 *
 * What npm packages carry (node_modules) is theirs, and no gap.
 */
import { toPlural } from "../lib/plural.ts";
import { FUNCTION_ORIGIN } from "../model.ts";
import type { StoredFile } from "./file-tree.ts";
import type { GapLog } from "./gap-log.ts";

interface Language {
	readonly name: string;
	/** package metadata, or compiled code */
	readonly packages: RegExp;
	/** source text */
	readonly source: RegExp;
	/** where the runtime of the language looks inside a layer */
	readonly layer: RegExp;
}

/** The runtime looks into no folder of a layer for source text. */
const NONE = /(?!)/;

// Source: "Packaging your layer content", AWS Lambda developer guide.
const LANGUAGES: readonly Language[] = [
	{
		name: "Python",
		packages:
			/\/(?:[^/]+\.(?:dist-info|egg-info)\/(?:METADATA|PKG-INFO|RECORD)|requirements\.txt|Pipfile\.lock|poetry\.lock|[^/]+\.whl)$/,
		source: /\.pyc?$/,
		layer: /^\/opt\/python\//,
	},
	{ name: "Java", packages: /\.(?:jar|war|class)$/, source: /\.(?:java|kt|scala)$/, layer: /^\/opt\/java\// },
	{ name: ".NET", packages: /(?:\.deps\.json|\.runtimeconfig\.json|\.dll)$/, source: /\.(?:cs|fs|vb)$/, layer: NONE },
	{ name: "Ruby", packages: /\/(?:Gemfile\.lock|[^/]+\.gemspec)$/, source: /\.rb$/, layer: /^\/opt\/ruby\// },
	{ name: "Go", packages: /\/go\.(?:mod|sum)$/, source: /\.go$/, layer: NONE },
	{ name: "Rust", packages: /\/Cargo\.(?:toml|lock)$/, source: /\.rs$/, layer: NONE },
	{ name: "PHP", packages: /\/composer\.(?:json|lock)$/, source: /\.php$/, layer: NONE },
];

const JAVASCRIPT =
	/\.(?:[cm]?[jt]sx?|node)$|\/(?:package(?:-lock)?|npm-shrinkwrap)\.json$|\/(?:yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/;

const JAVASCRIPT_CODE = /\.(?:[cm]?[jt]sx?|node)$/;

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
	let scripts: number | undefined;
	const isFunction = ({ origin }: StoredFile) => origin === FUNCTION_ORIGIN;
	for (const { name, packages, source, layer } of LANGUAGES) {
		const compiled = own.filter(({ path }) => packages.test(path)).length;
		const sources = own.filter(({ path }) => source.test(path));
		if (compiled + sources.length === 0) continue;
		scripts ??= own.filter((file) => isFunction(file) && JAVASCRIPT_CODE.test(file.path)).length;
		const isMostly = sources.filter(isFunction).length > scripts;
		const isLayered = sources.some((file) => !isFunction(file) && layer.test(file.path));
		report(compiled + sources.length, name, compiled > 0 || !isJavaScript || isMostly || isLayered);
	}
	const bootstraps = own.filter(({ path }) => BOOTSTRAP.test(path));
	const compiled = bootstraps.filter((file) => isElf(read(file)));
	if (compiled.length > 0) report(compiled.length, "a compiled custom runtime", true);
	else if (bootstraps.length > 0 && !isJavaScript) report(bootstraps.length, "a custom runtime", true);
}

function isElf(bytes: Uint8Array | undefined): boolean {
	return bytes !== undefined && bytes.length >= 4 && Buffer.from(bytes.subarray(0, 4)).readUInt32BE(0) === ELF;
}
