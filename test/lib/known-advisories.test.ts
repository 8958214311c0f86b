import { expect, it } from "vitest";
import { findAdvisories } from "../../src/lib/known-advisories.ts";
import type { Advisory } from "../../src/model.ts";
import type { AdvisoryIndex } from "../../src/ports.ts";

it("asks an index once for each ecosystem and name, and keeps the answers of two indexes apart", () => {
	const asked: string[] = [];
	const toIndex = (label: string): AdvisoryIndex => ({
		info: { source: "local", updated: "2026-01-01T00:00:00Z", advisories: 0, sha256: "" },
		find(ecosystem, name): readonly Advisory[] {
			asked.push(`${label} ${ecosystem} ${name}`);
			return [];
		},
		covers: () => true,
		close() {},
	});
	const [first, second] = [toIndex("first"), toIndex("second")];
	const answer = findAdvisories(first, "npm", "a");
	expect(findAdvisories(first, "npm", "a")).toBe(answer);
	findAdvisories(first, "PyPI", "a");
	findAdvisories(second, "npm", "a");
	expect(asked).toEqual(["first npm a", "first PyPI a", "second npm a"]);
});
