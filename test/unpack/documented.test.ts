/** Every code that unpacking can emit is in docs/gaps.md, and nothing else is. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const SOURCE = join(import.meta.dirname, "../../src/unpack");

/** First arguments of `gaps.add`, `refuse` and `new ScanError`, and `code` properties. */
const CODES = /(?:gaps\.add\(|refuse\(|new ScanError\(|code: )\s*"([a-z-]+)"/g;
const TROUBLES = /^export type NameTrouble = (.*);$/m;

function toEmitted(): Set<string> {
	const texts = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".ts"))
		.map((name) => readFileSync(join(SOURCE, name), "utf8"));
	const codes = texts.flatMap((text) => [...text.matchAll(CODES)].map(([, code]) => code!));
	const troubles = texts.flatMap((text) => TROUBLES.exec(text)?.[1]?.match(/[a-z-]+/g) ?? []);
	return new Set([...codes, ...troubles.map((trouble) => `name-${trouble}`)]);
}

function toDocumented(): Set<string> {
	const page = readFileSync(join(import.meta.dirname, "../../docs/gaps.md"), "utf8");
	const section = page.slice(page.indexOf("## unpack"), page.indexOf("## resolve"));
	return new Set([...section.matchAll(/^\|[^|]+\| `([a-z-]+)` \|/gm)].map(([, code]) => code!));
}

it("docs/gaps.md lists exactly the codes of src/unpack", () => {
	const emitted = [...toEmitted()].sort();
	expect(emitted.length).toBeGreaterThan(40);
	expect([...toDocumented()].sort()).toEqual(emitted);
});
