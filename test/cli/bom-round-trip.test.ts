/** What fnsift writes as a bill of materials, it reads again: the same packages, scopes as far as they are written, the same findings. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fnsift } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "fnsift-bom-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FORMATS = { cyclonedx: "a.cdx.json", "cyclonedx-1.7": "b.cdx.json", spdx: "c.spdx.json" } as const;

interface Target {
	readonly packages: readonly { readonly purl: string; readonly scope: string; readonly relation: string }[];
	readonly findings: readonly { readonly id: string; readonly kind: string }[];
	readonly gaps: readonly unknown[];
}

function scan(...args: readonly string[]): Target {
	const json = join(folder, "report.json");
	const run = fnsift(["scan", "--quiet", "--no-config", "--format", `json=${json}`, ...args]);
	expect(run).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	return JSON.parse(readFileSync(json, "utf8")).targets[0] as Target;
}

/** CycloneDX has one word for prod and peer; SPDX has the types of relationships only, and who reads them must conclude. */
const COARSE: ReadonlyMap<string, string> = new Map([
	["prod", "required"],
	["peer", "required"],
	["optional", "optional"],
	["dev", "excluded"],
]);

// Install scripts are read from files, which a bill of materials does not hold.
function summarise({ packages, findings, gaps }: Target, name = "") {
	return {
		packages: packages
			.map(({ purl, scope, relation }) => `${purl} ${name.endsWith(".cdx.json") ? COARSE.get(scope) : ""} ${relation}`)
			.sort(),
		findings: findings
			.filter(({ kind }) => kind !== "install-script")
			.map(({ id }) => id)
			.sort(),
		gaps,
	};
}

describe.each<[string, readonly string[]]>([
	["a function with a layer", ["examples/checkout.zip", "--layer", "examples/base-layer.zip"]],
	["a lockfile", ["test/fixtures/lockfiles/dvsa/package-lock.json"]],
	["a lockfile with workspaces", ["test/fixtures/lockfiles/powertools/package-lock.json"]],
])("%s", (_, args) => {
	const outputs = Object.entries(FORMATS).flatMap(([format, name]) => ["--format", `${format}=${join(folder, name)}`]);
	test("is the same when read back", () => {
		const written = scan(...args, ...outputs);
		expect(written.packages.length).toBeGreaterThan(20);
		for (const name of Object.values(FORMATS)) {
			expect(summarise(scan(join(folder, name)), name), name).toEqual(summarise(written, name));
		}
	});
});
