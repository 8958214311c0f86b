/** Real lockfiles of pnpm and bun, each beside what its own tool lists: see test/fixtures/lockfiles/README.md. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LockfileContext } from "../../src/resolve/lockfiles/define.ts";
import { toContext } from "./lockfile-context.ts";

export interface ManagerFixture {
	/** e.g. `monorepo 9.0` */
	readonly name: string;
	readonly project: string;
	readonly format: string;
	readonly text: string;
	/** `name@version` as the tool lists it, sorted; `undefined` where no listing was made */
	readonly listing: readonly string[] | undefined;
	/** with the package.json files of the project */
	readonly context: LockfileContext;
}

export function listFixtures(manager: "pnpm" | "bun"): readonly ManagerFixture[] {
	const root = `test/fixtures/lockfiles/${manager}`;
	const fileName = manager === "pnpm" ? "pnpm-lock.yaml" : "bun.lock";
	return readdirSync(root).flatMap((project) =>
		readdirSync(join(root, project)).flatMap((format) => {
			const path = join(root, project, format, fileName);
			if (!existsSync(path)) return [];
			const listing = join(root, project, format, "listing.txt");
			return [
				{
					name: `${project} ${format}`,
					project,
					format,
					text: readFileSync(path, "utf8"),
					listing: existsSync(listing) ? readFileSync(listing, "utf8").trim().split("\n") : undefined,
					context: toContext(fileName, { manifests: readManifests(join(root, project)) }),
				},
			];
		}),
	);
}

function readManifests(folder: string): Record<string, object> {
	const manifests: Record<string, object> = {};
	for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
		if (!path.endsWith("package.json")) continue;
		manifests[path.slice(0, Math.max(0, path.lastIndexOf("/")))] = JSON.parse(readFileSync(join(folder, path), "utf8"));
	}
	return manifests;
}

export function toSorted(texts: Iterable<string>): string[] {
	return [...new Set(texts)].sort();
}
