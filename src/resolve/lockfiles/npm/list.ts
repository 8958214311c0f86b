/**
 * The packages of an npm lockfile, version 2 or 3, as a commit check compares them: without who asks for them, and read
 * only where two lockfiles differ. Whatever is unusual is left to the whole parser (npm.ts), which says what is wrong.
 */
import type { ObservedPackage } from "../../../model.ts";
import { toBaseName } from "../../bundle-path.ts";
import { findProperty, findText, isFlagged, isObject, type JsonObject } from "../../json-object.ts";
import { isPackageName, isVersionText } from "../../package-name.ts";
import { toScope } from "../../scope.ts";
import type { LockfileContext } from "../define.ts";
import { parseJsonLockfile } from "../json.ts";
import { toSource } from "../source.ts";
import { isInstallPath } from "./entries.ts";

const MODULES = "node_modules/";

/** What of an entry is compared: not its flags and not what it asks for, which other entries show. */
const COMPARED = ["version", "integrity", "resolved", "name", "link", "hasInstallScript"] as const;

export class NpmList {
	readonly #packages: JsonObject;
	readonly #context: LockfileContext;
	/** install paths of packages */
	readonly #paths: readonly string[];

	constructor(packages: JsonObject, context: LockfileContext) {
		this.#packages = packages;
		this.#context = context;
		this.#paths = Object.keys(packages).filter((path) => path.includes(MODULES));
	}

	get count(): number {
		return this.#paths.length;
	}

	/** The packages whose entries `base` does not have as they are; `undefined` when one of them is unusual. */
	findDiffering(base: NpmList | undefined): readonly ObservedPackage[] | undefined {
		const differing: ObservedPackage[] = [];
		for (const path of this.#paths) {
			const fields = this.#packages[path];
			if (!isObject(fields)) return undefined;
			const before = base === undefined ? undefined : findProperty(base.#packages, path);
			if (isObject(before) && COMPARED.every((key) => fields[key] === before[key])) continue;
			if (isFlagged(fields, "link")) continue;
			const found = this.#read(path, fields);
			if (found === undefined) return undefined;
			differing.push(found);
		}
		return differing;
	}

	/** The packages with one of these names, unusual ones left out. */
	findNamed(names: ReadonlySet<string>): readonly ObservedPackage[] {
		const named: ObservedPackage[] = [];
		for (const path of this.#paths) {
			const fields = this.#packages[path];
			if (!isObject(fields) || isFlagged(fields, "link")) continue;
			if (!names.has(findText(fields, "name") ?? toFolderName(path))) continue;
			const found = this.#read(path, fields);
			if (found !== undefined) named.push(found);
		}
		return named;
	}

	/** Where packages were got from, each address once or more often. */
	*listAddresses(): Generator<string> {
		for (const path of this.#paths) {
			const fields = this.#packages[path];
			const resolved = isObject(fields) ? findText(fields, "resolved") : null;
			if (resolved !== null) yield resolved;
		}
	}

	#read(path: string, fields: JsonObject): ObservedPackage | undefined {
		const { folder, origin, privateScopes } = this.#context;
		const folderName = toFolderName(path);
		const name = findText(fields, "name") ?? folderName;
		const version = findText(fields, "version");
		if (!isInstallPath(path) || !`/${path}`.endsWith(`/${MODULES}${folderName}`)) return undefined;
		if (!isPackageName(folderName) || !isPackageName(name)) return undefined;
		if (version === null || !isVersionText(version)) return undefined;
		const resolved = findText(fields, "resolved");
		return {
			location: `${folder}/${path}`,
			origin,
			ecosystem: "npm",
			name,
			version,
			source: toSource({ name, version, resolved, privateScopes }),
			scope: toScope({
				dev: isFlagged(fields, "dev"),
				optional: isFlagged(fields, "optional") || isFlagged(fields, "devOptional"),
				peer: isFlagged(fields, "peer"),
			}),
			direct: null,
			unrooted: false,
			integrity: findText(fields, "integrity"),
			hasInstallScript: isFlagged(fields, "hasInstallScript"),
			...(resolved !== null && { resolved }),
		};
	}
}

/** `undefined` when it is none of these versions, or holds nothing. @throws ScanError when it is no JSON */
export function listNpmPackages(text: string, context: LockfileContext): NpmList | undefined {
	const lock = parseJsonLockfile(text, toBaseName(context.path));
	const version = findProperty(lock, "lockfileVersion");
	const packages = findProperty(lock, "packages");
	if ((version !== 2 && version !== 3) || !isObject(packages)) return undefined;
	const list = new NpmList(packages, context);
	return list.count === 0 ? undefined : list;
}

function toFolderName(path: string): string {
	return path.slice(path.lastIndexOf(MODULES) + MODULES.length);
}
