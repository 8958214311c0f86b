import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model.ts";
import { limitBlocks } from "../../src/report/markdown/blocks.ts";
import { toCode, toLink, toMarkdown } from "../../src/report/markdown/escape.ts";
import { renderMarkdown } from "../../src/report/markdown/render.ts";
import { makeFinding, makePackage, makeReport, makeTarget } from "./build.ts";
import { BREAKING_REPORT, BREAKING_TEXTS, makeVaried } from "./formats.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

function render(report: Report): string {
	return renderMarkdown(report, { columns: 80, color: false });
}

/** Code spans are opened and closed by equal runs of backticks (CommonMark, section 6.1); escaped ones open none. */
function withoutCode(line: string): string {
	let text = "";
	for (let at = 0; at < line.length; ) {
		if (line[at] === "\\") {
			text += line.slice(at, at + 2);
			at += 2;
			continue;
		}
		const run = /^`+/.exec(line.slice(at))?.[0];
		if (run === undefined) {
			text += line[at];
			at++;
			continue;
		}
		const close = new RegExp(`(?<!\`)\`{${run.length}}(?!\`)`).exec(line.slice(at + run.length));
		if (close === null) throw new Error(`code that does not end: ${line}`);
		at += run.length + close.index + run.length;
		text += "CODE";
	}
	return text;
}

const OUR_LINK = /\[(?:\\.|&\w+;|[^\]\\[&])*\]\(https:\/\/osv\.dev\/vulnerability\/[\w.~%-]+\)/g;

/** Markup, HTML, links, mentions and references in what is left when code and our own links are taken out. */
function findMarkup(text: string): string[] {
	return text
		.trimEnd()
		.split("\n")
		.flatMap((line) => {
			const plain = withoutCode(line).replace(OUR_LINK, "LINK");
			const isTable = plain.startsWith("|");
			const free = plain
				.replace(/^(?:#{2,3} |- |\d+\. |\*\*[^*]+\*\*$|_(?=Advisories))/, "")
				.replace(/^\| (\*\*blocking\*\*)/, "| blocking")
				.replace(/_$/, "");
			const cells = isTable ? plain.replace(/\\\\|\\\|/g, "").split("|").length - 2 : 0;
			return [
				...(isTable && ![3, 5].includes(cells) ? [`${cells} cells: ${line}`] : []),
				...(/[<>]/.test(free) ? [`HTML: ${line}`] : []),
				...(/(?<!\\)(?:\\\\)*[*_[\]~`{}^$]/.test(free) ? [`markup: ${line}`] : []),
				...(/&(?!amp;|lt;|gt;|#8203;)/.test(free) ? [`entity: ${line}`] : []),
				...(/[#!%~&](?=\w)(?<!&#)(?!(?:amp|lt|gt);)/.test(free.replaceAll("&#8203;", " "))
					? [`reference: ${line}`]
					: []),
				...(/@\w|:\/\/|\bwww\.|\bGH-\d|mailto:/i.test(free) ? [`mention or address: ${line}`] : []),
			];
		});
}

describe("Markdown", () => {
	test.each([...SAMPLES, ["varied", makeVaried()], ["breaking", BREAKING_REPORT]] as const)(
		"%s is ours alone",
		(_, report) => {
			expect(findMarkup(render(report))).toEqual([]);
		},
	);

	test("no name becomes markup, HTML, a link, a mention or a cell", () =>
		fc.assert(
			fc.property(
				fc.array(fc.oneof(hostileTexts, fc.constantFrom(...BREAKING_TEXTS)), { minLength: 1, maxLength: 4 }),
				(texts) => {
					expect(findMarkup(render(makeHostileReport(texts)))).toEqual([]);
				},
			),
			{ numRuns: 100 },
		));

	test.each([
		["HTML", "<b>x</b>"],
		["markup", "a **x**"],
		["markup", "[x](https://evil.example)"],
		["mention or address", "hello @octocat"],
		["mention or address", "see https://evil.example"],
		["reference", "see #12"],
		["4 cells", "| a | b | c | d |"],
	])("the check notices %s", (problem, line) => {
		expect(findMarkup(`${render(makeVaried())}${line}\n`).map((one) => one.split(":")[0])).toContain(problem);
	});

	test("is never longer than a comment may be, and counts what it leaves out", () => {
		const packages = Array.from({ length: 3_000 }, (_, index) => makePackage(`package-${index}`, "1.0.0"));
		const findings = packages.map((item) => makeFinding(item, "CVE-2026-1"));
		const target = makeTarget("a.zip", { packages, findings });
		const text = render(makeReport([target], 0));
		expect(text.length).toBeLessThan(60_000);
		const shown = text.match(/^\| `package-/gm)!.length;
		expect(text).toContain(`and ${(3_000 - shown).toLocaleString("en")} more findings: --format json lists all.`);
		expect(text).toContain("_Advisories: shipped snapshot");
		const many = render(
			makeReport(
				Array(800).fill(makeTarget("a.zip", { packages: packages.slice(0, 3), findings: findings.slice(0, 3) })),
				0,
			),
		);
		expect(many.length).toBeLessThan(60_000);
		expect(many).toMatch(/\n_\d+ more parts are left out: --format json has all\._\n/);
	});
});

describe("text in Markdown", () => {
	test.each([
		["minimist@1.2.0: Prototype Pollution", "minimist@&#8203;1.2.0: Prototype Pollution"],
		["a@1.0.0-beta.x by @octocat", "a@&#8203;1.0.0-beta.x by @&#8203;octocat"],
		["# title", "\\# title"],
		["1. item", "1&#8203;. item"],
		["- item", "\\- item"],
		["1.2.3", "1.2.3"],
		["<img> & *x* _y_ `z` [a](b) | $c$", "&lt;img&gt; &amp; \\*x\\* \\_y\\_ \\`z\\` \\[a\\](b) \\| \\$&#8203;c\\$"],
		["https://evil.example www.evil.example", "https:&#8203;//evil.example www&#8203;.evil.example"],
		["fixes #1, GH-2", "fixes #&#8203;1, GH-&#8203;2"],
	])("%s", (text, expected) => {
		expect(toMarkdown(text)).toBe(expected);
	});

	test.each([
		["a", false, "`a`"],
		["a`b", false, "``a`b``"],
		["`a`", false, "`` `a` ``"],
		["a|b", false, "`a|b`"],
		["a|b", true, "`a¦b`"],
		["", false, ""],
	])("%s as code", (text, inTable, expected) => {
		expect(toCode(text, 100, inTable)).toBe(expected);
	});

	test("only an address that is one becomes a link", () => {
		expect(toLink("x", "https://osv.dev/vulnerability/CVE-1")).toBe("[x](https://osv.dev/vulnerability/CVE-1)");
		for (const url of [
			null,
			"javascript:alert(1)",
			"http://a.example",
			"https://a.example/) [b](c",
			"https://a.example/<b>",
		]) {
			expect(toLink("x", url)).toBe("x");
		}
	});

	test("blocks fit, whatever they are", () =>
		fc.assert(
			fc.property(
				fc.array(fc.record({ lines: fc.array(fc.string()), items: fc.array(fc.string({ maxLength: 200 })) })),
				fc.integer({ min: 1_000, max: 5_000 }),
				(blocks, longest) => {
					const toMore = (hidden: number) => `${hidden} more`;
					const text = limitBlocks(
						blocks.map((block) => ({ ...block, toMore })),
						longest,
					).join("\n\n");
					const last = blocks.at(-1)?.lines.join("\n").length ?? 0;
					expect(text.length).toBeLessThanOrEqual(Math.max(longest, last + 400));
				},
			),
		));
});
