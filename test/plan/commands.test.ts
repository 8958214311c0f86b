import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Edits, type Install, renderCommand } from "../../src/plan/commands/npm.ts";

const ROOT = "/var/task";
const A: Install = { name: "a", realName: "a", version: "1.0.0", type: "prod", workspace: null };

describe("a command", () => {
	it.each<[string, Edits, string | null]>([
		["for nothing is none", {}, null],
		["installs each once", { installs: [A, A, { ...A, name: "b", realName: "b" }] }, "npm install a@1.0.0 b@1.0.0"],
		[
			"keeps lists apart",
			{
				installs: [
					{ ...A, type: "dev" },
					{ ...A, name: "b", realName: "b", type: "optional" },
					{ ...A, type: "peer" },
				],
			},
			"npm install --save-dev a@1.0.0 && npm install --save-optional b@1.0.0 && npm install --save-peer a@1.0.0",
		],
		["names what is behind an alias", { installs: [{ ...A, realName: "@s/b" }] }, "npm install a@npm:@s/b@1.0.0"],
		["edits a member", { installs: [{ ...A, workspace: "/var/task/p/a" }] }, "npm install --workspace p/a a@1.0.0"],
		["updates in order, each once", { updates: ["c", "b", "c"] }, "npm update b c"],
		["prunes", { prune: true }, "npm prune --omit=dev"],
		["uninstalls", { uninstalls: [{ name: "a", workspace: null }] }, "npm uninstall a"],
		[
			"takes names with dots and scopes as they are",
			{ overrides: [{ path: ["a.b", "@s/c", "d"], version: "1.0.0" }] },
			"npm pkg set 'overrides[a.b][@s/c].d=1.0.0' && npm install",
		],
		[
			"installs before it overrides and updates",
			{ installs: [A], overrides: [{ path: ["a"], version: "$a" }], updates: ["b"] },
			"npm install a@1.0.0 && npm pkg set 'overrides.a=$a' && npm install && npm update b",
		],
	])("%s", (_, edits, command) => {
		expect(renderCommand(ROOT, edits)).toBe(command);
	});

	it("runs in the folder of the project", () => {
		expect(renderCommand("/var/task/fn one", { updates: ["a"] })).toBe("npm --prefix 'fn one' update a");
		expect(renderCommand("/var/task/fn'one", { updates: ["a"] })).toBeNull();
		expect(renderCommand("/var/task/-fn", { updates: ["a"] })).toBeNull();
	});

	it("is never more than words and quoted words, whatever it is made from", () => {
		const hostile = fc.oneof(
			fc.string({ unit: "binary", maxLength: 12 }),
			fc.constantFrom("-a", "a b", "a'b", "a\nb", "$(id)", "`id`", "a;b", "../a", "a\u0000", "", "1.0.0\n", "$a;b"),
		);
		const or = (...good: string[]) => fc.oneof({ arbitrary: fc.constantFrom(...good), weight: 12 }, hostile);
		const text = or("a", "@s/a.b", "Old_Name", "1.0.0");
		const version = or("1.0.0", "2.0.0-rc.1", "$a");
		const install = fc.record({
			name: text,
			realName: text,
			version,
			type: fc.constantFrom("prod", "dev"),
			workspace: fc.option(text.map((name) => `/var/task/${name}`)),
		});
		const edits = fc.record({
			installs: fc.array(install, { maxLength: 2 }),
			overrides: fc.array(fc.record({ path: fc.array(text, { minLength: 1, maxLength: 2 }), version }), {
				maxLength: 2,
			}),
			updates: fc.array(text, { maxLength: 2 }),
		});
		const word = String.raw`(?:[A-Za-z0-9@%+=:,._/~^-]+|'[\p{L}\p{N} @%+=:,._/()[\]{}~#&!$-]+')`;
		const commands = new RegExp(`^npm(?: ${word})+(?: && npm(?: ${word})+)*$`, "u");
		let shown = 0;
		fc.assert(
			fc.property(text, edits, (folder, one) => {
				const command = renderCommand(`/var/task/${folder}`, one);
				if (command === null) return;
				shown += 1;
				expect(command).toMatch(commands);
				expect(command).not.toMatch(/ -[^-]| --(?!prefix|save-dev|workspace)/);
			}),
			{ numRuns: 5000, seed: 20261122 },
		);
		expect(shown).toBeGreaterThan(100);
	});
});
