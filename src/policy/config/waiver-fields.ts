/** One waiver of a policy. */
import { JUSTIFICATIONS } from "../../lib/justifications.ts";
import { isDay } from "../calendar.ts";
import { PACKAGE_FORM, parseWaivedPackage } from "../selector.ts";
import type { WaivedPackage, Waiver } from "../waivers.ts";
import { expect, readFields, readOneOrMore, readText, readWord } from "./fields.ts";
import { readGlobs } from "./gate-fields.ts";
import { type Located, Problem } from "./located.ts";

const MOST_IDS = 100;

export function readWaiver(value: Located, file: string): Waiver {
	const fields = readFields(["id", "package", "scope", "reason", "expires", "justification"], value, "a waiver");
	const ids = fields.require("id", readIds);
	const waiver: Waiver = {
		ids,
		package: fields.read("package", readPackage) ?? null,
		scope: fields.read("scope", readGlobs) ?? [],
		reason: fields.require("reason", readReason),
		expires: fields.require("expires", readDay),
		justification: fields.read("justification", readWord(JUSTIFICATIONS)) ?? null,
		source: { kind: "policy", file },
	};
	if (waiver.package !== null || !ids.some((id) => id.toLowerCase().startsWith("fnsift/"))) return waiver;
	// Otherwise one line would switch a heuristic off for every package to come.
	throw new Problem(value.at, '"package" is missing: a waiver of what fnsift suspects itself needs it');
}

const readIds = readOneOrMore(
	readText({
		longest: 200,
		form: /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/u,
		expected: "the id of an advisory or a rule, e.g. CVE-2021-44906 or fnsift/typosquat",
	}),
	MOST_IDS,
);

const readPackageText = readText({
	longest: 500,
	form: new RegExp(PACKAGE_FORM, "u"),
	expected: "a package, e.g. minimist, minimist@1.2.0, minimist@<1.2.6 or pkg:npm/minimist@1.2.0",
});

function readPackage(value: Located): WaivedPackage {
	const selected = parseWaivedPackage(readPackageText(value));
	if (selected === undefined) throw expect("a package", value);
	return selected;
}

const readReasonText = readText({ longest: 1_000, form: /\S/u, expected: "a reason in words" });

/** On one line, however it was folded. */
function readReason(value: Located): string {
	return readReasonText(value).trim().replace(/\s+/gu, " ");
}

const readDayText = readText({
	longest: 10,
	form: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/u,
	expected: "a date such as 2027-01-31",
});

function readDay(value: Located): string {
	const day = readDayText(value);
	if (!isDay(day)) throw expect("a day of the calendar", value);
	return day;
}
