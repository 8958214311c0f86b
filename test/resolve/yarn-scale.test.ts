/** Large and deep yarn lockfiles: no recursion, and nothing that grows faster than the text. */
import { describe, expect, test } from "vitest";
import { yarn } from "../../src/resolve/lockfiles/yarn.ts";
import { toContext } from "./lockfile-context.ts";

const COUNT = 10_000;
/** Every package asks for the next: a chain as deep as the lockfile is long. */
const FORMATS = {
	"yarn 1": {
		head: "# yarn lockfile v1\n\n",
		entry: (at: number) =>
			`\np${at}@^1.0.0, p${at}@^1.1.0:\n  version "1.1.0"\n  dependencies:\n    p${at + 1} "^1.0.0"\n`,
		last: `\np${COUNT}@^1.0.0:\n  version "1.1.0"\n`,
	},
	"yarn 4": {
		head: "__metadata:\n  version: 8\n",
		entry: (at: number) =>
			`\n"p${at}@npm:^1.0.0, p${at}@npm:^1.1.0":\n  version: 1.1.0\n  resolution: "p${at}@npm:1.1.0"\n  dependencies:\n    p${at + 1}: "npm:^1.0.0"\n`,
		last: `\n"p${COUNT}@npm:^1.0.0":\n  version: 1.1.0\n  resolution: "p${COUNT}@npm:1.1.0"\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n  dependencies:\n    p0: "npm:^1.0.0"\n`,
	},
};

describe.each(Object.entries(FORMATS))("%s", (_, { head, entry, last }) => {
	const context = toContext("yarn.lock", { manifests: { "": { name: "app", devDependencies: { p0: "^1.0.0" } } } });
	const write = (from: number) =>
		head + Array.from({ length: COUNT - from }, (_, at) => entry(from + at)).join("") + last;

	test(`${COUNT} packages in one chain`, async () => {
		const { packages, edges, gaps } = await yarn.parse(write(0), context);
		expect(packages.length).toBe(COUNT + 1);
		expect(edges.length).toBe(COUNT + 1);
		expect(edges.every(({ to }) => to !== null)).toBe(true);
		expect(packages.every(({ scope }) => scope === "dev")).toBe(true);
		expect(gaps).toEqual([]);
	});

	test("ten times the packages take no more than forty times the time", async () => {
		const measure = async (text: string) => {
			let best = Number.POSITIVE_INFINITY;
			for (let run = 0; run < 2; run++) {
				const before = process.cpuUsage();
				await yarn.parse(text, context);
				const { user, system } = process.cpuUsage(before);
				best = Math.min(best, user + system);
			}
			return best;
		};
		const small = await measure(write(COUNT * 0.9));
		expect((await measure(write(0))) / small).toBeLessThan(40);
	});
});
