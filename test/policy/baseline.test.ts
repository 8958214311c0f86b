import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { toFindingId, toFindingKey } from "../../src/lib/finding-id.ts";
import { ECOSYSTEMS, FINDING_KINDS, type Finding, SEVERITIES } from "../../src/model.ts";
import { isBaseline, parseBaseline, renderBaseline, toBaselineEntry } from "../../src/policy/baseline.ts";
import { makeFinding, makePackage } from "../report/build.ts";

const hole = makeFinding(makePackage("minimist", "1.2.0"), "CVE-2021-44906", { severity: "critical" });
const malware = makeFinding(makePackage("@scope/stealer", "3.3.6"), "MAL-2025-20690", {
	kind: "malicious",
	severity: "critical",
});
const squat = makeFinding(makePackage("crossenv", "6.1.1"), "fnsift/typosquat", { kind: "typosquat" });
const script = makeFinding(makePackage("loader", "2.0.1"), "fnsift/install-script", { kind: "install-script" });

const TEXT = `# fnsift baseline 1
${malware.id} malicious pkg:npm/%40scope/stealer@3.3.6 MAL-2025-20690 critical
${squat.key} typosquat pkg:npm/crossenv fnsift/typosquat high
${script.id} install-script pkg:npm/loader@2.0.1 fnsift/install-script high
${hole.key} vulnerability pkg:npm/minimist CVE-2021-44906 critical
`;

describe("a baseline", () => {
	test("is one line for each finding, sorted", () => {
		expect(renderBaseline([hole, script, squat, malware])).toBe(TEXT);
		expect(renderBaseline([malware, hole, squat, script, hole])).toBe(TEXT);
		expect(renderBaseline([])).toBe("# fnsift baseline 1\n");
	});

	test("says a vulnerability once for all versions of a package, by the worst of them", () => {
		const later = makeFinding(makePackage("minimist", "1.2.1"), "CVE-2021-44906", { severity: "low" });
		expect(renderBaseline([later, hole])).toBe(renderBaseline([hole]));
		expect(
			renderBaseline([malware, { ...malware, version: "3.3.7", id: "fs1-00000000000000000000" }]).split("\n").length,
		).toBe(3);
	});

	test("is read as it was written, also with a byte order mark, Windows line ends, comments and empty lines", () => {
		const entries = [malware, squat, script, hole].map(toBaselineEntry);
		expect(parseBaseline(TEXT, "known.txt")).toEqual({ file: "known.txt", entries });
		const edited = `\uFEFF${TEXT.replace("\n", "\n# old sins\n\n")}`.replaceAll("\n", "\r\n");
		expect(parseBaseline(edited, "known.txt").entries).toEqual(entries);
		expect(parseBaseline(TEXT.trimEnd(), "known.txt").entries).toEqual(entries);
		expect(parseBaseline(TEXT + TEXT.split("\n").slice(1).join("\n"), "known.txt").entries).toEqual(entries);
	});

	const [title, ...lines] = TEXT.trimEnd().split("\n");
	test.each([
		["an empty file", "", 1],
		["another kind of file", '{"lockfileVersion": 3}\n', 1],
		["a binary file", "PK\u0003\u0004\u0000", 1],
		["a later version", TEXT.replace("baseline 1", "baseline 2"), 1],
		["no title", lines.join("\n"), 1],
		["a file cut off", TEXT.slice(0, -6), 5],
		["a conflict", `${title}\n${lines[0]}\n<<<<<<< HEAD\n${lines[1]}\n=======\n>>>>>>> main\n`, 3],
		["a conflict in the title", `<<<<<<< HEAD\n${TEXT}`, 1],
		["another id", TEXT.replace(squat.key, hole.key), 3],
		["another package", TEXT.replace("pkg:npm/minimist", "pkg:npm/mini"), 5],
		["another version of malware", TEXT.replace("3.3.6", "3.3.7"), 2],
		["another rule", TEXT.replace("CVE-2021-44906", "CVE-2021-44907"), 5],
		["another kind", TEXT.replace(" vulnerability ", " malicious "), 5],
		["an unknown kind", TEXT.replace(" vulnerability ", " weakness "), 5],
		["an unknown severity", TEXT.replace(/critical\n$/, "severe\n"), 5],
		["a word too many", TEXT.replace(/critical\n$/, "critical yes\n"), 5],
		["a broken rule", TEXT.replace("CVE-2021-44906", "%E0%A4%A"), 5],
		["a very long line", `${title}\n${"x".repeat(5_000)}\n`, 2],
	])("is refused with its line: %s", (_, text, line) => {
		expect(() => parseBaseline(text, "known.txt")).toThrow(UsageError);
		expect(() => parseBaseline(text, "known.txt")).toThrow(new RegExp(`^known\\.txt:${line}: `));
	});

	test("may be overwritten when it is one, or empty", () => {
		for (const text of ["", "\n", TEXT, `\uFEFF${TEXT}`, TEXT.slice(0, 40)]) expect(isBaseline(text)).toBe(true);
		for (const text of ["{}", "failOn: high", "# fnsift", " # fnsift baseline 1"]) expect(isBaseline(text)).toBe(false);
	});

	test("holds every finding that one line can hold, whatever it is called", () => {
		const text = fc.oneof(
			fc.string({ unit: "binary", maxLength: 12 }),
			fc.constantFrom("__proto__", "a b", "@s/n", "a\nb", "%2F", "#", "a@b", ""),
		);
		const findings = fc.array(
			fc
				.record({
					kind: fc.constantFrom(...FINDING_KINDS),
					rule: text,
					ecosystem: fc.constantFrom(...ECOSYSTEMS),
					name: text,
					version: fc.option(text),
					severity: fc.constantFrom(...SEVERITIES),
				})
				.map((parts) => ({ ...hole, ...parts, id: toFindingId(parts), key: toFindingKey(parts) }) as Finding),
			{ maxLength: 5 },
		);
		fc.assert(
			fc.property(findings, (list) => {
				const written = renderBaseline(list);
				const ids = new Set(list.map((one) => toBaselineEntry(one).id));
				const read = parseBaseline(written, "known.txt").entries.map(({ id }) => id);
				expect(read.every((id) => ids.has(id))).toBe(true);
				expect(renderBaseline([...list].reverse())).toBe(written);
				expect(written.split("\n").length).toBe(read.length + 2);
			}),
			{ numRuns: 500 },
		);
	});
});
