/** Plans with a registry: what is really published, who can let a package go, and what a change weighs. */
import { describe, expect, it } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Registry } from "../../src/ports.ts";
import { type Hole, planFor, planLines, toRegistry } from "./trees.ts";

const HOLES: Record<string, readonly Hole[]> = { x: [{ id: "CVE-1", introduced: "0", fixed: "1.0.5" }] };
const X = { "1.0.0": {}, "1.0.4": {}, "1.0.5": { deprecated: true }, "1.0.6": {}, "1.1.0": {}, "2.0.0": {} };
const DIRECT = { "": { dependencies: { x: "^1.0.0" } }, "node_modules/x": { version: "1.0.0" } };
const HELD = {
	"": { dependencies: { a: "^1.0.0" } },
	"node_modules/a": { version: "1.0.0", dependencies: { x: "1.0.0" } },
	"node_modules/x": { version: "1.0.0" },
};

describe("the version", () => {
	it("is the smallest that is published, clean and not deprecated", async () => {
		const { fixes, gaps } = await planFor(DIRECT, HOLES, { registry: toRegistry({ x: X }) });
		expect(gaps).toEqual([]);
		expect(fixes).toEqual([
			{
				rank: 1,
				action: "upgrade",
				package: "x",
				from: "1.0.0",
				to: "1.0.6",
				origin: "function",
				breaking: "patch",
				closes: ["CVE-1 1.0.0"],
				introduces: [],
				verified: "resolved",
				impact: { uncompressed: 500, compressed: 200, files: 1, basis: "registry" },
				command: "npm install x@1.0.6",
				reason: "a direct dependency",
			},
		]);
	});

	it("is deprecated only where there is no other", async () => {
		const registry = toRegistry({ x: { "1.0.0": {}, "1.0.5": { deprecated: true }, "1.0.6-rc.1": {} } });
		expect(await planLines(DIRECT, HOLES, { registry })).toEqual([
			"upgrade x 1.0.0 -> 1.0.5 (patch) closes CVE-1 1.0.0: npm install x@1.0.5",
		]);
	});

	it("is known after the last affected one, which ranges alone cannot say", async () => {
		const holes = { x: [{ id: "CVE-1", introduced: "0", lastAffected: "1.0.4" }] };
		expect(await planLines(DIRECT, holes)).toEqual(["none x 1.0.0 -> null (unknown) closes CVE-1 1.0.0: null"]);
		expect(await planLines(DIRECT, holes, { registry: toRegistry({ x: X }) })).toEqual([
			"upgrade x 1.0.0 -> 1.0.6 (patch) closes CVE-1 1.0.0: npm install x@1.0.6",
		]);
	});

	it("that an update would take must be clean too", async () => {
		const tree = { ...HELD, "node_modules/a": { version: "1.0.0", dependencies: { x: "^1.0.0" } } };
		const holes = { x: [...(HOLES.x ?? []), { id: "CVE-2", introduced: "1.1.0", fixed: "2.0.0" }] };
		expect(await planLines(tree, holes, { registry: toRegistry({ x: X, a: { "1.0.0": {} } }) })).toEqual([
			"override x 1.0.0 -> 1.0.6 (patch) closes CVE-1 1.0.0: npm pkg set 'overrides.x=1.0.6' && npm install",
		]);
	});
});

describe("a parent that holds a package back", () => {
	const pinned = (spec: string) => ({ dependencies: { x: spec } });

	it("moves to the smallest version that lets it go", async () => {
		const a = {
			"1.0.0": pinned("1.0.0"),
			"1.0.1": pinned("1.0.4"),
			"1.0.2": { ...pinned("1.0.6"), deprecated: true },
			"1.0.3-rc.1": pinned("1.0.6"),
			"1.0.3": pinned("1.0.6"),
			"1.0.4": {},
		};
		const { fixes } = await planFor(HELD, HOLES, { registry: toRegistry({ x: X, a }) });
		expect(fixes).toEqual([
			{
				rank: 1,
				action: "upgrade",
				package: "a",
				from: "1.0.0",
				to: "1.0.3",
				origin: "function",
				breaking: "patch",
				closes: ["CVE-1 1.0.0"],
				introduces: [],
				verified: "resolved",
				impact: { uncompressed: 500, compressed: 200, files: 1, basis: "registry" },
				command: "npm install a@1.0.3",
				reason: "x is held back by a: this version of a lets it go",
			},
		]);
	});

	it("whose new range keeps the old version needs an update as well", async () => {
		const a = { "1.0.0": pinned("1.0.0"), "1.2.0": pinned("^1.0.0") };
		expect(await planLines(HELD, HOLES, { registry: toRegistry({ x: X, a }) })).toEqual([
			"upgrade a 1.0.0 -> 1.2.0 (minor) closes CVE-1 1.0.0: npm install a@1.2.0 && npm update x",
		]);
	});

	it("is passed over in versions that are affected themselves", async () => {
		const a = { "1.0.0": pinned("1.0.0"), "1.0.1": pinned("1.0.6"), "1.0.2": pinned("1.0.6") };
		const holes = { ...HOLES, a: [{ id: "CVE-9", introduced: "1.0.1", fixed: "1.0.2" }] };
		expect(await planLines(HELD, holes, { registry: toRegistry({ x: X, a }) })).toEqual([
			"upgrade a 1.0.0 -> 1.0.2 (patch) closes CVE-1 1.0.0: npm install a@1.0.2",
		]);
	});

	it("with no such version leaves an override", async () => {
		const a = { "1.0.0": pinned("1.0.0"), "2.0.0": pinned("1.0.4") };
		expect(await planLines(HELD, HOLES, { registry: toRegistry({ x: X, a }) })).toEqual([
			"override x 1.0.0 -> 1.0.6 (patch) closes CVE-1 1.0.0: npm pkg set 'overrides.x=1.0.6' && npm install",
		]);
	});

	it("is never moved to where the package would go down", async () => {
		const tree = {
			...HELD,
			"node_modules/x": { version: "1.1.0" },
			"node_modules/a": { version: "1.0.0", ...pinned("1.1.0") },
		};
		const holes = { x: [{ id: "CVE-1", introduced: "1.1.0", fixed: "2.0.0" }] };
		const a = { "1.0.0": pinned("1.1.0"), "1.0.1": pinned("1.0.6"), "1.0.2": pinned("2.0.0") };
		expect(await planLines(tree, holes, { registry: toRegistry({ x: X, a }) })).toEqual([
			"upgrade a 1.0.0 -> 1.0.2 (patch) closes CVE-1 1.1.0: npm install a@1.0.2",
		]);
	});

	it("further up moves where the one below is held back itself", async () => {
		const tree = {
			"": { dependencies: { web: "^4.0.0" } },
			"node_modules/web": { version: "4.0.0", dependencies: { body: "1.0.0", x: "1.0.0" } },
			"node_modules/body": { version: "1.0.0", ...pinned("1.0.0") },
			"node_modules/x": { version: "1.0.0" },
		};
		const registry = toRegistry({
			x: X,
			body: { "1.0.0": pinned("1.0.0"), "1.0.1": pinned("1.0.0"), "1.0.2": pinned("1.0.6") },
			web: {
				"4.0.0": { dependencies: { body: "1.0.0", x: "1.0.0" } },
				"4.1.0": { dependencies: { body: "1.0.1", x: "1.0.6" } },
				"4.2.0": { dependencies: { body: "1.0.2", x: "1.0.6" } },
				"5.0.0": { dependencies: { body: "1.0.2", x: "2.0.0" } },
			},
		});
		expect(await planLines(tree, HOLES, { registry })).toEqual([
			"upgrade web 4.0.0 -> 4.2.0 (minor) closes CVE-1 1.0.0: npm install web@4.2.0",
		]);
	});

	it("that may move within the ranges above it is updated, not installed", async () => {
		const tree = {
			"": { dependencies: { web: "^4.0.0" } },
			"node_modules/web": { version: "4.0.0", dependencies: { a: "^1.0.0" } },
			"node_modules/a": { version: "1.0.0", ...pinned("1.0.0") },
			"node_modules/x": { version: "1.0.0" },
		};
		const registry = toRegistry({
			x: X,
			a: { "1.0.0": pinned("1.0.0"), "1.0.1": pinned("1.0.6") },
			web: { "4.0.0": {} },
		});
		expect(await planLines(tree, HOLES, { registry })).toEqual([
			"upgrade a 1.0.0 -> 1.0.1 (patch) closes CVE-1 1.0.0: npm update a",
		]);
	});

	it("closes its own findings and those of all that it holds, at the version that serves all", async () => {
		const tree = {
			"": { dependencies: { a: "^1.0.0" } },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "1.0.0", y: "1.0.0" } },
			"node_modules/x": { version: "1.0.0" },
			"node_modules/y": { version: "1.0.0" },
		};
		const holes = {
			...HOLES,
			y: [{ id: "CVE-2", introduced: "0", fixed: "1.0.1" }],
			a: [{ id: "CVE-3", introduced: "0", fixed: "1.0.1" }],
		};
		const registry = toRegistry({
			x: X,
			y: { "1.0.0": {}, "1.0.1": {} },
			a: {
				"1.0.0": {},
				"1.0.1": { dependencies: { x: "1.0.0", y: "1.0.0" } },
				"1.0.2": { dependencies: { x: "1.0.6", y: "1.0.0" } },
				"1.0.3": { dependencies: { x: "1.0.6", y: "1.0.1" } },
			},
		});
		expect(await planLines(tree, holes, { registry })).toEqual([
			"upgrade a 1.0.0 -> 1.0.3 (patch) closes CVE-1 1.0.0, CVE-2 1.0.0, CVE-3 1.0.0: npm install a@1.0.3",
		]);
	});

	it("keeps a small step for itself where what it holds needs a big one", async () => {
		const holes = { ...HOLES, a: [{ id: "CVE-3", introduced: "0", fixed: "1.0.1" }] };
		const registry = toRegistry({
			x: X,
			a: { "1.0.0": pinned("1.0.0"), "1.0.1": pinned("1.0.0"), "2.0.0": pinned("1.0.6") },
		});
		expect(await planLines(HELD, holes, { registry })).toEqual([
			"upgrade a 1.0.0 -> 1.0.1 (patch) closes CVE-3 1.0.0: npm install a@1.0.1",
			"upgrade a 1.0.0 -> 2.0.0 (major) closes CVE-1 1.0.0: npm install a@2.0.0",
		]);
	});

	it("that drops malware it brought in closes it", async () => {
		const holes = { x: [{ id: "MAL-1", introduced: "0", malicious: true }] };
		const registry = toRegistry({ x: X, a: { "1.0.0": pinned("1.0.0"), "1.0.1": {} } });
		expect(await planLines(HELD, holes, { registry })).toEqual([
			"upgrade a 1.0.0 -> 1.0.1 (patch) closes MAL-1 1.0.0: npm install a@1.0.1",
		]);
	});

	it("in a circle of packages ends the search", async () => {
		const tree = {
			"": { dependencies: { web: "1.0.0" } },
			"node_modules/web": { version: "1.0.0", dependencies: { a: "1.0.0" } },
			"node_modules/a": { version: "1.0.0", dependencies: { b: "1.0.0", x: "1.0.0" } },
			"node_modules/b": { version: "1.0.0", dependencies: { a: "1.0.0" } },
			"node_modules/x": { version: "1.0.0" },
		};
		const registry = toRegistry({
			x: X,
			a: { "1.0.0": pinned("1.0.0"), "1.0.1": pinned("1.0.6") },
			b: { "1.0.0": { dependencies: { a: "1.0.0" } } },
			web: { "1.0.0": { dependencies: { a: "1.0.0" } } },
		});
		expect(await planLines(tree, HOLES, { registry })).toEqual([
			"override x 1.0.0 -> 1.0.6 (patch) closes CVE-1 1.0.0: npm pkg set 'overrides.x=1.0.6' && npm install",
		]);
	});
});

describe("what a new version brings in", () => {
	const x = {
		"1.0.0": { dependencies: { old: "^1.0.0" } },
		"1.0.6": { dependencies: { old: "^1.0.0", fresh: "^1.0.0", clean: "^1.0.0" } },
	};
	const all = { "1.0.0": {} };

	it("is said where advisories affect it and did not before", async () => {
		const hole = [{ id: "CVE-8", introduced: "0" }];
		const holes = { ...HOLES, old: hole, fresh: hole, clean: [{ id: "CVE-9", introduced: "2.0.0" }] };
		const { fixes } = await planFor(DIRECT, holes, { registry: toRegistry({ x, old: all, fresh: all, clean: all }) });
		expect(fixes.map(({ reason, introduces }) => [reason, introduces])).toEqual([
			["a direct dependency; it brings in fresh@1.0.0, which advisories affect", ["CVE-8"]],
		]);
	});

	it("is said of a parent that lets a package go too", async () => {
		const a = {
			"1.0.0": { dependencies: { x: "1.0.0" } },
			"1.0.1": { dependencies: { x: "1.0.6", fresh: "^1.0.0" } },
		};
		const holes = { ...HOLES, fresh: [{ id: "CVE-8", introduced: "0" }] };
		expect(await planLines(HELD, holes, { registry: toRegistry({ x: X, a, fresh: all }) })).toEqual([
			"upgrade a 1.0.0 -> 1.0.1 (patch) closes CVE-1 1.0.0 has CVE-8: npm install a@1.0.1",
		]);
	});

	it("is asked of the registry only where there are advisories", async () => {
		const inner = toRegistry({ x });
		const asked: string[] = [];
		const versions = (name: string) => {
			asked.push(name);
			return inner.versions(name);
		};
		await planFor(DIRECT, HOLES, { registry: { ...inner, versions } });
		expect(asked).toEqual(["x"]);
	});
});

describe("a registry that cannot answer", () => {
	const failing: Registry = {
		versions: async (name) => {
			if (name === "absent") return undefined;
			throw new ScanError("registry-unavailable", "no", "no");
		},
		size: async () => null,
	};

	it("is a gap that names what was not checked, and the ranges decide", async () => {
		const tree = {
			"": { dependencies: { x: "^1.0.0", absent: "^1.0.0" } },
			"node_modules/x": { version: "1.0.0" },
			"node_modules/absent": { version: "1.0.0" },
		};
		const { fixes, gaps } = await planFor(tree, { ...HOLES, absent: HOLES.x ?? [] }, { registry: failing });
		expect(fixes.map(({ to, verified, impact }) => [to, verified, impact.basis])).toEqual([
			["1.0.5", "ranges-only", "unknown"],
			["1.0.5", "ranges-only", "unknown"],
		]);
		expect(gaps).toEqual([
			{
				stage: "plan",
				code: "registry-unavailable",
				blocking: false,
				path: null,
				message: "the registry did not answer for x: their fixes are judged by version ranges only",
			},
			{
				stage: "plan",
				code: "registry-unknown-package",
				blocking: false,
				path: null,
				message: "the registry does not have absent: their fixes are judged by version ranges only",
			},
		]);
	});

	it("with a fault of the program is not hidden", async () => {
		const faulty: Registry = {
			versions: async () => Promise.reject(new RangeError("bug")),
			size: async () => null,
		};
		await expect(planFor(DIRECT, HOLES, { registry: faulty })).rejects.toThrow(RangeError);
	});
});

describe("the impact", () => {
	it("of a lockfile's package is what the registry says of both versions", async () => {
		const tree = { ...DIRECT, "node_modules/x": { version: "1.0.0", evidence: ["lockfile"], size: null } } as const;
		const registry = toRegistry({
			x: { "1.0.0": { size: { uncompressed: 900, compressed: 500, files: 9 } }, "1.0.6": {} },
		});
		const { fixes } = await planFor(tree, HOLES, { registry });
		expect(fixes.map(({ impact }) => impact)).toEqual([
			{ uncompressed: 600, compressed: 0, files: -5, basis: "registry" },
		]);
	});

	it("is unknown as a whole when one part of it is", async () => {
		const registry = toRegistry({ x: { "1.0.0": {}, "1.0.6": { size: null } } });
		const { fixes } = await planFor(DIRECT, HOLES, { registry });
		expect(fixes.map(({ impact }) => impact)).toEqual([
			{ uncompressed: null, compressed: null, files: null, basis: "unknown" },
		]);
	});

	it("of a folder has no compressed size", async () => {
		const size = { uncompressed: 1000, compressed: null, files: 3 };
		const tree = { ...DIRECT, "node_modules/x": { version: "1.0.0", size } };
		const { fixes } = await planFor(tree, HOLES, { registry: toRegistry({ x: X }) });
		expect(fixes.map(({ impact }) => impact)).toEqual([
			{ uncompressed: 500, compressed: null, files: 1, basis: "registry" },
		]);
	});
});
