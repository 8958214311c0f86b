/** Where the skeleton is written, and that nothing of it stays. */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listTemporaryPlaces, type TemporaryPlaces } from "../../src/resolve/arborist/private-folder.ts";
import { Skeleton } from "../../src/resolve/arborist/skeleton.ts";
import { parseManifest } from "../../src/resolve/project/manifest.ts";

vi.mock("node:fs", async (importOriginal) => ({ ...(await importOriginal<typeof fs>()) }));

const MANIFEST = parseManifest(
	'{"name":"a","version":"1.0.0","scripts":{"install":"x"},"dependencies":{"b":"1","../c":"1"}}',
);
const TREE = {
	manifests: new Map(["", "node_modules/a", "../out"].flatMap((path) => (MANIFEST ? [[path, MANIFEST] as const] : []))),
	members: 0,
};

let work: string;
let first: string;
let second: string;
let places: TemporaryPlaces;

beforeEach(() => {
	work = fs.mkdtempSync(join(tmpdir(), "fnsift-skeleton-test-"));
	first = join(work, "first");
	second = join(work, "second");
	fs.mkdirSync(first);
	fs.mkdirSync(second);
	places = [first, second];
});

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllEnvs();
	fs.rmSync(work, { recursive: true, force: true });
});

function stubPlatform(platform: NodeJS.Platform): void {
	vi.spyOn(process, "platform", "get").mockReturnValue(platform);
}

describe("places", () => {
	test("on Linux memory is preferred to the default temporary folder, which stays as a second place", () => {
		stubPlatform("linux");
		vi.stubEnv("TMPDIR", "/tmp");
		expect(listTemporaryPlaces()).toEqual(["/dev/shm", "/tmp"]);
	});

	test("a folder that the user chose is the only place", () => {
		stubPlatform("linux");
		vi.stubEnv("TMPDIR", "/var/tmp");
		expect(listTemporaryPlaces()).toEqual(["/var/tmp"]);
	});

	test("other platforms have their own", () => {
		stubPlatform("darwin");
		vi.stubEnv("TMPDIR", "/tmp");
		expect(listTemporaryPlaces()).toEqual(["/tmp"]);
	});
});

describe("skeleton", () => {
	test("is written to the first place, readable for its owner only, and removed", () => {
		const skeleton = new Skeleton(places);
		const root = skeleton.writeTree(TREE);
		expect(dirname(dirname(root))).toBe(fs.realpathSync(first));
		expect(fs.statSync(dirname(root)).mode & 0o777).toBe(0o700);
		expect(JSON.parse(fs.readFileSync(join(root, "node_modules/a/package.json"), "utf8"))).toEqual({
			name: "a",
			version: "1.0.0",
			dependencies: { b: "1" },
		});
		expect(fs.readdirSync(first).length).toBe(1);
		skeleton.remove();
		expect([fs.readdirSync(first), fs.readdirSync(second)]).toEqual([[], []]);
	});

	test("goes to the next place when the first one does not exist", () => {
		fs.rmdirSync(first);
		const skeleton = new Skeleton(places);
		expect(dirname(dirname(skeleton.writeTree(TREE)))).toBe(fs.realpathSync(second));
		skeleton.remove();
		expect(fs.readdirSync(second)).toEqual([]);
	});

	test("goes to the next place when the first one fills up, and leaves nothing in it", () => {
		const skeleton = new Skeleton(places);
		skeleton.writeTree(TREE);
		const write = fs.writeFileSync;
		vi.spyOn(fs, "writeFileSync").mockImplementation((path, data) => {
			if (!String(path).startsWith(fs.realpathSync(first)) || !String(path).includes("/node_modules/")) {
				return write(path, data);
			}
			throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
		});
		const root = skeleton.writeTree(TREE);
		expect(dirname(dirname(root))).toBe(fs.realpathSync(second));
		expect(fs.readdirSync(join(root, "node_modules/a"))).toEqual(["package.json"]);
		expect(fs.readdirSync(first)).toEqual([]);
		expect(skeleton.writeTree(TREE).startsWith(fs.realpathSync(second))).toBe(true);
		skeleton.remove();
		expect(fs.readdirSync(second)).toEqual([]);
	});

	test("throws when it fits nowhere, leaves nothing, and tries the last place again for the next tree", () => {
		const skeleton = new Skeleton(places);
		const write = vi.spyOn(fs, "writeFileSync").mockImplementation(() => {
			throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
		});
		expect(() => skeleton.writeTree(TREE)).toThrow("ENOSPC");
		expect([fs.readdirSync(first), fs.readdirSync(second)]).toEqual([[], []]);
		write.mockRestore();
		expect(skeleton.writeTree(TREE).startsWith(fs.realpathSync(second))).toBe(true);
		skeleton.remove();
		expect(fs.readdirSync(second)).toEqual([]);
	});

	test("listens to the end of the process only while there is something to remove", () => {
		const before = process.listenerCount("exit");
		const skeleton = new Skeleton(places);
		expect(process.listenerCount("exit")).toBe(before);
		skeleton.writeTree(TREE);
		skeleton.writeTree(TREE);
		expect(process.listenerCount("exit")).toBe(before + 1);
		skeleton.remove();
		expect(process.listenerCount("exit")).toBe(before);
	});
});
