/** What a parser is told about the surroundings of a lockfile, for tests that call it directly. */
import type { LockfileContext } from "../../src/resolve/lockfiles/define.ts";
import { parseManifest } from "../../src/resolve/project/manifest.ts";

export interface Surroundings {
	/** package.json by folder relative to the lockfile; `""` is the one beside it */
	readonly manifests?: Readonly<Record<string, object>>;
	/** folders of workspace members, relative to the lockfile */
	readonly members?: readonly string[];
	readonly privateScopes?: readonly string[];
}

export function toContext(
	fileName: string,
	{ manifests = {}, members = [], privateScopes = [] }: Surroundings = {},
): LockfileContext {
	const toFolder = (folder: string) => (folder === "" ? "/var/task" : `/var/task/${folder}`);
	const parsed = new Map(
		Object.entries(manifests).map(([folder, fields]) => [toFolder(folder), parseManifest(JSON.stringify(fields))]),
	);
	return {
		path: `/var/task/${fileName}`,
		folder: "/var/task",
		origin: "function",
		manifest: parsed.get("/var/task"),
		members: members.map(toFolder),
		findManifest: (folder) => parsed.get(folder),
		privateScopes: new Set(privateScopes),
	};
}
