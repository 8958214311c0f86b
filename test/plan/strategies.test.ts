import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { STRATEGIES } from "../../src/plan/strategies/index.ts";

it("every strategy of the folder is tried, and described in the order in which it is", () => {
	const modules = readdirSync("src/plan/strategies").map((file) => file.replace(".ts", ""));
	const names = STRATEGIES.map(({ name }) => name);
	expect([...names].sort()).toEqual(modules.filter((name) => !["define", "index"].includes(name)).sort());
	const rows = [...readFileSync("docs/plan.md", "utf8").matchAll(/^\| ([a-z-]+) \|.*\|.*\|.*\|$/gm)].map(
		([, name]) => name,
	);
	expect(rows.filter((name) => name !== "strategy")).toEqual(names);
});
