/** The fixture packages of the install-script heuristic. Used by its tests and by bench/install-script.mjs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Suspicion } from "../../src/match/heuristics/define.ts";
import { installScript } from "../../src/match/heuristics/install-script.ts";
import type { Bundle, BundleFile, DependencyGraph, Package } from "../../src/model.ts";
import { toPopularity } from "./typosquat-figures.ts";

export interface Case {
	readonly set: "flag" | "quiet";
	readonly name: string;
	/** not looked at while the signals were made */
	readonly heldOut: boolean;
	readonly folder: string;
}

/** `root` is the project's folder. */
export function listCases(root: string): Case[] {
	const base = join(root, "test/fixtures/install-script");
	const heldOut: Record<Case["set"], string[]> = JSON.parse(readFileSync(join(base, "held-out.json"), "utf8"));
	return (["flag", "quiet"] as const).flatMap((set) =>
		readdirSync(join(base, set))
			.sort()
			.map((name) => ({ set, name, heldOut: heldOut[set].includes(name), folder: join(base, set, name) })),
	);
}

/** What the heuristic says about the package of a case, as if it were installed. */
export function judgeCase({ folder }: Case): Promise<Omit<Suspicion, "package"> | undefined> {
	const root = join(folder, "package");
	const files = new Map(
		readdirSync(root, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name))
			.map((path) => [path.slice(root.length + 1), readFileSync(path)]),
	);
	return judgePackage(files);
}

/** The same for a package given by its files, by names relative to its folder. */
export async function judgePackage(
	files: ReadonlyMap<string, Uint8Array | string>,
	overrides: Partial<Package> = {},
): Promise<Omit<Suspicion, "package"> | undefined> {
	const [suspicion] = await runOver(files, overrides);
	if (suspicion === undefined) return undefined;
	const { package: _, ...rest } = suspicion;
	return rest;
}

export async function runOver(
	files: ReadonlyMap<string, Uint8Array | string>,
	overrides: Partial<Package> = {},
): Promise<readonly Suspicion[]> {
	const location = "/var/task/node_modules/subject";
	const bytes = new Map<BundleFile, Uint8Array>();
	const visible = new Map<string, BundleFile>();
	for (const [name, content] of files) {
		const text = typeof content === "string" ? new TextEncoder().encode(content) : content;
		const path = `${location}/${name}`;
		const file = { path, origin: "function", size: text.length, compressed: null, link: null };
		visible.set(path, file);
		bytes.set(file, text);
	}
	const bundle: Bundle = {
		target: "test",
		kind: "folder",
		layers: [],
		files: [...visible.values()],
		visible,
		size: { compressed: null, uncompressed: 0, files: visible.size },
		codeSha256: null,
		gaps: [],
		read: (file) => bytes.get(file),
	};
	const subject: Package = {
		id: "subject",
		purl: "pkg:npm/subject",
		ecosystem: "npm",
		name: "subject",
		version: readVersion(files.get("package.json")),
		source: "unknown",
		evidence: ["installed"],
		confidence: "high",
		origin: "function",
		locations: [location],
		relation: "unknown",
		scope: "prod",
		shadowedBy: null,
		unrooted: false,
		hasInstallScript: true,
		integrity: null,
		size: null,
		...overrides,
	};
	const graph: DependencyGraph = { packages: [subject], at: new Map(), own: [], edges: [], disagreements: [] };
	return installScript.run({ graph, bundle, popularity: toPopularity([]) });
}

function readVersion(manifest: Uint8Array | string | undefined): string | null {
	if (manifest === undefined) return null;
	const text = typeof manifest === "string" ? manifest : new TextDecoder().decode(manifest);
	return /"version": ?"([^"]+)"/.exec(text)?.[1] ?? null;
}
