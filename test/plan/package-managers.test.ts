/** Projects that npm does not own: their owner's command where it is known, never npm's. */
import { describe, expect, it } from "vitest";
import { findPackageManager } from "../../src/lib/package-manager.ts";
import { planFor } from "./trees.ts";

const HOLES = { x: [{ id: "CVE-1", introduced: "0", fixed: "1.0.5" }] };
const BAD = { x: [{ id: "MAL-1", introduced: "0", malicious: true }] };
const AT = { "node_modules/x": { version: "1.0.0" } };

describe("a project that another package manager owns", () => {
	it.each([
		["yarn", { dependencies: { x: "^1.0.0" } }, "yarn add x@1.0.5"],
		["pnpm", { dependencies: { x: "^1.0.0" } }, "pnpm add x@1.0.5"],
		["bun", { dependencies: { x: "^1.0.0" } }, "bun add x@1.0.5"],
		["yarn", { devDependencies: { x: "^1.0.0" } }, "yarn add --dev x@1.0.5"],
		["pnpm", { devDependencies: { x: "^1.0.0" } }, "pnpm add --save-dev x@1.0.5"],
		["bun", { devDependencies: { x: "^1.0.0" } }, "bun add --dev x@1.0.5"],
		["pnpm", { optionalDependencies: { x: "^1.0.0" } }, "pnpm add --save-optional x@1.0.5"],
	] as const)("has the command of %s for a direct dependency: %j", async (packageManager, own, command) => {
		const lockfile = { version: "1.0.0", evidence: ["lockfile"], size: null } as const;
		const tree = { "": own, "node_modules/x": lockfile };
		const { fixes } = await planFor(tree, HOLES, { packageManager });
		expect(fixes.map((fix) => fix.command)).toEqual([command]);
	});

	it("keeps an alias, and removes", async () => {
		const tree = { "": { dependencies: { y: "npm:x@^1.0.0" } }, "node_modules/y": { name: "x", version: "1.0.0" } };
		const { fixes } = await planFor(tree, HOLES, { packageManager: "yarn" });
		expect(fixes.map(({ command }) => command)).toEqual(["yarn add y@npm:x@1.0.5"]);
		const removed = await planFor(tree, BAD, { packageManager: "pnpm" });
		expect(removed.fixes.map(({ command }) => command)).toEqual(["pnpm remove y"]);
	});

	const UPDATE = {
		"": { dependencies: { a: "1" } },
		"node_modules/a": { version: "1.0.0", dependencies: { x: "*" } },
	};
	const OVERRIDE = {
		"": { dependencies: { a: "1" } },
		"node_modules/a": { version: "1.0.0", dependencies: { x: "1.0.0" } },
	};
	const PEER = { "": { peerDependencies: { x: "1.0.0" } } };
	const PRUNE = {
		"": { dependencies: { a: "1" }, devDependencies: { x: "1.0.0" } },
		"node_modules/a": { version: "1.0.0" },
	};
	const ROOT = { "": { dependencies: { x: "1.0.0" } }, "packages/p": { workspaceOf: "" } };
	const MEMBER = { "": {}, "packages/p": { workspaceOf: "", dependencies: { x: "1.0.0" } } };
	const BOTH = { ...OVERRIDE, "": { dependencies: { a: "1", x: "1.0.0" } } };
	const SCOPED = {
		...OVERRIDE,
		"": { dependencies: { a: "1", b: "1" } },
		"node_modules/b": { version: "1.0.0", dependencies: { x: "2.0.0" } },
		"node_modules/b/node_modules/x": { version: "2.0.0" },
	};
	const PNPM =
		'under "overrides" in pnpm-workspace.yaml (before pnpm 10 under "pnpm" in package.json) and run pnpm install';
	const YARN = 'under "resolutions" in package.json and run yarn install';
	const BUN = 'under "overrides" in package.json and run bun install';
	const OWNED = (manager: string) => `${manager} owns this project: make the change with it`;

	it.each([
		[
			"yarn",
			"an update",
			UPDATE,
			null,
			"run yarn up --recursive x (yarn 1: take its entry out of yarn.lock and run yarn install)",
		],
		["pnpm", "an update", UPDATE, "pnpm update x", null],
		[
			"bun",
			"an update",
			UPDATE,
			null,
			"run bun update x with bun 1.4 or later: one before it would add what package.json does not ask for",
		],
		["yarn", "an override", OVERRIDE, null, `write "x": "1.0.5" ${YARN}`],
		[
			"yarn",
			"an override of what own code asks for too",
			BOTH,
			null,
			`yarn add x@1.0.5, then write "x": "1.0.5" ${YARN}`,
		],
		[
			"yarn",
			"an override below one dependent",
			SCOPED,
			null,
			`write "a/x": "1.0.5" (for yarn 1 with "**/" in front) ${YARN}`,
		],
		["pnpm", "an override", OVERRIDE, null, `write "x": "1.0.5" ${PNPM}`],
		["bun", "an override", OVERRIDE, null, `write "x": "1.0.5" ${BUN}`],
		[
			"pnpm",
			"an override of what own code asks for too",
			BOTH,
			null,
			`pnpm add x@1.0.5, then write "x": "1.0.5" ${PNPM}`,
		],
		["bun", "an override of what own code asks for too", BOTH, null, `bun add x@1.0.5, then write "x": "1.0.5" ${BUN}`],
		["pnpm", "an override below one dependent", SCOPED, null, `write "a>x": "1.0.5" ${PNPM}`],
		["bun", "an override below one dependent", SCOPED, null, `write "a": { "x": "1.0.5" } ${BUN}`],
		["yarn", "a peer", PEER, null, OWNED("yarn")],
		["pnpm", "a peer", PEER, null, OWNED("pnpm")],
		["bun", "a peer", PEER, null, OWNED("bun")],
		["yarn", "a prune", PRUNE, null, OWNED("yarn")],
		["pnpm", "a prune", PRUNE, null, OWNED("pnpm")],
		["bun", "a prune", PRUNE, null, OWNED("bun")],
		["yarn", "a project with members", ROOT, null, OWNED("yarn")],
		["pnpm", "a project with members", ROOT, "pnpm add --workspace-root x@1.0.5", null],
		["bun", "a project with members", ROOT, "bun add x@1.0.5", null],
		["yarn", "a member", MEMBER, "yarn --cwd packages/p add x@1.0.5", null],
		["pnpm", "a member", MEMBER, "pnpm --dir packages/p add x@1.0.5", null],
		["bun", "a member", MEMBER, "bun add --cwd packages/p x@1.0.5", null],
	] as const)("%s, %s: its command, or what a person has to do", async (packageManager, _, tree, command, note) => {
		const scope = tree === PRUNE ? "dev" : "prod";
		const { fixes } = await planFor({ ...tree, "node_modules/x": { version: "1.0.0", scope } }, HOLES, {
			packageManager,
		});
		expect(fixes.map((fix) => fix.command)).toEqual([command]);
		if (note === null) expect(fixes[0]?.reason).not.toContain("owns this project");
		else expect(fixes[0]?.reason.slice(-note.length - 2)).toBe(`; ${note}`);
	});

	it("never gets a name into a shell unchecked", async () => {
		for (const name of ["x;rm -rf ~", "x$(id)", "--x", "x'y"]) {
			const tree = { "": { dependencies: { [name]: "*" } }, [`node_modules/${name}`]: { name, version: "1.0.0" } };
			const { fixes } = await planFor(tree, { [name]: HOLES.x }, { packageManager: "yarn" });
			expect(fixes.map(({ command }) => command)).toEqual([null]);
		}
	});

	it("leaves a fix that says that there is none as it is", async () => {
		const tree = { "": { dependencies: { x: "*" } }, ...AT };
		const { fixes } = await planFor(tree, { x: [{ id: "CVE-1", introduced: "0" }] }, { packageManager: "bun" });
		expect(fixes.map(({ reason }) => reason)).toEqual(["the advisories name no fixed version above 1.0.0"]);
	});
});

describe("the owner of a project", () => {
	it.each([
		[[], "npm"],
		[["yarn.lock"], "yarn"],
		[["pnpm-lock.yaml"], "pnpm"],
		[["bun.lock"], "bun"],
		[["bun.lockb"], "bun"],
		[["yarn.lock", "package-lock.json"], "npm"],
		[["pnpm-lock.yaml", "npm-shrinkwrap.json"], "npm"],
		[["packages/p/yarn.lock"], "npm"],
	])("with %j is %s", (names, owner) => {
		expect(findPackageManager("/var/task", new Set(names.map((name) => `/var/task/${name}`)))).toBe(owner);
	});
});

describe("a project inside an archive of the target", () => {
	it.each(["in.zip", "in.zip/deeper.tgz", "a/in.TAR.GZ/src"])("has no command in %s, and says so", async (folder) => {
		const tree = {
			[folder]: { dependencies: { x: "^1.0.0" } },
			[`${folder}/node_modules/x`]: { version: "1.0.0" },
		};
		const { fixes } = await planFor(tree, HOLES);
		const archive = folder.replace("/src", "");
		expect(fixes.map(({ action, to, command, reason }) => [action, to, command, reason])).toEqual([
			["upgrade", "1.0.5", null, `a direct dependency; it is inside ${archive}: make the change where that is built`],
		]);
	});

	it("is not what a name with such an ending further down makes it", async () => {
		const tree = { "": { dependencies: { "x.zip": "*" } }, "node_modules/x.zip": { version: "1.0.0" } };
		const { fixes } = await planFor(tree, { "x.zip": HOLES.x });
		expect(fixes.map(({ command }) => command)).toEqual(["npm install x.zip@1.0.5"]);
	});
});
