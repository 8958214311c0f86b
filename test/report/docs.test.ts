import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Schema } from "./mutations.ts";

const docs = new URL("../../docs/", import.meta.url);
const page = readFileSync(new URL("report.md", docs), "utf8");
const schema = JSON.parse(readFileSync(new URL("report.schema.json", docs), "utf8")) as Schema;

/** The first column of the table below a heading. */
function listDocumented(heading: string): string[] {
	const section = page.split(/^### /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
	return [...section.split(/^## /m)[0]!.matchAll(/^\| `([^`]+)` \|/gm)].map(([, field = ""]) => field);
}

describe("docs/report.md", () => {
	test.each<readonly [string, Schema | undefined]>([
		["Report", schema],
		["database", schema.properties?.database],
		["summary", schema.properties?.summary],
		["policy", schema.properties?.policy],
		["policy waiver", schema.properties?.policy?.properties?.waivers?.items],
		["baseline", schema.properties?.policy?.properties?.baseline],
		["verdict", schema.properties?.verdict],
		...["target", "gap", "package", "own", "disagreement", "finding", "fix"].map(
			(name) => [name, schema.$defs?.[name]] as const,
		),
	])("has the fields of %s, all and in order", (heading, object) => {
		expect(listDocumented(heading)).toEqual(Object.keys(object?.properties ?? {}));
		expect(listDocumented(heading)).not.toEqual([]);
	});

	test("names every value of every closed list", () => {
		const lists = JSON.stringify(schema).matchAll(/"enum":(\[[^\]]*\])/g);
		const values = new Set([...lists].flatMap(([, list = "[]"]) => (JSON.parse(list) as unknown[]).map(String)));
		expect([...values].filter((value) => !new RegExp(`\\b${value}\\b`).test(page))).toEqual([]);
		expect(values.size).toBeGreaterThan(40);
	});
});
