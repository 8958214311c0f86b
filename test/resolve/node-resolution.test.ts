import { describe, expect, test } from "vitest";
import { createResolution } from "../../src/resolve/node-resolution.ts";
import { listMembers } from "../../src/resolve/project/workspaces.ts";

interface Input {
	positions: string[];
	own?: string[];
	links?: Record<string, string>;
	runtime?: string | null;
}

function create({ positions, own = [], links = {}, runtime = null }: Input) {
	return createResolution({
		positions: new Map(positions.map((position) => [position, null])),
		own: new Set(own),
		links: new Map(Object.entries(links)),
		runtime,
	});
}

describe("a bare name", () => {
	test("means the nearest package above the importer, then what the layers hold", () => {
		const { find } = create({
			positions: [
				"/var/task/node_modules/a",
				"/var/task/node_modules/b",
				"/var/task/node_modules/a/node_modules/b",
				"/opt/nodejs/node_modules/b",
				"/opt/nodejs/node_modules/c",
			],
		});
		expect(find("/var/task/src/deep", "b")).toEqual(["/var/task/node_modules/b"]);
		expect(find("/var/task/node_modules/a/lib", "b")).toEqual(["/var/task/node_modules/a/node_modules/b"]);
		expect(find("/var/task/node_modules/a/node_modules/b", "a")).toEqual(["/var/task/node_modules/a"]);
		expect(find("/var/task", "c")).toEqual(["/opt/nodejs/node_modules/c"]);
		expect(find("/opt/nodejs/node_modules/c", "b")).toEqual(["/opt/nodejs/node_modules/b"]);
		expect(find("/opt/nodejs/node_modules/c", "a")).toEqual([]);
		expect(find("/var/task", "../node_modules/a")).toEqual([]);
	});

	test("in layers, means the runtime's major version first, and anything while the runtime is not known", () => {
		const positions = ["18", "20"].map((major) => `/opt/nodejs/node${major}/node_modules/a`);
		const shared = "/opt/nodejs/node_modules/a";
		const all = [...positions, shared];
		expect(create({ positions: all, runtime: "nodejs20.x" }).find("/var/task", "a")).toEqual([positions[1]]);
		expect(create({ positions: all, runtime: "nodejs22.x" }).find("/var/task", "a")).toEqual([shared]);
		expect(create({ positions: all }).find("/var/task", "a")).toEqual(all);
	});

	test("follows links inside the bundle, and none out of it or in a circle", () => {
		const { find } = create({
			positions: ["/var/task/node_modules/.pnpm/a@1/node_modules/a", "/opt/nodejs/node_modules/l"],
			own: ["/var/task/packages/m"],
			links: {
				"/var/task/node_modules/a": "/var/task/node_modules/.pnpm/a@1/node_modules/a",
				"/var/task/node_modules/m": "/var/task/packages/m",
				"/var/task/node_modules/out": "/etc",
				"/var/task/node_modules/loop": "/var/task/node_modules/loop",
				"/var/task/fn/node_modules": "/opt/nodejs/node_modules",
			},
		});
		expect(find("/var/task", "a")).toEqual(["/var/task/node_modules/.pnpm/a@1/node_modules/a"]);
		expect(find("/var/task", "m")).toEqual(["/var/task/packages/m"]);
		expect(find("/var/task", "out")).toEqual([]);
		expect(find("/var/task", "loop")).toEqual([]);
		expect(find("/var/task/fn/src", "l")).toEqual(["/opt/nodejs/node_modules/l"]);
	});
});

test.each<[string[], string[]]>([
	[["packages/*"], ["/r/packages/a", "/r/packages/b"]],
	[["./packages/a/"], ["/r/packages/a"]],
	[["packages/**"], ["/r/packages/a", "/r/packages/a/deep", "/r/packages/b"]],
	[["**"], ["/r/packages/a", "/r/packages/a/deep", "/r/packages/b", "/r/x-1-y"]],
	[["x-*-y"], ["/r/x-1-y"]],
	[["packages/*", "!packages/b"], ["/r/packages/a"]],
	[["../**", "/other", "/r/../other", "../../**", ".."], []],
	[
		["*".repeat(2_000), "**/".repeat(500)],
		["/r/x-1-y", "/r/packages/a", "/r/packages/a/deep", "/r/packages/b"],
	],
])("workspaces %j name folders below the root only", (patterns, expected) => {
	const folders = ["/r", "/r/packages/a", "/r/packages/a/deep", "/r/packages/b", "/r/x-1-y", "/other", "/rest/a"];
	expect(listMembers("/r", patterns, folders)).toEqual(expected);
});
