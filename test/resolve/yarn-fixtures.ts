/** The yarn lockfiles of the fixtures, with what lies around them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { LockfileContext } from "../../src/resolve/lockfiles/define.ts";
import { toContext } from "./lockfile-context.ts";

export const FOLDER = "test/fixtures/lockfiles/yarn";

export interface YarnFixture {
	/** `yarn-4.18/monorepo` */
	readonly name: string;
	readonly folder: string;
	readonly isClassic: boolean;
	readonly text: string;
	/** `name@version`; `undefined` for the lockfiles that came without */
	readonly listing: readonly string[] | undefined;
	readonly context: LockfileContext;
}

export const YARN_FIXTURES: readonly YarnFixture[] = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
	.filter((path) => basename(path) === "yarn.lock")
	.map((path) => toFixture(dirname(path)))
	.sort((a, b) => (a.name < b.name ? -1 : 1));

function toFixture(name: string): YarnFixture {
	const folder = join(FOLDER, name);
	const text = readFileSync(join(folder, "yarn.lock"), "utf8");
	const listing = join(folder, "listing.txt");
	const manifests: Record<string, object> = {};
	for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
		if (basename(path) !== "package.json") continue;
		manifests[dirname(path) === "." ? "" : dirname(path)] = JSON.parse(readFileSync(join(folder, path), "utf8"));
	}
	return {
		name,
		folder,
		isClassic: !text.includes("__metadata:"),
		text,
		listing: existsSync(listing) ? readFileSync(listing, "utf8").trim().split("\n") : undefined,
		context: toContext("yarn.lock", {
			manifests,
			members: Object.keys(manifests).filter((path) => path.startsWith(`packages/`)),
		}),
	};
}

export function toRelativeFolder(location: string): string {
	return relative("/var/task", location);
}
