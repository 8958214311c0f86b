import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { toRelative } from "../../src/lib/location.ts";
import { toSafeText } from "../../src/lib/sanitise.ts";
import { renderBytes, renderSignedBytes } from "../../src/report/text/bytes.ts";
import { renderLine } from "../../src/report/text/page.ts";
import { createPaint } from "../../src/report/text/style.ts";
import { cutEnd, cutMiddle, toWidth } from "../../src/report/text/width.ts";
import { wrap, wrapStart } from "../../src/report/text/wrap.ts";
import { hostileTexts } from "./hostile.ts";

const safeTexts = hostileTexts.map(toSafeText);
const widths = fc.integer({ min: 2, max: 100 });

describe("renderBytes", () => {
	test.each([
		[0, "0 B"],
		[999, "999 B"],
		[1000, "1.0 kB"],
		[1049, "1.0 kB"],
		[1050, "1.1 kB"],
		[99_949, "99.9 kB"],
		[99_950, "100 kB"],
		[999_499, "999 kB"],
		[999_500, "1.0 MB"],
		[41_234_567, "41.2 MB"],
		[261_500_000, "262 MB"],
		[2_147_483_648, "2.1 GB"],
		[5e15, "5000 TB"],
	])("%d is %s", (bytes, text) => {
		expect(renderBytes(bytes)).toBe(text);
	});

	test.each([
		[-1234, "-1.2 kB"],
		[340_000, "+340 kB"],
		[0, "+0 B"],
	])("%d is %s with its sign", (bytes, text) => {
		expect(renderSignedBytes(bytes)).toBe(text);
	});
});

describe("toRelative", () => {
	test.each([
		["/var/task", ""],
		["/var/task/node_modules/a", "node_modules/a"],
		["/opt", ""],
		["/opt/nodejs/node_modules/a", "nodejs/node_modules/a"],
		["/optional/a", "../../optional/a"],
		["/var/tasks", "../tasks"],
		["/var", ".."],
		["/var/lodash/node_modules/a", "../lodash/node_modules/a"],
		["package.json", "package.json"],
		["node_modules/a", "node_modules/a"],
		["/var/task/opt/a", "opt/a"],
	])("%s is %s", (path, relative) => {
		expect(toRelative(path)).toBe(relative);
	});
});

describe("cutting", () => {
	test.each([
		["express", 7, "express", "express"],
		["express", 6, "expre…", "e…ress"],
		["one two three", 5, "one…", "o…ree"],
		["漢字かな交じり", 7, "漢字か…", "漢…じり"],
		["👍👍👍", 5, "👍👍…", "…👍👍"],
		["e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301…", "…e\u0301e\u0301"],
		["express", 1, "…", "…"],
		["express", 0, "", ""],
	])("%s to %d columns is %s or %s", (text, width, end, middle) => {
		expect(cutEnd(text, width)).toBe(end);
		expect(cutMiddle(text, width)).toBe(middle);
	});

	test("measures the parts of a text so that they add up to no less than the whole", () => {
		fc.assert(
			fc.property(safeTexts, safeTexts, (a, b) => {
				expect(toWidth(`${a} ${b}`)).toBe(toWidth(a) + 1 + toWidth(b));
				expect(stringWidth(`${a} ${b}`)).toBeLessThanOrEqual(toWidth(`${a} ${b}`));
			}),
			{ numRuns: 1000 },
		);
	});

	test("never leaves more than the width, nor anything that was not there", () => {
		fc.assert(
			fc.property(safeTexts, widths, (text, width) => {
				for (const cut of [cutEnd(text, width), cutMiddle(text, width)]) {
					expect(stringWidth(cut)).toBeLessThanOrEqual(width);
					const [start = "", end = ""] = cut === text ? [text, ""] : cut.split("…");
					if (!text.includes("…")) expect(text.startsWith(start) && text.endsWith(end)).toBe(true);
				}
			}),
		);
	});
});

describe("renderLine", () => {
	test.each([
		[["漢字漢", "x"], "漢字…"],
		[["漢字漢字", "x"], "漢字…"],
		[["漢字", "x", "y"], "漢字…"],
		[["ab", ["bold", "cde"]], "abcde"],
		[["ab", ["bold", "cdef"], "g"], "abcd…"],
	] as const)("cuts %j at 5 columns and adds nothing after the cut", (spans, line) => {
		expect(renderLine({ columns: 5, paint: createPaint(false) }, spans)).toBe(line);
	});

	test("paints what is left of a span", () => {
		const page = { columns: 4, paint: createPaint(true) };
		expect(renderLine(page, ["a", ["bold", "bcde"], ["red", "f"]])).toBe("a\u001b[1mbc…\u001b[22m");
	});
});

describe("wrapping", () => {
	test.each([
		["", 10, []],
		["one two three", 7, ["one two", "three"]],
		["  spaced   out  ", 20, ["spaced out"]],
		["a-very-long-word here", 8, ["a-very-l", "ong-word", "here"]],
		["short a-very-long-word", 8, ["short", "a-very-l", "ong-word"]],
		["漢字かな", 5, ["漢字", "かな"]],
		["漢字", 1, ["漢", "字"]],
	])("%j at %d columns", (text, width, lines) => {
		expect(wrap(text, width)).toEqual(lines);
	});

	test("keeps every character but spaces, within the width", () => {
		fc.assert(
			fc.property(safeTexts, widths, (text, width) => {
				const lines = wrap(text, width);
				expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
				expect(lines.filter((line) => toWidth(line) > width)).toEqual([]);
			}),
		);
	});

	test.each([
		["one two three four", 7, 2, ["one two", "three…"]],
		["one two three", 7, 2, ["one two", "three"]],
		["one two three", 7, 1, ["one tw…"]],
	])("starts %j at %d columns on %d lines", (text, width, most, lines) => {
		expect(wrapStart(text, width, most)).toEqual(lines);
	});
});
