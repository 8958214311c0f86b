/**
 * An independent reading of pnpm lockfiles: the `yaml` library, and the three key forms written down apart. Shares no code
 * with src/.
 */
import { parseAllDocuments } from "yaml";

interface Entry {
	readonly resolution?: { integrity?: string; directory?: string; type?: string };
	readonly name?: string;
	readonly version?: string;
	readonly dependencies?: Record<string, string>;
	readonly optionalDependencies?: Record<string, string>;
}

interface Importer {
	readonly dependencies?: Record<string, string | { version: string }>;
	readonly devDependencies?: Importer["dependencies"];
	readonly optionalDependencies?: Importer["dependencies"];
	readonly configDependencies?: Importer["dependencies"];
}

interface Lock extends Importer {
	readonly lockfileVersion: string;
	readonly importers?: Record<string, Importer>;
	readonly packages?: Record<string, Entry>;
	readonly snapshots?: Record<string, Entry>;
}

export interface Reading {
	/** `name@version` */
	readonly packages: string[];
	/** `name@version integrity` */
	readonly integrity: string[];
	/** `name@version -> name@version`, own code and folders as `own` */
	readonly edges: string[];
	readonly importers: string[];
}

export function readPnpmLock(text: string): Reading {
	const labels = new Map<string, string>();
	const integrity: string[] = [];
	const edges: string[] = [];
	const importers: string[] = [];
	const documents = parseAllDocuments(text, { schema: "failsafe" }).map((document) => document.toJS() as Lock);
	for (const lock of documents) {
		for (const [key, { entry }] of listEntries(lock)) {
			const isFolder = entry.resolution?.type === "directory" || entry.resolution?.directory !== undefined;
			const label = isFolder ? "own" : toLabel(key, entry, lock.lockfileVersion);
			labels.set(key, label);
			if (!isFolder && entry.resolution?.integrity) integrity.push(`${label} ${entry.resolution.integrity}`);
		}
	}
	for (const lock of documents) {
		const find = (name: string, reference: string) => {
			if (reference.startsWith("link:")) return "own";
			const [before, between] =
				{ "5": ["/", "/"], "6": ["/", "@"], "9": ["", "@"] }[lock.lockfileVersion[0] ?? ""] ?? [];
			return labels.get(`${before}${name}${between}${reference}`) ?? labels.get(reference) ?? `missing ${name}`;
		};
		for (const [folder, importer] of Object.entries(lock.importers ?? { ".": lock })) {
			importers.push(folder);
			for (const list of ["dependencies", "devDependencies", "optionalDependencies", "configDependencies"] as const) {
				for (const [name, value] of Object.entries(importer[list] ?? {})) {
					edges.push(`own -> ${find(name, typeof value === "string" ? value : value.version)}`);
				}
			}
		}
		for (const [key, { asked }] of listEntries(lock)) {
			for (const [name, reference] of Object.entries({ ...asked.dependencies, ...asked.optionalDependencies })) {
				edges.push(`${labels.get(key)} -> ${find(name, reference)}`);
			}
		}
	}
	const packages = [...labels.values()].filter((label) => label !== "own");
	return { packages, integrity, edges, importers };
}

function* listEntries({ packages = {}, snapshots }: Lock): Generator<[string, { entry: Entry; asked: Entry }]> {
	if (snapshots === undefined) {
		for (const [key, entry] of Object.entries(packages)) yield [key, { entry, asked: entry }];
		return;
	}
	for (const [key, asked] of Object.entries(snapshots)) {
		const id = Object.keys(packages).find((one) => key === one || key.startsWith(`${one}(`));
		yield [key, { entry: (id && packages[id]) || {}, asked }];
	}
}

function toLabel(key: string, { name, version }: Entry, lockfileVersion: string): string {
	if (lockfileVersion.startsWith("9")) {
		const [, found, rest = ""] = /^(@?[^@]+)@(.*)$/s.exec(key) ?? [];
		return `${found}@${/^\d/.test(rest) ? rest.replace(/\(.*/s, "") : version}`;
	}
	if (name !== undefined) return `${name}@${version}`;
	const form = lockfileVersion.startsWith("6") ? /^\/(@?[^@]+)@([^(]*)/ : /^\/((?:@[^/]+\/)?[^/]+)\/([^_]*)/;
	const [, found, at] = form.exec(key) ?? [];
	return `${found}@${at}`;
}
