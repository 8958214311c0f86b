import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model.ts";
import { renderGithub } from "../../src/report/github/render.ts";
import { makeFinding, makePackage, makeReport, makeTarget } from "./build.ts";
import { BREAKING_REPORT, makeVaried } from "./formats.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

interface Command {
	readonly level: string;
	readonly properties: Readonly<Record<string, string>>;
	readonly message: string;
}

/** As the runner of GitHub Actions reads a line: `::name key=value,key=value::data`, else it is only shown. */
function parseLine(line: string): Command | string {
	const text = line.trimStart();
	if (!text.startsWith("::")) return line;
	const end = text.indexOf("::", 2);
	if (end === -1) return line;
	const head = text.slice(2, end);
	const [level = "", ...rest] = head.split(" ");
	const properties = rest
		.join(" ")
		.split(",")
		.map((pair) => pair.split("="))
		.map(([key = "", ...value]) => [key.trim(), toPlain(value.join("="))]);
	return { level, properties: Object.fromEntries(properties), message: toPlain(text.slice(end + 2)) };
}

function toPlain(text: string): string {
	const codes: Readonly<Record<string, string>> = { "0D": "\r", "0A": "\n", "3A": ":", "2C": ",", "25": "%" };
	return text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => codes[code]!);
}

function listCommands(report: Report): Command[] {
	const lines = renderGithub(report, { columns: 80, color: false }).trimEnd().split("\n");
	const commands = lines.slice(0, -1).map(parseLine);
	expect(commands.filter((command) => typeof command === "string")).toEqual([]);
	expect(parseLine(lines.at(-1)!)).toMatch(/^fnsift: [A-Z]/);
	for (const line of lines) expect(line).not.toContain("##[");
	return commands as Command[];
}

function expectPlain(commands: readonly Command[]): void {
	for (const { level, properties, message } of commands) {
		expect(["error", "warning", "notice"]).toContain(level);
		expect(Object.keys(properties).filter((key) => !["file", "line", "endLine", "title"].includes(key))).toEqual([]);
		expect(properties.title).not.toBe("");
		expect(`${message}${Object.values(properties).join("")}`).not.toMatch(/[\n\r]/);
	}
	for (const level of ["error", "warning", "notice"]) {
		expect(commands.filter((command) => command.level === level).length).toBeLessThanOrEqual(10);
	}
}

describe("annotations", () => {
	test.each([...SAMPLES, ["varied", makeVaried()], ["breaking", BREAKING_REPORT]] as const)(
		"%s is commands that annotate, ten of a level at most, and one line to read",
		(_, report) => {
			expectPlain(listCommands(report));
		},
	);

	test("no name becomes a command, a property or a line of its own", () =>
		fc.assert(
			fc.property(fc.array(hostileTexts, { minLength: 1, maxLength: 5 }), (texts) => {
				expectPlain(listCommands(makeHostileReport(texts)));
			}),
			{ numRuns: 60 },
		));

	test("what is escaped reads as it was", () => {
		const item = makePackage("a%0A::error,b=c%2C", "1:2,3");
		const findings = [makeFinding(item, "CVE-2026-1", { title: "50 % :: worse" })];
		const [command] = listCommands(makeReport([makeTarget("a,b:c%.zip", { packages: [item], findings })], 0));
		expect(command!.properties.title).toBe("a%0A::error,b=c%2C@1:2,3: high, CVE-2026-1");
		expect(command!.properties.file).toMatch(/^a,b:c%\.zip\//);
		expect(command!.message).toContain("50 % :: worse");
	});

	test("over ten, the tenth says how many are not shown", () => {
		const commands = listCommands(SAMPLES.get("many")!);
		expect(commands.length).toBe(10);
		expect(commands[9]!.properties).toEqual({ title: "60 more" });
		expect(commands[9]!.message).toMatch(/^60 more annotations of this level: GitHub shows 10/);
	});
});
